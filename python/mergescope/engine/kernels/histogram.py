"""How many magnitudes of a tensor fall into each bin, and of each block those around the ranks that matter."""

from __future__ import annotations

import threading

import torch

from mergescope.engine.kernels.cut import bin_of


class Histogram:
    """Filled block by block, from any thread. Of a block only a window around each rank is kept, all in one piece of
    memory: small pieces that stay, cut out of what a count has just freed, leave holes that no other count fits into.

    Args:
        bins, numel, blocks: how many there are, of the blocks at most.
        ranks: 0 is the largest magnitude.
        window: bins that are kept of a block.
    """

    def __init__(self, bins: int, ranks: list[int], numel: int, blocks: int, window: int = 256) -> None:
        self.total = torch.zeros(bins, dtype=torch.int64)
        self._ranks, self._numel, self._window = ranks, numel, window
        self._near = torch.zeros(len(ranks), blocks, window, dtype=torch.int32)
        self._starts: list[int] | None = None
        self._lock = threading.Lock()

    def count(self, keys: torch.Tensor) -> torch.Tensor:
        """How many there are of each bin, on the CPU, for `add`; keys: integers, flat."""
        return torch.bincount(keys, minlength=len(self.total)).cpu()

    def add(self, block: int, own: torch.Tensor) -> None:
        """Adds the counts of block number `block`."""
        numel = int(own.sum())
        if not numel:
            return
        with self._lock:
            self.total += own
            if self._starts is None:
                # A guess from whichever block comes first. A wrong one costs a pass and changes nothing.
                share = numel / self._numel
                self._starts = [self._around(bin_of(own, int(rank * share))[0]) for rank in self._ranks]
        for near, start in zip(self._near, self._starts, strict=True):
            near[block] = own[start : start + self._window]

    def of_blocks(self, index: int, bin: int) -> list[int] | None:
        """How many of each block fall into a bin near `ranks[index]`; None where it is not near enough."""
        at = bin - self._starts[index] if self._starts else -1
        return self._near[index, :, at].tolist() if 0 <= at < self._window else None

    def _around(self, bin: int) -> int:
        return min(max(0, bin - self._window // 2), len(self.total) - self._window)
