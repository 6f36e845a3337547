"""Calls of Linux's C library that Python has no names for."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable


def libc_call(name: str) -> Callable[..., int] | None:
    """The function of that name; None where there is none, as in musl or on another system."""
    return getattr(_LIBRARY, name, None)


_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
