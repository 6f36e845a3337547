"""How many threads fit into the memory that is allowed, and whether a whole tensor does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mergescope.engine.blocks import BLOCK_ELEMENTS, split
from mergescope.engine.compute.workers import IN_FLIGHT
from mergescope.errors import MergescopeError


@dataclass(frozen=True)
class Needs:
    """What decides the memory of one output tensor with a kernel.

    donors, inputs: how many, the inputs with the base; read: bytes of an entry of all inputs, as they lie in the
    files and, where that is another dtype, as they are worked on; work: those that a pass works in; written: those of
    an entry of the output; held: bytes of the tensor from a pass until it is merged.
    """

    shape: tuple[int, ...]
    donors: int
    inputs: int
    read: int
    work: int
    written: int
    held: int = 0


#: Of each input of each tensor: mergekit's plan, the header, and what is kept until it is merged.
_PLANNED = 5_000


#: As many as one hash keeps up with, of the methods that compute more than linear does.
THREADS_A_FILE = 4


def threads_for(budget: int, cores: int, needs: list[Needs], elements: int = BLOCK_ELEMENTS) -> int:
    """Threads, at least one, whose buffers stay within `budget` bytes.

    Args:
        elements: of a block.
    """
    largest = max(1, _largest_thread(needs, elements))
    return max(1, min(cores, (budget - _held_bytes(needs)) // largest))


def files_at_once(
    threads: int, files: int, budget: int, needs: list[Needs], elements: int = BLOCK_ELEMENTS
) -> int:
    """How many files a processor merges side by side, each with its share of the threads: a file is hashed from front to
    back by one thread at a time, and more than THREADS_A_FILE would wait for it. All of them stay within `budget` bytes."""
    counts = range(min(threads // THREADS_A_FILE, files), 1, -1)
    fits = (n for n in counts if n * peak_bytes(threads // n, needs, elements) <= budget)
    return next(fits, 1)


def least_bytes(needs: list[Needs], elements: int = BLOCK_ELEMENTS) -> int:
    """What a merge takes with one thread, whatever the budget."""
    return peak_bytes(1, needs, elements)


def peak_bytes(threads: int, needs: list[Needs], elements: int = BLOCK_ELEMENTS) -> int:
    """What a merge takes with so many threads, beside the interpreter."""
    return _held_bytes(needs) + threads * _largest_thread(needs, elements)


def _held_bytes(needs: list[Needs]) -> int:
    """Beside the threads: the plan, and what is held of the tensor at hand and of the one that is prepared meanwhile."""
    return 2 * max((job.held for job in needs), default=0) + _PLANNED * sum(job.inputs for job in needs)


def _largest_thread(needs: list[Needs], elements: int) -> int:
    # Layers are alike, and a large tensor has many blocks to make.
    return max((_thread_bytes(needed, elements) for needed in set(needs)), default=0)


def _thread_bytes(needs: Needs, elements: int) -> int:
    """Bytes of one thread: a block of each input as read, results that wait, the work of a pass on a block, a mask and
    the counts of a pass for each donor, and fp32 tiles.
    """
    own = 1 << 20
    blocks = split(needs.shape, elements)
    if not blocks:
        return own
    # The first block is the largest, and so is its first tile.
    block, tile = blocks[0].numel, blocks[0].pieces()[0].stop
    of_blocks = needs.read + needs.written * (1 + IN_FLIGHT) + needs.donors + needs.work
    counts = min(block * 8, 1 << 19) * needs.donors
    return block * of_blocks + counts + tile * 4 * (6 * needs.inputs + 16) + own


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


def available_bytes(proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Memory that this process can still get: the system's, or less where a container allows less.

    None where nothing tells. Page cache counts as free: the kernel gives it up before it kills.
    """
    limits = [*_system_available(proc), *_group_available(proc, cgroups)]
    return min(limits, default=None)


def _system_available(proc: Path) -> Iterator[int]:
    for line in _lines(proc / "meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _group_available(proc: Path, cgroups: Path) -> Iterator[int]:
    """What each control group (version 2) around this process has left, its own and all above it."""
    own = next((line[3:] for line in _lines(proc / "self/cgroup") if line.startswith("0::")), "/")
    group = cgroups / own.lstrip("/")
    # Inside a container the path may be the host's, of which nothing is mounted; then the root is our own group.
    for folder in [group, *group.parents] if group.is_dir() else [cgroups]:
        limit = next(iter(_lines(folder / "memory.max")), "max")
        used = next(iter(_lines(folder / "memory.current")), None)
        if limit.isdigit() and used is not None:
            cache = sum(int(line.split()[1]) for line in _lines(folder / "memory.stat") if _CACHE.match(line))
            yield max(0, int(limit) - max(0, int(used) - cache))
        if folder == cgroups:
            break


_CACHE = re.compile(r"(in)?active_file ")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
