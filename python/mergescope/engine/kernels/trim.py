"""ties and breadcrumbs: of a whole tensor, the entries that rank from `first` to `last` by magnitude stay."""

from __future__ import annotations

from functools import partial

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import TensorTask
from mergescope.engine.kernels.cut import OpenCut, side_by_side
from mergescope.engine.kernels.measures import find_between
from mergescope.engine.kernels.ranking import Ranking
from mergescope.engine.kernels.sparsify import Measuring, Sparsifier
from mergescope.engine.kernels.vectors import Keep
from mergescope.engine.memory.scratch import like


class Trim(Sparsifier):
    """Exact ranks in O(n), by a histogram of magnitudes instead of a sort. Of equal ones the lower index leads.

    bf16 tensors are ranked by the magnitude rounded to bf16, which is what mergekit ranks them by; what stays
    is the fp32 difference. Other dtypes are ranked by the fp32 magnitude itself, in one pass more.

    Args:
        first, last: ranks [first, last) stay, 0 being the largest.
    """

    identity = False
    passes = Ranking.passes
    # Keys, base and difference, which of them lie in a bin, and where.
    work_bytes = 24

    def __init__(self, task: TensorTask, first: int, last: int) -> None:
        self._has_outer, self._has_inner = last < task.numel, first > 0
        ranks = [last] * self._has_outer + [first] * self._has_inner
        self._ranking = Ranking(task, ranks)
        self.kept = last - first

    def wants(self, number: int) -> bool:
        return self._ranking.wants(number)

    def measuring(self, number: int, block: Block) -> Measuring:
        return self._ranking.measuring(number, block)

    def absorb(self, number: int, parts: list[list[int] | None]) -> None:
        self._ranking.absorb(number, parts)

    def open(self, block: Block) -> list[OpenCut]:
        return [cut.open(block.index) for cut in self._ranking.cuts]

    def fusible(self, block: Block) -> bool:
        return True

    def keeps(
        self, block: Block, part: slice, donor: torch.Tensor, base: torch.Tensor, shared: object
    ) -> list[tuple[int, Keep]]:
        assert isinstance(shared, list)
        limits = iter([cut.limits(partial(find_between, donor, base)) for cut in shared])
        above = [(0, -1.0)] if not self._has_outer else next(limits)
        # What is above -1 is everything, and as the top of what stays, zero leaves nothing of it.
        top = [(0, -1.0)] if not self._has_inner else [(at, max(limit, 0.0)) for at, limit in next(limits)]
        return [(at, Keep(above=lower, top=upper)) for at, (lower, upper) in side_by_side([above, top])]

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> torch.Tensor:
        assert isinstance(shared, list)
        cuts = iter(shared)
        if self._has_outer:
            next(cuts).above(delta, out=delta)
        if self._has_inner:
            # What is above the inner cut is above the outer one too, and has not changed.
            delta.sub_(next(cuts).above(delta, out=like("above", delta)))
        return delta
