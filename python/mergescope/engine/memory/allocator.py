"""Keeps freed buffers from staying in the process, so that the memory budget is what the system sees."""

from __future__ import annotations

from mergescope.engine.libc import libc_call

# glibc's names: the size from which an allocation is a mapping of its own, given back when it is freed, and how
# much may be free at the end of a heap before it is given back.
_M_MMAP_THRESHOLD = -3
_M_TRIM_THRESHOLD = -1
_LARGE = 4 << 20
_FREE_AT_END = 8 << 20


def give_memory_back() -> None:
    """Whole tensors and fp32 blocks become mappings of their own. glibc raises that limit by itself up to 32 MB, and
    then keeps freed buffers in the heap of each thread: hundreds of MB on a large tensor. What is smaller stays
    in the heap, as fresh pages cost more than the work on them. Other systems: nothing."""
    mallopt = libc_call("mallopt")
    # musl has none, and no such heap either.
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _FREE_AT_END)
