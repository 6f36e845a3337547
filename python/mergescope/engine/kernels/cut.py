"""One boundary in the ranking of a tensor's magnitudes: the entries above it, exactly as many as asked for."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
import torch

from mergescope.engine.memory.scratch import like

T = TypeVar("T")

#: (above, upper, number): the index of entry `number`, from 0, of those whose magnitude lies in (above, upper], or -1
#: where there are not as many; and how many there are, at least if that is not more than `number`.
Find = Callable[[float, float, int], tuple[int, int]]


#: Of the 31 magnitude bits of fp32, those that the bins of a first pass leave out.
LOW_BITS = 15
_INFINITY = 0x7F80_0000


class Cut:
    """The `rank` largest magnitudes are above the cut; of equal ones those of lower index.

    coarse: bins are bf16 magnitudes, and everything in a bin counts as equal. Otherwise bins are the upper 16
    of the 31 magnitude bits of fp32, and the lower 15 are looked at in a pass of their own.
    """

    def __init__(self, rank: int, coarse: bool) -> None:
        self.rank = rank
        self.bin = self.edge = self.quota = 0
        self.settled = False
        self._coarse = coarse
        self._counts = np.zeros(0, np.int64)
        self._before = np.zeros(0, np.int64)
        self._including = self._excluding = 0.0

    def find_bin(self, histogram: torch.Tensor) -> int:
        """Finds the bin that the boundary falls into, and how many of its entries are above: `quota` of those that it
        has, which is returned."""
        self.bin, self.quota = bin_of(histogram, self.rank)
        if self._coarse:
            self._including = coarse_threshold(self.bin)
            self._excluding = coarse_threshold(self.bin + 1)
        return int(histogram[self.bin])

    def find_edge(self, histogram: torch.Tensor) -> None:
        """Finds the lower bits of the boundary among those of the bin's entries."""
        self.edge, self.quota = bin_of(histogram, self.quota)
        bits = (self.bin << LOW_BITS) | self.edge
        self._including, self._excluding = from_bits(bits - 1), from_bits(bits)

    def settle(self, counts: list[int] | None) -> None:
        """Takes how many entries of each block are equal to the boundary, if that is known."""
        if counts is None:
            return
        self._counts = np.array(counts, np.int64)
        self._before = np.cumsum(self._counts) - self._counts
        self.settled = True

    def open(self, block: int) -> OpenCut:
        """The cut within one block."""
        count = int(self._counts[block])
        left = int(np.clip(self.quota - self._before[block], 0, count))
        if left == count:
            return OpenCut(self._including, self._including, 0)
        return (
            OpenCut(self._excluding, self._excluding, 0)
            if left == 0
            else OpenCut(self._including, self._excluding, left)
        )


class OpenCut:
    """Zeroes what is not above the cut; tiles come in order, because `left` of the equal ones stay."""

    def __init__(self, threshold: float, upper: float, left: int) -> None:
        self.threshold, self._upper, self.left = threshold, upper, left

    def above(self, delta: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """Returns `out`, which may be `delta` itself."""
        if self.left == 0:
            return _shrink(delta, self.threshold, out)
        for (start, threshold), (stop, _) in pairwise(
            [*self.limits(partial(_find, delta)), (delta.numel(), 0.0)]
        ):
            _shrink(delta[start:stop], threshold, out[start:stop])
        return out

    def limits(self, find: Find) -> list[tuple[int, float]]:
        """What `above` does to the next tile, in order, from entry 0: (first entry, threshold from there on)."""
        limits = [(0, self.threshold)]
        if self.left:
            index, count = find(max(self.threshold, 0.0), self._upper, self.left)
            if index >= 0:
                limits.append((index, self._upper))
            self.left -= min(self.left, count)
            if self.left == 0:
                self.threshold = self._upper
        return limits


def _find(delta: torch.Tensor, above: float, upper: float, number: int) -> tuple[int, int]:
    """As of `Find`, in a task vector."""
    sizes = torch.abs(delta, out=like("size", delta))
    equal = torch.nonzero((sizes > above) & (sizes <= upper)).view(-1)
    return int(equal[number]) if len(equal) > number else -1, len(equal)


def side_by_side(lists: list[list[tuple[int, T]]]) -> list[tuple[int, list[T]]]:
    """Lists of (first entry, what holds from there on), from entry 0, as one: what holds of each."""
    starts = sorted({start for entries in lists for start, _ in entries})
    return [
        (at, [[what for start, what in entries if start <= at][-1] for entries in lists]) for at in starts
    ]


def _shrink(vector: torch.Tensor, threshold: float, out: torch.Tensor) -> torch.Tensor:
    """What is above the threshold in magnitude; the rest is zero."""
    return torch.ops.aten.hardshrink.out(vector, threshold, out=out)


def bin_of(histogram: torch.Tensor, rank: int) -> tuple[int, int]:
    """The bin that holds rank `rank` (0: the largest), and how many entries of it come before that rank."""
    above = histogram.flip(0).cumsum(0)
    index = int(torch.searchsorted(above, rank, right=True))
    index = min(index, len(histogram) - 1)
    before = int(above[index - 1]) if index else 0
    return len(histogram) - 1 - index, rank - before


def coarse_threshold(first: int) -> float:
    """The largest fp32 that rounds to a bf16 magnitude below bin `first`; -1 where there is none."""
    if first == 0:
        return -1.0
    middle = ((first - 1) << 16) + 0x8000
    # Half way between two bf16 numbers goes to the even one.
    return from_bits(middle if (first - 1) % 2 == 0 else middle - 1)


def from_bits(bits: int) -> float:
    """The float that fp32 writes with these bits, infinity for what is none; -1 below zero."""
    return -1.0 if bits < 0 else struct.unpack("<f", struct.pack("<I", min(bits, _INFINITY)))[0]
