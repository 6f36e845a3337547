"""Finds what a source takes from the standard library that not every supported Python has.

A type checker reads all sources twice, as the oldest and as the newest Python. What it says of both is none of our
business here (mergekit and torch are not there); what it says of one alone is missing in that one.
"""

import json
import pathlib
import subprocess
import tempfile

from late_additions import late_additions
from sources import ROOT, Source, with_imports

OLDEST, NEWEST = "3.10", "3.13"
PYRIGHT = str(ROOT / "node_modules" / "pyright" / "index.js")
#: Where the sources import each other from.
FOLDERS = ["python", "patches/common", "test/python", "test/python/patches", "test/python/floor"]


def not_in_every_python(sources: list[Source]) -> list[str]:
    """One sentence for each use: where it is, what is used, and which Python lacks it."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, source in enumerate(sources):
            path = ROOT / source.location
            if source.embedded:
                path = pathlib.Path(folder, f"part_{number}.py")
                path.write_text(with_imports(source), encoding="utf-8")
            files[str(path)] = source
        said = {v: check_types(list(files), v, pathlib.Path(folder)) for v in (OLDEST, NEWEST)}
    for version, other in ((OLDEST, NEWEST), (NEWEST, OLDEST)):
        for key in sorted(said[version].keys() - said[other].keys()):
            source, line = files[key[0]], key[1]
            what = f"Python {version}: {said[version][key]}"
            found.append(_tell(source, line - source.embedded, what))
    for source in sources:
        found += [_tell(source, line, what) for line, what in _late(source.text)]
    return found


def check_types(files: list[str], version: str, folder: pathlib.Path) -> dict[tuple[str, int, int, str], str]:
    """What pyright says of files, read as a version of Python: by path, line, column and rule.

    folder: from which it is started. No environment lies there, so that nothing but the standard library is known: its
    stubs tell versions apart, and its modules in whatever Python there is do not.
    """
    (folder / "none" / "lib" / f"python{version}" / "site-packages").mkdir(parents=True, exist_ok=True)
    settings = {
        "pythonVersion": version,
        "venvPath": str(folder),
        "venv": "none",
        "extraPaths": [str(ROOT / name) for name in FOLDERS],
        "enableTypeIgnoreComments": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        ["node", PYRIGHT, "--outputjson", *files], cwd=folder, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pyright ended with {done.returncode}: {done.stdout}{done.stderr}")
    said = {}
    for item in json.loads(done.stdout)["generalDiagnostics"]:
        start = item["range"]["start"]
        said[item["file"], start["line"] + 1, start["character"], item.get("rule", "syntax")] = item[
            "message"
        ]
    return said


def _late(text: str) -> list[tuple[int, str]]:
    try:
        return late_additions(text)
    except SyntaxError:  # Too new for the Python that runs this: the type checker has said so.
        return []


def _tell(source: Source, line: int, what: str) -> str:
    lines = source.text.splitlines()
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    where = source.location if source.embedded else f"{source.location}:{line}"
    return f"{where}: {what}\n    {shown}"
