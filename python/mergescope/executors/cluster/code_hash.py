"""Which code a machine runs, where a number of a version does not tell: ours, and the patched mergekit."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path


@functools.cache
def code_of(package: str) -> str:
    """A short name of all its modules' bytes; `none` where it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return "none"
    digest, folder = hashlib.sha256(), Path(spec.origin).parent
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]
