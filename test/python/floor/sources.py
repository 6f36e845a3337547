"""All Python of the project: files, and programs inside of TypeScript, shell scripts and documents."""

import ast
import json
import pathlib
import re
import subprocess
import sys
import textwrap
import warnings
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).parent
SCRIPT = re.compile(r"\.(ts|tsx|mjs|cjs|js)$")
#: Here documents, `-c '…'` and fenced blocks: what a shell or a reader hands to Python.
PROGRAMS = re.compile(
    r"<<-?\s*['\"]?(?P<mark>\w+)['\"]?[^\n]*\n(?P<here>.*?)\n\s*(?P=mark)\b"
    r"|-c\s+'(?P<single>[^']*)'"
    r'|-c\s+"(?P<double>[^"]*)"'
    r"|```py(?:thon)?\n(?P<block>.*?)```",
    re.DOTALL,
)
IMPORT = re.compile(r"^\s*(import [\w.]+(, *[\w.]+)*|from [\w.]+ import [\w, *()]+)\s*(;|$)", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A piece of Python, and where it stands."""

    location: str
    text: str
    #: A part of a program whose imports may stand elsewhere.
    embedded: bool = False


def project_sources() -> list[Source]:
    """Everything that git does not ignore."""
    names = _git_files()
    texts = {name: text for name in names if (text := _read(ROOT / name)) is not None}
    whole = [Source(name, text) for name, text in texts.items() if name.endswith(".py")]
    literals = literals_of([name for name in texts if SCRIPT.search(name)])
    others = {name: [text] for name, text in texts.items() if not re.search(r"\.(py|lock|svg|snap)$", name)}
    for name in literals:
        others[name] = literals[name]
    return whole + [
        source for name, parts in others.items() for text in parts for source in inside(name, text)
    ]


def literals_of(names: list[str]) -> dict[str, list[str]]:
    """The texts of the string literals of TypeScript files."""
    command = ["node", str(HERE / "literals.mjs"), *names]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def inside(location: str, text: str) -> list[Source]:
    """The Python that a text is or holds.

    :raises ValueError: a text that has Python's imports and cannot be read as Python
    """
    whole = is_program(text)
    if whole:
        return [Source(f"{location}: {_first_line(text)}", textwrap.dedent(text), embedded=True)]
    if "\n" not in text and "-c " not in text and not IMPORT.search(text):
        return []
    found = []
    for match in PROGRAMS.finditer(text):
        program = next(
            part for name, part in match.groupdict().items() if name != "mark" and part is not None
        )
        found += inside(location, program)
    if not found and IMPORT.search(text) and not _is_prose(location):
        raise ValueError(f"{location}: this looks like Python and cannot be read as it: {_first_line(text)}")
    return found


def is_program(text: str) -> bool:
    """Whether a text is Python that does something: words and numbers alone are no program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError):
        return False
    works = (ast.Import, ast.ImportFrom, ast.Call, ast.FunctionDef)
    return any(isinstance(node, works) for node in ast.walk(tree))


def with_imports(source: Source) -> str:
    """The text after one more line, which imports the standard modules that a part takes for granted."""
    tree = ast.parse(source.text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    bound = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    missing = sorted((names - bound) & sys.stdlib_module_names)
    first = f"import {', '.join(missing)}" if missing else "pass"
    return f"{first}\n{source.text}"


def _is_prose(location: str) -> bool:
    return not SCRIPT.search(location)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:80]


def _git_files() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name})


def _read(path: pathlib.Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
