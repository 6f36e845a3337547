"""Rows of a file that are wanted one after the other."""

from __future__ import annotations

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
        self._starts, self._rows = starts, index[starts]

    def within(self, first: int, stop: int) -> list[Run]:
        """The runs of the output's rows [first, stop)."""
        if first >= stop:
            return []
        met = slice(*np.searchsorted(self._starts, (first, stop - 1), "right") - (1, 0))
        starts, rows = self._starts[met].tolist(), self._rows[met].tolist()
        # The first may have begun before.
        before = first - starts[0]
        starts[0], rows[0] = first, rows[0] if rows[0] < 0 else rows[0] + before
        ends = [*starts[1:], stop]
        return [(start - first, end - start, row) for start, end, row in zip(starts, ends, rows, strict=True)]


def bridged(runs: list[Run]) -> list[Run]:
    """The runs that are in the file; two with a small gap, as wide in the file as in the output, are read as one."""
    merged: list[Run] = []
    for at, count, row in runs:
        if row < 0:
            continue
        if merged:
            before, length, first = merged[-1]
            gap = at - before - length
            if gap <= _GAP and row - first == at - before:
                merged[-1] = (before, at + count - before, first)
                continue
        merged.append((at, count, row))
    return merged
