"""Finds what a source takes from the standard library that not every supported Python has.

A type checker reads all sources twice, as the oldest and as the newest Python. What it says of both is none of our
business here (mergekit and torch are untyped); what it says of one alone is missing in that one.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from late_additions import late_additions
from sources import ROOT, Source, with_imports

OLDEST, NEWEST = "3.10", "3.13"
SAID = re.compile(r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): \w+\[(?P<rule>[\w-]+)\] (?P<what>.*)$")
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
        said = {version: check_types(list(files), version) for version in (OLDEST, NEWEST)}
    for version, other in ((OLDEST, NEWEST), (NEWEST, OLDEST)):
        for key in sorted(said[version].keys() - said[other].keys()):
            source, line = files[key[0]], key[1]
            what = f"Python {version}: {said[version][key]}"
            found.append(_tell(source, line - source.embedded, what))
    for source in sources:
        found += [_tell(source, line, what) for line, what in _late(source.text)]
    return found


def check_types(files: list[str], version: str) -> dict[tuple[str, int, int, str], str]:
    """What ty says of files, read as a version of Python: by path, line, column and rule."""
    command = [sys.executable, "-m", "ty", "check", "--python-version", version, "--output-format", "concise"]
    command += ["--no-progress", "--color", "never", "-c", "analysis.respect-type-ignore-comments=false"]
    for folder in FOLDERS:
        command += ["--extra-search-path", str(ROOT / folder)]
    done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"ty ended with {done.returncode}: {done.stderr}")
    matches = [match for line in done.stdout.splitlines() if (match := SAID.match(line))]
    return {(str(ROOT / m["path"]), int(m["line"]), int(m["column"]), m["rule"]): m["what"] for m in matches}


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
