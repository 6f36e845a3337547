"""What came to the standard library inside of a 3.10 or 3.11 series, which no type stub tells apart by version.

Security fixes brought these to releases of Python that were out already, so a program that uses one works on some
3.10 and not on others. Gathered from what typeshed's tests excuse for each release and from the notes in its stubs.
"""

import ast

#: Names, wherever they are read from, and the first release of 3.10 that has them.
NAMES = {
    # tarfile
    **dict.fromkeys(
        "data_filter tar_filter fully_trusted_filter FilterError AbsolutePathError AbsoluteLinkError"
        " OutsideDestinationError LinkOutsideDestinationError SpecialFileError".split(),
        "3.10.12",
    ),
    **dict.fromkeys(["LinkFallbackError", "makelink_with_filter"], "3.10.18"),
    # sys, sys.flags, sys.int_info
    **dict.fromkeys(
        "set_int_max_str_digits get_int_max_str_digits int_max_str_digits default_max_str_digits"
        " str_digits_check_threshold".split(),
        "3.10.7",
    ),
    # xml.parsers.expat
    **dict.fromkeys(["GetReparseDeferralEnabled", "SetReparseDeferralEnabled"], "3.10.14"),
    **dict.fromkeys(
        [
            "SetBillionLaughsAttackProtectionActivationThreshold",
            "SetBillionLaughsAttackProtectionMaximumAmplification",
        ],
        "3.10.19",
    ),
    **dict.fromkeys(["SetAllocTrackerActivationThreshold", "SetAllocTrackerMaximumAmplification"], "3.10.20"),
    # email
    **dict.fromkeys(["HeaderWriteError", "NLSET", "SPECIALSNL", "verify_generated_headers"], "3.10.15"),
    **dict.fromkeys(["get_encoded_word", "make_quoted_pairs"], "3.10.17"),
    "make_parenthesis_pairs": "3.10.20",
    # os.path
    "ALLOW_MISSING": "3.10.18",
}

#: Keyword arguments of functions and methods of that name.
KEYWORDS = {
    ("extract", "filter"): "3.10.12",
    ("extractall", "filter"): "3.10.12",
    ("unpack_archive", "filter"): "3.10.12",
    **{("replace", name): "3.10.12" for name in ("deep", "linkname", "uname", "gname")},
    ("parseaddr", "strict"): "3.10.15",
    ("getaddresses", "strict"): "3.10.15",
    **{
        (name, "verify_generated_headers"): "3.10.15"
        for name in ("EmailPolicy", "Policy", "Compat32", "clone")
    },
    ("set_cdata_mode", "escapable"): "3.10.18",
    ("HTMLParser", "scripting"): "3.10.20",
}

#: Methods whose name means something else for other objects: only where the module is imported.
METHODS_OF = {("xml", "flush"): "3.10.14"}


def late_additions(text: str) -> list[tuple[int, str]]:
    """Line and sentence for each use; asking with ``getattr`` whether something is there is none."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    modules = {name.split(".")[0] for node in nodes for name in _imported(node)}
    methods = {method: release for (module, method), release in METHODS_OF.items() if module in modules}
    found = []
    for node in nodes:
        for name, release in _uses(node, methods):
            found.append((node.lineno, f"`{name}` came with Python {release}"))
    return sorted(found)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _uses(node: ast.AST, methods: dict[str, str]) -> list[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom):
        return [(alias.name, NAMES[alias.name]) for alias in node.names if alias.name in NAMES]
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        known = {**NAMES, **methods}
        return [(node.attr, known[node.attr])] if node.attr in known else []
    if isinstance(node, ast.Call):
        function = getattr(node.func, "attr", getattr(node.func, "id", None))
        given = [(function, keyword.arg) for keyword in node.keywords]
        return [(f"{name}({key}=)", KEYWORDS[name, key]) for name, key in given if (name, key) in KEYWORDS]
    return []
