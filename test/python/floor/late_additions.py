"""Names that some supported Python lacks and that a type checker does not find: looked for by the name alone.

What came inside of the 3.10 series, with security fixes, no type stub tells apart by version: a program that uses it
works on some 3.10 and not on others. Gathered from what typeshed's tests excuse for each release and from the notes
in its stubs. And methods of later series, which a type checker sees only where it knows the type of their object.
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
    # Methods and attributes of objects.
    **dict.fromkeys(
        "add_note blobopen uncancel cancelling enterContext enterClassContext enterAsyncContext co_qualname"
        " co_positions".split(),
        "3.11",
    ),
    **dict.fromkeys(["is_junction", "with_segments"], "3.12"),
    **dict.fromkeys(["full_match", "from_uri"], "3.13"),
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
    **{(name, "case_sensitive"): "3.12" for name in ("glob", "rglob", "match")},
    **{(name, "walk_up"): "3.12" for name in ("relative_to", "is_relative_to")},
    ("exists", "follow_symlinks"): "3.12",
    **{(name, "follow_symlinks"): "3.13" for name in ("is_file", "is_dir", "owner", "group")},
    **{(name, "recurse_symlinks"): "3.13" for name in ("glob", "rglob")},
    ("read_text", "newline"): "3.13",
    **{(name, "deprecated"): "3.13" for name in ("add_argument", "add_parser")},
}

#: Methods whose name means something else for other objects: only where the module is imported.
METHODS_OF = {("xml", "flush"): "3.10.14"}
#: Methods that modules have as functions, too: `os.walk` is old, `path.walk` is not.
NOT_OF_MODULES = {"walk": "3.12"}


def late_additions(text: str) -> list[tuple[int, str]]:
    """Line and sentence for each use; asking with ``getattr`` whether something is there is none."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    modules = {name.split(".")[0] for node in nodes for name in _imported(node)}
    methods = {method: release for (module, method), release in METHODS_OF.items() if module in modules}
    bound = {name for node in nodes for name in _bound(node)}
    found = []
    for node in nodes:
        for name, release in _uses(node, methods, bound):
            found.append((node.lineno, f"`{name}` came with Python {release}"))
    return sorted(found)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _bound(node: ast.AST) -> list[str]:
    """The names that an import gives to modules, as far as it tells."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    return []


def _uses(node: ast.AST, methods: dict[str, str], modules: set[str]) -> list[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom):
        return [(alias.name, NAMES[alias.name]) for alias in node.names if alias.name in NAMES]
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        of_module = isinstance(node.value, ast.Name) and node.value.id in {*modules, "os", "ast"}
        known = {**NAMES, **methods, **({} if of_module else NOT_OF_MODULES)}
        return [(node.attr, known[node.attr])] if node.attr in known else []
    if isinstance(node, ast.Call):
        function = getattr(node.func, "attr", getattr(node.func, "id", None))
        given = [(function, keyword.arg) for keyword in node.keywords]
        return [(f"{name}({key}=)", KEYWORDS[name, key]) for name, key in given if (name, key) in KEYWORDS]
    return []
