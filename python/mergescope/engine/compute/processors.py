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
        _take(_claimed(allowed, count, claims))
        try:
            yield
        finally:
            _take(allowed)


def _claimed(allowed: set[int], count: int, claims: contextlib.ExitStack) -> set[int]:
    """Processors that nobody else has claimed, as far as there are any; they are given back with the claims."""
    order = random.sample(sorted(allowed), len(allowed))
    free = []
    for processor in order:
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # The name of no file, which the system forgets with the process.
            claim.bind(f"\0mergescope-processor-{processor}")
        except OSError:
            claim.close()
            continue
        claims.enter_context(claim)
        free.append(processor)
        if len(free) == count:
            break
    return set((free + [processor for processor in order if processor not in free])[:count])


def _take(processors: set[int]) -> None:
    """Threads that are begun later inherit it; of those that end meanwhile there is nothing to say."""
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(thread), processors)
