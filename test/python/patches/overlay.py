"""Copies of an installed mergekit, pristine or patched, to put first on PYTHONPATH; the install stays as it is."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATCHES = ROOT / "patches"
MANIFEST = json.loads((PATCHES / "manifest.json").read_text(encoding="utf-8"))


def interpreters() -> dict[str, str]:
    """Interpreter by mergekit version: this one's, and that of MERGESCOPE_COMPAT_PYTHON."""
    found = {}
    for python in (sys.executable, os.environ.get("MERGESCOPE_COMPAT_PYTHON")):
        if python:
            found.setdefault(
                _ask(python, "import importlib.metadata as m; print(m.version('mergekit'))"), python
            )
    return found


def make_overlay(python: str, version: str, folder: pathlib.Path, patched: bool) -> pathlib.Path:
    """Copy mergekit and its metadata out of ``python``'s site-packages into ``folder``, patched or pristine."""
    package = pathlib.Path(
        _ask(
            python, "import importlib.util as u; print(u.find_spec('mergekit').submodule_search_locations[0])"
        )
    )
    folder.mkdir(parents=True)
    # With its bytecode, which is none to a Python that finds a source of another time.
    shutil.copytree(package, folder / "mergekit")
    info = f"mergekit-{version}.dist-info"
    shutil.copytree(package.parent / info, folder / info)
    for file in MANIFEST["versions"][version]["files"]:
        target = folder / file["path"]
        if patched:
            target.write_bytes((PATCHES / file["source"]).read_bytes().replace(b"\r\n", b"\n"))
        elif file["pristine"] is None:
            target.unlink(missing_ok=True)
        elif hashlib.sha256(target.read_bytes()).hexdigest() != file["pristine"]:
            # The environment at hand carries the patch; its sdist has the bytes from before.
            target.write_bytes((sdist(version, folder.parent) / file["path"]).read_bytes())
    return folder


def sdist(version: str, folder: pathlib.Path) -> pathlib.Path:
    """Download and unpack mergekit's source distribution with pip, once."""
    root = folder / f"mergekit-{version}"
    if not root.exists():
        command = ["-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", "--no-binary", ":all:"]
        subprocess.run([sys.executable, *command, f"mergekit=={version}"], cwd=folder, check=True)
        with tarfile.open(folder / f"mergekit-{version}.tar.gz") as archive:
            # The first releases of 3.10 and 3.11 know neither filters nor the argument for one.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(folder)
    return root


def environment(overlay: pathlib.Path) -> dict[str, str]:
    """The process environment that makes an interpreter import the overlay, and stay off the network."""
    return {
        **os.environ,
        "PYTHONPATH": str(overlay),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


def _ask(python: str, code: str) -> str:
    # -I: an overlay on our own PYTHONPATH must not answer for the install.
    return subprocess.run(
        [python, "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
