"""What is kept of a task vector. One sparsifier a donor and tensor."""

from __future__ import annotations

from typing import Protocol

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.products import total
from mergescope.engine.kernels.vectors import Keep
from mergescope.engine.memory.scratch import like


class Measuring(Protocol):
    """What a pass sees in one block, gathered tile by tile, in order."""

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        """The next tile, flat, in the task's dtype; both stay as they are."""
        ...

    def result(self) -> list[int] | None:
        """What `absorb` is given."""
        ...


class Sparsifier:
    """The base class keeps everything (density 1, and task_arithmetic)."""

    #: Passes over all blocks that are needed before `apply`.
    passes = 0
    #: Whether `apply` changes nothing.
    identity = True
    #: Entries kept, of random methods the number expected; None where all are.
    kept: int | None = None
    #: Bytes that `measuring` or `apply` works in, for each entry of a block.
    work_bytes = 0
    #: Bytes that are held between `remember` and `forget`, of this donor.
    remembered_bytes = 0
    #: Whether all that it does to a tile on the processor is a mask, which does not depend on the values.
    only_masks = False

    def wants(self, number: int) -> bool:
        """Whether pass `number` is needed; asked again after every pass."""
        return number < self.passes

    def measuring(self, number: int, block: Block) -> Measuring:
        """Begins pass `number` over a block, on any thread."""
        raise NotImplementedError

    def absorb(self, number: int, parts: list[list[int] | None]) -> None:
        """Takes the results of a pass, in the order of the blocks."""

    def open(self, block: Block) -> object:
        """What the tiles of a block share; they come in order, on one thread."""
        return None

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> torch.Tensor:
        """The tile with everything that is dropped set to zero; may be `delta` itself, changed in place."""
        return delta

    def fusible(self, block: Block) -> bool:
        """Whether `keeps` tells all of what `apply` would do to a block on the processor."""
        return self.identity

    def keeps(
        self, block: Block, part: slice, donor: torch.Tensor, base: torch.Tensor, shared: object
    ) -> list[tuple[int, Keep]]:
        """What stays of the next tile, or of more than one, instead of `apply`.

        Args:
            donor, base: the part of both, in any dtype; stay as they are.

        Returns:
            (first entry, what stays from there on), in order, from entry 0.
        """
        return [(0, Keep())]

    def l1(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> tuple[float, float]:
        """The tile's sum of magnitudes, and that of what `apply` leaves of it; `delta` may be overwritten."""
        before = _sum_of_magnitudes(delta)
        return before, _sum_of_magnitudes(self.apply(block, part, delta, shared))

    def remember(self) -> None:
        """A sweep is about to apply it to every tile, before the merge does so again."""

    def remembered(self) -> None:
        """The sweep is over; what was drawn need not be drawn again."""

    def forget(self) -> None:
        """The tensor is done."""


class Nothing(Sparsifier):
    """Keeps nothing (density 0)."""

    identity = False
    kept = 0

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> torch.Tensor:
        return delta.zero_()


def _sum_of_magnitudes(vector: torch.Tensor) -> float:
    return total(torch.abs(vector, out=like("size", vector)))
