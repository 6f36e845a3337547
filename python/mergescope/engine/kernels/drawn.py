"""Methods that draw what stays, and remember it where a sweep has to know it before the merge does."""

from __future__ import annotations

import numpy as np
import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.masks import Masks
from mergescope.engine.kernels.products import total
from mergescope.engine.kernels.sparsify import Sparsifier
from mergescope.engine.kernels.vectors import Keep
from mergescope.engine.randomness.stream import RandomStream

#: Bytes that the masks of one tensor may take, one bit an entry of each donor, and their part of the memory that is
#: allowed. Larger ones are drawn twice.
REMEMBERED = 48_000_000
PART = 8


def mask_bytes(numel: int, donors: int, memory: int) -> int:
    """What the masks of one tensor take while they are remembered."""
    needed = numel * donors // 8
    return needed if needed <= min(REMEMBERED, memory // PART) else 0


class Drawn(Sparsifier):
    """The numbers of a block come from seeds of its own; tiles take them in order. What was drawn for a device is
    not remembered: drawing again takes less time than the way to and fro."""

    identity = False

    def __init__(self, task: TensorTask, donor: Donor) -> None:
        self._seed = (task.seed, task.name, donor.name)
        self.remembered_bytes = mask_bytes(task.numel, len(task.donors), task.memory) // len(task.donors)
        self._remembers = False
        self._masks = Masks(task.numel)
        self._complete = False

    def remember(self) -> None:
        self._remembers = self.remembered_bytes > 0
        if self._remembers:
            self._masks.open()

    def remembered(self) -> None:
        self._complete = self._remembers

    def forget(self) -> None:
        self._masks.clear()
        self._complete = False

    def open(self, block: Block) -> RandomStream:
        return RandomStream(self._seed, block)

    def fusible(self, block: Block) -> bool:
        return self.only_masks or self._held(block)

    def keeps(
        self, block: Block, part: slice, donor: torch.Tensor, base: torch.Tensor, shared: object
    ) -> list[tuple[int, Keep]]:
        return [(0, Keep(mask=self._stays(block, part, None, shared)))]

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> torch.Tensor:
        return _masked(delta, self._stays(block, part, delta, shared))

    def l1(self, block: Block, part: slice, delta: torch.Tensor, shared: object) -> tuple[float, float]:
        stays = self._stays(block, part, delta, shared)
        before = total(delta.abs_())
        return before, total(_masked(delta, stays))

    def _held(self, block: Block) -> bool:
        return self._complete and self._masks.has(block)

    def _stays(self, block: Block, part: slice, delta: torch.Tensor | None, shared: object) -> torch.Tensor:
        """uint8, 1 where the entry stays. delta: None where the values are not needed."""
        on_device = delta is not None and not delta.is_cpu
        count = part.stop - part.start
        if not on_device and self._held(block):
            return torch.from_numpy(self._masks.get(block, part))
        assert isinstance(shared, RandomStream)
        stays = self.draw(delta, shared.take(count))
        if self._remembers and not on_device and count == block.numel:
            self._masks.put(block, stays.numpy())
        return stays

    def draw(self, delta: torch.Tensor | None, numbers: torch.Tensor) -> torch.Tensor:
        """uint8 [n], 1 where the entry of `delta` stays; numbers: int16 [n], on the CPU."""
        raise NotImplementedError


def _masked(vector: torch.Tensor, stays: torch.Tensor) -> torch.Tensor:
    """The vector, in its place, times a uint8 mask."""
    if not vector.is_cpu:
        # Sent as it is: on the way to a device, the processor would make fp32 of it first.
        return vector.mul_(stays.to(vector.device))
    # numpy converts what its cache holds at a time, torch the whole mask.
    np.multiply(vector.numpy(), stays.numpy(), out=vector.numpy())
    return vector
