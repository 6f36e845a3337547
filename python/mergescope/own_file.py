"""Reads files that mergescope has written, whatever lies in their place by now."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_own(path: Path) -> str:
    """The text of a file; a named pipe in its place cannot make the reader wait.

    Raises:
        OSError: it cannot be read, or is no file.
        ValueError: it is no UTF-8.
    """
    with open(path, encoding="utf-8", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a file")
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    # Windows does not have it, nor named pipes among its files.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
