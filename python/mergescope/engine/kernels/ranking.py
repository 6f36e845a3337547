"""The passes over a tensor that find its cuts."""

from __future__ import annotations

import threading

import torch

from mergescope.engine.blocks import Block, split
from mergescope.engine.compute.unlocked import unlocked
from mergescope.engine.kernels.base import TensorTask
from mergescope.engine.kernels.cut import LOW_BITS, Cut
from mergescope.engine.kernels.histogram import Histogram
from mergescope.engine.kernels.products import difference
from mergescope.engine.kernels.sparsify import Measuring
from mergescope.engine.memory.scratch import buffer

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

    def __init__(self, task: TensorTask, ranks: list[int]) -> None:
        self.coarse = task.dtype == torch.bfloat16
        self.cuts = [Cut(rank, self.coarse) for rank in ranks]
        self._shape, self._numel = task.shape, task.numel
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

    def absorb(self, number: int, parts: list[list[int] | None]) -> None:
        lower, self._lower = self._lower, {}
        for index, cut in enumerate(self.cuts):
            if number == 0:
                assert self._upper is not None
                inside = cut.find_bin(self._upper.total)
                if self.coarse:
                    cut.settle(self._upper.of_blocks(index, cut.bin))
                else:
                    bins = 1 << LOW_BITS
                    self._lower[index] = Histogram(bins, [cut.quota], inside, self._blocks(), _LOW_WINDOW)
            elif index in lower:
                cut.find_edge(lower[index].total)
                cut.settle(lower[index].of_blocks(0, cut.edge))
            elif not cut.settled:
                cut.settle([part[index] for part in parts if part is not None])
        self._upper = None

    def keys(self, donor: torch.Tensor, base: torch.Tensor) -> torch.Tensor:
        """The bin of each entry, by the magnitude of donor - base; in a buffer of the thread."""
        out = buffer("bins", donor.numel(), torch.int16 if self.coarse else torch.int32, donor.device)
        if self.coarse:
            return _coarse_keys(donor, base, out.view(torch.bfloat16), out)
        torch.bitwise_and(difference(donor, base).view(torch.int32), 0x7FFF_FFFF, out=out)
        return out.bitwise_right_shift_(LOW_BITS)

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
    """The first pass: bins of all magnitudes. All is added at the end: a block that a device had no room for begins
    anew."""

    def __init__(self, ranking: Ranking, histogram: Histogram, block: Block) -> None:
        self._ranking, self._histogram, self._block = ranking, histogram, block
        self._counts: torch.Tensor | None = None

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        counts = self._histogram.count(self._ranking.keys(donor, base))
        self._counts = counts if self._counts is None else self._counts.add_(counts)

    def result(self) -> None:
        if self._counts is not None:
            self._histogram.add(self._block.index, self._counts)


class _Inside:
    """A later pass: of each cut that is not settled, the lower bits of what falls into its bin, or how many entries
    are equal to it."""

    def __init__(self, ranking: Ranking, lower: dict[int, Histogram], block: Block) -> None:
        self._ranking, self._lower, self._block = ranking, lower, block
        self._counts: dict[int, torch.Tensor] = {}
        self._equal = [0] * len(ranking.cuts)

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        keys = self._ranking.keys(donor, base)
        for index, cut in enumerate(self._ranking.cuts):
            if cut.settled:
                continue
            inside = keys == cut.bin
            if not self._ranking.coarse:
                low = difference(donor, base)[torch.nonzero(inside).view(-1)].view(torch.int32)
                low.bitwise_and_((1 << LOW_BITS) - 1)
                if index in self._lower:
                    counts = self._lower[index].count(low)
                    self._counts[index] = (
                        self._counts[index].add_(counts) if index in self._counts else counts
                    )
                    continue
                inside = low == cut.edge
            self._equal[index] += int(torch.count_nonzero(inside))

    def result(self) -> list[int]:
        for index, counts in self._counts.items():
            self._lower[index].add(self._block.index, counts)
        return self._equal
