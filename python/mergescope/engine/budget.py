"""How many threads fit into the memory that is allowed, and whether a whole tensor does."""

from __future__ import annotations

from mergescope.engine.blocks import TILE_ELEMENTS, split
from mergescope.engine.workers import IN_FLIGHT
from mergescope.errors import MergescopeError


def threads_for(budget: int, cores: int, shapes: list[tuple[tuple[int, ...], int]]) -> int:
    """Threads, at least one, whose buffers stay within `budget` bytes.

    Args:
        shapes: of each output tensor with a kernel, its shape and its number of donors.
    """
    largest = max((_thread_bytes(shape, donors) for shape, donors in shapes), default=1)
    return max(1, min(cores, budget // largest))


def _thread_bytes(shape: tuple[int, ...], donors: int) -> int:
    """Bytes of one thread: a block of each donor as read and as cast, results that wait, and fp32 tiles."""
    block = max((one.numel for one in split(shape)), default=0)
    width = block if len(shape) < 2 else max(1, block // max(1, shape[0]))
    tile = max(min(TILE_ELEMENTS, block), min(width, block))
    return block * 4 * (2 * donors + 1 + IN_FLIGHT) + tile * 4 * (4 * donors + 8) + (1 << 20)


def check_whole_tensors(name: str, method: str, needed: int, available: int | None) -> None:
    """Methods without a kernel hold a whole tensor of every donor.

    Raises:
        MergescopeError: out-of-memory, where that cannot work.
    """
    if available is not None and needed > available:
        raise MergescopeError(
            "out-of-memory",
            f"{method} holds {name} of all donors at once, about {needed / 1e9:.1f} GB; "
            f"{available / 1e9:.1f} GB are free",
            "choose a method that works in blocks (linear, slerp, ties, dare, della, …), or a larger machine",
        )


def available_bytes() -> int | None:
    """Memory that the system can still give; None where it does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
