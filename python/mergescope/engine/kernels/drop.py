"""dare: each entry stays with probability `density`, whatever it is (arXiv 2311.03099)."""

from __future__ import annotations

from typing import Any

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.sparsify import Sparsifier
from mergescope.engine.lanes import LEVELS, Lanes
from mergescope.engine.scratch import like


class Drop(Sparsifier):
    """One 16-bit number an entry: the density is met to 2^-17, and l1 rescale sees what was really kept."""

    identity = False

    def __init__(self, task: TensorTask, donor: Donor, density: float) -> None:
        self._seed = (task.seed, task.name, donor.name)
        self._limit = round(density * LEVELS)
        self._edge = torch.tensor(float(self._limit - LEVELS // 2))
        self.kept = round(self._limit / LEVELS * task.numel)

    def open(self, block: Block) -> Lanes:
        return Lanes(self._seed, block)

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: Any) -> torch.Tensor:
        # limit - lane is at least 1 where the entry stays: a mask without comparing, in fp32.
        drawn = like("drawn", delta).copy_(shared.take(delta.numel()))
        return delta.mul_(torch.sub(self._edge, drawn, out=drawn).clamp_(0, 1))
