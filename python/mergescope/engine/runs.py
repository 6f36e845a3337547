"""Rows of a file that are wanted one after the other."""

from __future__ import annotations

import bisect

import numpy as np

# Reading so many rows for nothing takes less time than asking once more.
_GAP = 8

#: Consecutive rows: where they go, how many, and the first of them in the file; -1: they are not in there.
Run = tuple[int, int, int]


class Runs:
    """An index, one row of the file (or -1) for each row of the output, as runs; rows that are -1 are one run."""

    def __init__(self, index: np.ndarray) -> None:
        follows = (np.diff(index) == 1) & (index[:-1] >= 0) | (index[1:] < 0) & (index[:-1] < 0)
        starts = np.flatnonzero(np.concatenate((np.ones(min(1, index.size), bool), ~follows)))
        self._rows = index[starts].tolist()
        self._starts = starts.tolist()
        self._ends = [*self._starts[1:], index.size]

    def within(self, first: int, stop: int) -> list[Run]:
        """The runs of the output's rows [first, stop), of which there are some."""
        found = []
        number = bisect.bisect_right(self._starts, first) - 1
        at = first
        while at < stop:
            end, row = min(self._ends[number], stop), self._rows[number]
            found.append((at - first, end - at, row if row < 0 else row + at - self._starts[number]))
            at, number = end, number + 1
        return found


def bridged(runs: list[Run]) -> list[Run]:
    """The runs that are in the file; two with a small gap, as wide in the file as in the output, are read as one."""
    found: list[Run] = []
    for at, count, row in runs:
        if row < 0:
            continue
        if found:
            before, length, first = found[-1]
            gap = at - before - length
            if gap <= _GAP and row - first == at - before:
                found[-1] = (before, at + count - before, first)
                continue
        found.append((at, count, row))
    return found
