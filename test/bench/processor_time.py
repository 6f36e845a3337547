"""What processors have done for a process and all that it has started, however busy the machine is otherwise."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """Of this process and of those below it, those that have ended included, since they began."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
        # utime, stime, and those of children that were waited for.
        seconds[int(entry.name)] = sum(map(int, fields[11:15])) / _TICK
    return sum(seconds[one] for one in seconds if _is_below(one, parents))


def _is_below(process: int, parents: dict[int, int]) -> bool:
    while process not in (0, os.getpid()):
        process = parents.get(process, 0)
    return process != 0
