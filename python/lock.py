"""Makes a requirements lock for every supported Python and every system out of one *.in file.

    python lock.py requirements.in [--with requirements.lock] PYTHON3.10 PYTHON3.11 PYTHON3.12 PYTHON3.13

Each interpreter resolves for itself (`pip install --dry-run`); where they differ, the line gets a marker. Each
line carries the sha256 of every file of that release, so that one lock serves all systems. torch (a bare
name in the *.in file) is not in it: its build is chosen at set-up, so requirements-torch.txt pins its version alone, and here an empty stand-in with
the dependencies below takes its place.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pip._internal.index.collector import LinkCollector

TORCH = Path(__file__).with_name("requirements-torch.txt")
TORCH_NEEDS = ["filelock", "typing-extensions", "setuptools", "sympy", "networkx", "jinja2", "fsspec"]
WINDOWS_ONLY = {"colorama"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("requirements", type=Path)
    parser.add_argument("pythons", nargs="+")
    parser.add_argument("--with", dest="base", type=Path, help="a lock whose packages are there already")
    options = parser.parse_args()
    torch = read_pins(TORCH)[0]
    pins = [torch if pin == "torch" else pin for pin in read_pins(options.requirements)]
    resolved = {}
    with tempfile.TemporaryDirectory() as folder:
        wheels = stand_in(Path(folder))
        for python in options.pythons:
            version, packages = resolve(python, pins, options.base, wheels)
            for name, release in packages.items():
                resolved.setdefault((name, release), set()).add(version)
            print(f"{version}: {len(packages)} packages", file=sys.stderr)
    have = read_names(options.base)
    every = {version for versions in resolved.values() for version in versions}
    lines = [f"# Made by lock.py from {options.requirements.name}; do not edit."]
    for (name, release), versions in sorted(resolved.items()):
        if name == "torch" or name in have:
            continue
        lines.append(line(name, release, marker(name, versions, every), hashes(name, release)))
    options.requirements.with_suffix(".lock").write_text("\n".join(lines) + "\n")


def read_pins(path: Path) -> list[str]:
    return [text for raw in path.read_text().splitlines() if (text := raw.split("#")[0].strip())]


def stand_in(folder: Path) -> Path:
    """A wheel named torch that holds nothing: what it needs is resolved without fetching gigabytes."""
    version = read_pins(TORCH)[0].partition("==")[2] + "+zz.stand.in"
    info = f"torch-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {need}\n" for need in TORCH_NEEDS)
    with zipfile.ZipFile(folder / f"torch-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n{needs}")
        tags = "Wheel-Version: 1.0\nGenerator: lock\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        wheel.writestr(f"{info}/WHEEL", tags)
        wheel.writestr(f"{info}/RECORD", "")
    return folder


def resolve(python: str, pins: list[str], base: Path | None, wheels: Path) -> tuple[str, dict[str, str]]:
    version = subprocess.check_output(
        [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True
    ).strip()
    known = ["-c", str(without_hashes(base, wheels))] if base else []
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--dry-run",
        "--ignore-installed",
        "-q",
    ]
    report = wheels / "report.json"
    command += ["--only-binary", ":all:", "--find-links", str(wheels), "--report", str(report), *known, *pins]
    subprocess.run(command, check=True)
    installed = json.loads(report.read_text())["install"]
    return version, {normal(x["metadata"]["name"]): x["metadata"]["version"] for x in installed}


def without_hashes(lock: Path, folder: Path) -> Path:
    pins = [
        raw.removesuffix("\\").strip() for raw in lock.read_text().splitlines() if re.match(r"[a-z0-9]", raw)
    ]
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins) + "\n")
    return path


def read_names(lock: Path | None) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.M)) if lock else set()


def marker(name: str, versions: set[str], every: set[str]) -> str:
    parts = []
    if name in WINDOWS_ONLY:
        parts.append("sys_platform == 'win32'")
    if versions != every:
        tests = " or ".join(
            f"python_version == '{v}'" for v in sorted(versions, key=lambda v: int(v.split(".")[1]))
        )
        parts.append(f"({tests})" if parts else tests)
    return " and ".join(parts)


def line(name: str, release: str, condition: str, digests: list[str]) -> str:
    if not digests:
        raise SystemExit(f"{name} {release}: the index gives no hashes")
    head = f"{name}=={release}" + (f" ; {condition}" if condition else "")
    return " \\\n".join([head, *(f"    --hash=sha256:{digest}" for digest in digests)])


def hashes(name: str, release: str) -> list[str]:
    """sha256 of every file of a release, asked of the indexes that this machine's pip is set up for."""
    from pip._internal.index.collector import parse_links
    from pip._vendor.packaging.utils import parse_sdist_filename, parse_wheel_filename
    from pip._vendor.packaging.version import Version

    collector, sums = link_collector(), set()
    for source in collector.collect_sources(name, lambda page: []).index_urls:
        page = collector.fetch_response(source.link) if source and source.link else None
        for link in parse_links(page) if page else ():
            parse = parse_wheel_filename if link.is_wheel else parse_sdist_filename
            try:
                version = parse(link.filename)[1]
            except ValueError:
                continue
            if version == Version(release) and link.hash_name == "sha256":
                sums.add(link.hash)
    return sorted(sums)


@functools.cache
def link_collector() -> LinkCollector:
    from pip._internal.commands.install import InstallCommand
    from pip._internal.index.collector import LinkCollector

    command = InstallCommand("install", "")
    parsed, _ = command.parse_args([])
    return LinkCollector.create(command._build_session(parsed), options=parsed)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
