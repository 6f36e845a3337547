"""The processors that this process takes, as many as it was told, whatever the number of its threads."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import sys
from collections.abc import Generator


def cores() -> int:
    """Cores that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1


@contextlib.contextmanager
def on_processors(count: int | None) -> Generator[None]:
    """All threads take turns on so many processors meanwhile; None: on all that they may use.

    torch's threads are as many everywhere, so that sums are, and only here can they be bounded. Processes that do this beside each other
    take different processors while there are any. Systems other than Linux have no such call, and bound nothing.
    """
    if count is None or count >= cores() or not sys.platform.startswith("linux"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    with contextlib.ExitStack() as claims:
        free = claimed(allowed, count, claims)
        others = random.sample(sorted(allowed - set(free)), count - len(free))
        _take({*free, *others})
        try:
            yield
        finally:
            _take(allowed)


def claimed(allowed: set[int], count: int, claims: contextlib.ExitStack) -> list[int]:
    """Processors that nobody else has claimed, so many if there are; they are given back with the claims."""
    free: list[int] = []
    for processor in random.sample(sorted(allowed), len(allowed)):
        if len(free) == count:
            break
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # The name of no file, which the system forgets with the process.
            claim.bind(f"\0mergescope-processor-{processor}")
        except OSError:
            claim.close()
            continue
        claims.enter_context(claim)
        free.append(processor)
    return free


def _take(processors: set[int]) -> None:
    """Threads that are begun later inherit it; of those that end meanwhile there is nothing to say."""
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(thread), processors)
