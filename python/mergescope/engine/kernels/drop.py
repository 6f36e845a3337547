"""dare: each entry stays with probability `density`, whatever it is (arXiv 2311.03099)."""

from __future__ import annotations

import numpy as np
import torch

from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.drawn import Drawn
from mergescope.engine.memory.scratch import buffer
from mergescope.engine.randomness.stream import LEVELS


class Drop(Drawn):
    """One 16-bit number an entry: the density is met to 2^-17, and l1 rescale sees what was really kept."""

    only_masks = True
    # The numbers drawn.
    work_bytes = 2

    def __init__(self, task: TensorTask, donor: Donor, density: float) -> None:
        super().__init__(task, donor)
        self._position = donor.position
        limit = round(density * LEVELS)
        self.kept = round(limit / LEVELS * task.numel)
        # The last number that lets an entry stay: it fits 16 bits, as the limit itself may not.
        self._last = np.int16(limit - 1 - LEVELS // 2) if limit else None

    def draw(self, delta: torch.Tensor | None, numbers: torch.Tensor) -> torch.Tensor:
        if self._last is None:
            return torch.zeros(len(numbers), dtype=torch.uint8)
        stays = buffer(("stays", self._position), len(numbers), torch.uint8)
        np.less_equal(numbers.numpy(), self._last, out=stays.numpy().view(np.bool_))
        return stays
