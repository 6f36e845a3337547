"""Versions of what decides the bytes of the output."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import json
import platform
from pathlib import Path

# The Python half is no package of its own: it lies in that of the command line.
_PACKAGE = Path(__file__).parents[3] / "package.json"
_PACKAGES = ("mergekit", "torch", "transformers", "tokenizers", "safetensors", "numpy")


@functools.cache
def versions() -> dict[str, str]:
    """By name; what this process has imported does not change it."""
    installed = {"python": platform.python_version()}
    with contextlib.suppress(OSError):
        installed["mergescope"] = json.loads(_PACKAGE.read_text(encoding="utf-8"))["version"]
    for package in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            installed[package] = importlib.metadata.version(package)
    return installed
