"""Keeps freed buffers from staying in the process, so that the memory budget is what the system sees."""

from __future__ import annotations

import ctypes
import sys

# glibc's name for the size from which an allocation is a mapping of its own, given back when it is freed.
_M_MMAP_THRESHOLD = -3
_BYTES = 512 * 1024


def give_memory_back() -> None:
    """Blocks and tiles become mappings of their own. glibc raises that limit by itself up to 32 MB, and then
    keeps freed buffers in the heap of each thread: hundreds of MB on a large tensor. Other systems: nothing."""
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _BYTES)
    except (AttributeError, OSError):
        # musl has no mallopt, and no such heap either.
        return
