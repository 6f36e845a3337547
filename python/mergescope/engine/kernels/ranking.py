"""The passes over a tensor that find its cuts."""

from __future__ import annotations

import threading
from typing import Any

import torch

from mergescope.engine.blocks import Block, split
from mergescope.engine.kernels.base import TensorTask
from mergescope.engine.kernels.cut import LOW_BITS, Cut
from mergescope.engine.kernels.histogram import Histogram
from mergescope.engine.kernels.products import difference
from mergescope.engine.kernels.sparsify import Measuring
from mergescope.engine.scratch import buffer
from mergescope.engine.unlocked import unlocked

# So wide that the guess of a first block holds mostly: an upper bin has some thousand entries of a block, and where they
# lie among 2^15 lower ones is known to a hundredth.
_LOW_WINDOW = 2048


class Ranking:
    """Of one donor: bins of all magnitudes; of fp32, the lower bits of those in a cut's bin; and, where the guess of
    where a cut falls was wrong, how many of each block are equal to it.

    Args:
        ranks: of the cuts.
    """

    passes = 3

    def __init__(self, task: TensorTask, position: int, ranks: list[int]) -> None:
        self.coarse = task.dtype == torch.bfloat16
        self.cuts = [Cut(rank, self.coarse) for rank in ranks]
        self._position, self._shape, self._numel = position, task.shape, task.numel
        # Only while they are needed: there is a ranking for each donor of each tensor of the model.
        self._upper: Histogram | None = None
        self._lower: dict[int, Histogram] = {}
        self._lock = threading.Lock()

    def wants(self, number: int) -> bool:
        return bool(self.cuts) and (number == 0 or not all(cut.settled for cut in self.cuts))

    def measuring(self, number: int, block: Block) -> Measuring:
        if number:
            return _Inside(self, self._lower, block)
        with self._lock:
            if self._upper is None:
                ranks = [cut.rank for cut in self.cuts]
                self._upper = Histogram(1 << (15 if self.coarse else 16), ranks, self._numel, self._blocks())
        return _Counting(self, self._upper, block)

    def absorb(self, number: int, parts: list[Any]) -> None:
        lower, self._lower = self._lower, {}
        for place, cut in enumerate(self.cuts):
            if number == 0:
                inside = cut.find_bin(self._upper.total)
                if self.coarse:
                    cut.settle(self._upper.of_blocks(place, cut.bin))
                else:
                    bins = 1 << LOW_BITS
                    self._lower[place] = Histogram(bins, [cut.quota], inside, self._blocks(), _LOW_WINDOW)
            elif place in lower:
                cut.find_edge(lower[place].total)
                cut.settle(lower[place].of_blocks(0, cut.edge))
            elif not cut.settled:
                cut.settle([part[place] for part in parts])
        self._upper = None

    def keys(self, donor: torch.Tensor, base: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """The bin of each entry, by the magnitude of donor - base."""
        if self.coarse:
            return _coarse_keys(donor, base, out.view(torch.bfloat16), out)
        torch.bitwise_and(difference(donor, base).view(torch.int32), 0x7FFF_FFFF, out=out)
        return out.bitwise_right_shift_(LOW_BITS)

    def room(self, numel: int, place: torch.device) -> torch.Tensor:
        """Where the bins of `numel` entries go: a buffer of this thread and this donor."""
        return buffer(("ranked", self._position), numel, torch.int16 if self.coarse else torch.int32, place)

    def _blocks(self) -> int:
        # A device's are larger, so that there are fewer.
        return len(split(self._shape))


@unlocked
def _coarse_keys(
    donor: torch.Tensor, base: torch.Tensor, rounded: torch.Tensor, out: torch.Tensor
) -> torch.Tensor:
    """rounded: the memory of `out` as bf16. A difference of bf16 is formed in fp32 and then rounded."""
    torch.sub(donor, base, out=rounded)
    return out.bitwise_and_(0x7FFF)


class _Counting:
    """The first pass: bins of all magnitudes."""

    def __init__(self, ranking: Ranking, histogram: Histogram, block: Block) -> None:
        self._ranking, self._histogram, self._block = ranking, histogram, block
        self._seen: torch.Tensor | None = None
        self._at = 0

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        if self._seen is None:
            self._seen = self._ranking.room(self._block.numel, donor.device)
        self._ranking.keys(donor, base, self._seen[self._at : self._at + donor.numel()])
        self._at += donor.numel()

    def result(self) -> None:
        # Once a block and not once a tile: a count of 2^15 bins has a price of its own.
        self._histogram.count(self._block.index, self._seen)


class _Inside:
    """A later pass: of each cut that is not settled, the lower bits of what falls into its bin, or how many entries
    are equal to it."""

    def __init__(self, ranking: Ranking, lower: dict[int, Histogram], block: Block) -> None:
        self._ranking, self._lower, self._block = ranking, lower, block
        self._low: dict[int, list[torch.Tensor]] = {place: [] for place in lower}
        self._equal = [0] * len(ranking.cuts)

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        keys = self._ranking.keys(donor, base, self._ranking.room(donor.numel(), donor.device))
        for place, cut in enumerate(self._ranking.cuts):
            if cut.settled:
                continue
            inside = keys == cut.bin
            if not self._ranking.coarse:
                low = difference(donor, base)[torch.nonzero(inside).view(-1)].view(torch.int32)
                low.bitwise_and_((1 << LOW_BITS) - 1)
                if place in self._low:
                    self._low[place].append(low)
                    continue
                inside = low == cut.edge
            self._equal[place] += int(torch.count_nonzero(inside))

    def result(self) -> list[int]:
        # At the end: a block that a device had no room for begins anew.
        for place, found in self._low.items():
            self._lower[place].count(self._block.index, torch.cat(found))
        return self._equal
