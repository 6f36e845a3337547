"""ties and breadcrumbs: of a whole tensor, the entries that rank from `first` to `last` by magnitude stay."""

from __future__ import annotations

import math
import threading
from typing import Any

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import TensorTask
from mergescope.engine.kernels.cut import Cut, OpenCut, bin_of
from mergescope.engine.kernels.products import square
from mergescope.engine.kernels.sparsify import Sparsifier, Tiles
from mergescope.engine.scratch import buffer, like

_WINDOW = 256


class Trim(Sparsifier):
    """Exact ranks in O(n), by a histogram of magnitudes instead of a sort. Of equal ones the lower index leads.

    bf16 tensors are ranked by the magnitude rounded to bf16, which is what mergekit ranks them by; what stays
    is the fp32 difference. Other dtypes are ranked by the fp32 magnitude itself, in two passes.

    Args:
        first, last: ranks [first, last) stay, 0 being the largest.
    """

    identity = False
    passes = 2

    def __init__(self, task: TensorTask, first: int, last: int) -> None:
        self._coarse = task.dtype == torch.bfloat16
        self._key_type = torch.int16 if self._coarse else torch.int32
        self._numel = task.numel
        self._histogram = torch.zeros(1 << (15 if self._coarse else 16), dtype=torch.int64)
        self._outer = Cut(last, self._coarse) if last < task.numel else None
        self._inner = Cut(first, self._coarse) if first > 0 else None
        self._cuts = [cut for cut in (self._outer, self._inner) if cut is not None]
        self._windows: list[int] | None = None
        self._lock = threading.Lock()
        self.kept = last - first

    def wants(self, number: int) -> bool:
        return bool(self._cuts) and (number == 0 or not all(cut.settled for cut in self._cuts))

    def measure(self, number: int, block: Block, tiles: Tiles) -> Any:
        return self._fill_histogram(block, tiles) if number == 0 else self._look_into_bins(tiles)

    def absorb(self, number: int, parts: list[Any]) -> None:
        if number == 0:
            self.tau2 = math.fsum(part[-1] for part in parts)
        for place, cut in enumerate(self._cuts):
            seen = [part[place] for part in parts]
            if number == 0:
                cut.find_bin(self._histogram)
                if self._coarse:
                    cut.settle_coarse(seen)
            elif not cut.settled:
                cut.settle(seen)

    def _keys(self, delta: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """The bin of each entry, by its magnitude."""
        if self._coarse:
            out.view(torch.bfloat16).copy_(delta)
            return out.bitwise_and_(0x7FFF)
        torch.bitwise_and(delta.view(torch.int32), 0x7FFF_FFFF, out=out)
        return out.bitwise_right_shift_(15)

    def _fill_histogram(self, block: Block, tiles: Tiles) -> list[Any]:
        """Returns, of each cut, the counts of the bins around the place where it is likely to fall; last |tau|^2."""
        squares, keys = 0.0, None
        for part, delta in tiles:
            if keys is None:
                keys = buffer("ranked", block.numel, self._key_type, delta.device)
            squares += square(delta)
            self._keys(delta, keys[part])
        # Once a block and not once a tile: a count of 2^15 bins has a price of its own.
        own = torch.bincount(keys, minlength=len(self._histogram)).cpu()
        with self._lock:
            self._histogram += own
            if self._windows is None:
                # A guess from whichever block comes first. A wrong one costs a pass and changes nothing.
                share = int(own.sum()) / self._numel
                self._windows = [
                    max(0, bin_of(own, int(cut.rank * share))[0] - _WINDOW // 2) for cut in self._cuts
                ]
        return [*((start, own[start : start + _WINDOW].to(torch.int32)) for start in self._windows), squares]

    def _look_into_bins(self, tiles: Tiles) -> list[torch.Tensor]:
        """Of each cut not settled: how many entries fall into its bin, or the lower bits of those that do."""
        found: list[list[torch.Tensor]] = [[] for _ in self._cuts]
        for _part, delta in tiles:
            keys = self._keys(delta, buffer("ranked", delta.numel(), self._key_type, delta.device))
            for place, cut in enumerate(self._cuts):
                if cut.settled:
                    continue
                at = torch.nonzero(keys == cut.bin).view(-1)
                low = (delta[at].abs().view(torch.int32) & 0x7FFF).cpu()
                found[place].append(torch.tensor([at.numel()]) if self._coarse else low.to(torch.int16))
        return [torch.cat(one) if one else torch.empty(0, dtype=torch.int16) for one in found]

    def open(self, block: Block) -> list[OpenCut]:
        return [cut.open(block.index) for cut in self._cuts]

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: Any) -> torch.Tensor:
        cuts = iter(shared)
        if self._outer is not None:
            next(cuts).above(delta, out=delta)
        if self._inner is not None:
            # What is above the inner cut is above the outer one too, and has not changed.
            delta.sub_(next(cuts).above(delta, out=like("above", delta)))
        return delta
