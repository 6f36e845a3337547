"""della: each entry stays with a probability that rises with its rank in its row (arXiv 2406.11617)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.sparsify import Sparsifier
from mergescope.engine.lanes import LEVELS, lanes
from mergescope.errors import MergescopeError

_COLUMN_BITS = 17


class Della(Sparsifier):
    """Ranks run from density - epsilon (smallest) to density + epsilon (largest) within each row.

    Magnitudes are ranked as bf16, of equal ones the lower column first. That leaves 17 bits for the column,
    so that one sort of 32-bit numbers gives the order; a longer row takes a sort of 64-bit ones.
    """

    identity = False

    def __init__(self, task: TensorTask, donor: Donor, density: float) -> None:
        epsilon = float(donor.parameters.get("epsilon", 0.15))
        if density + epsilon >= 1 or density - epsilon <= 0:
            raise MergescopeError(
                "config-invalid",
                f"density {density:g} and epsilon {epsilon:g} of {donor.name}: density ± epsilon must lie between 0 and 1",
                "make epsilon smaller",
            )
        self._seed = (task.seed, task.name, donor.name)
        self.kept = round(density * task.numel)
        width = task.numel // task.shape[0] if len(task.shape) > 1 else task.numel
        rank = np.arange(width) / max(1, width - 1) if width > 1 else np.full(1, 0.5)
        # Of the entry at each rank, the number below which a draw lets it stay.
        self._limits = np.round((density - epsilon + 2 * epsilon * rank) * LEVELS).astype(np.uint16)
        self._width = width

    def open(self, block: Block) -> np.ndarray:
        return lanes(self._seed, block).numpy().view(np.uint16) ^ 0x8000

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: Any) -> torch.Tensor:
        rows = delta.view(-1, self._width)
        # Entry of each rank stays or goes by a draw of its own; then the answers go to the columns.
        stays = (shared[part].reshape(rows.shape) < self._limits).astype(np.float32)
        order = torch.from_numpy(self._order(rows)).to(rows.device)
        mask = torch.empty_like(rows).scatter_(1, order, torch.from_numpy(stays).to(rows.device))
        return rows.mul_(mask).view(-1)

    def _order(self, rows: torch.Tensor) -> np.ndarray:
        """int64 [rows, width]: columns by rising magnitude."""
        magnitude = rows.to("cpu", torch.bfloat16).abs().view(torch.int16)
        if self._width > 1 << _COLUMN_BITS:
            return torch.sort(magnitude, dim=1, stable=True).indices.numpy()
        keys = (magnitude.int() << (_COLUMN_BITS - 1)).numpy().view(np.uint32) << 1
        keys |= np.arange(self._width, dtype=np.uint32)
        keys.sort(axis=1)
        return (keys & ((1 << _COLUMN_BITS) - 1)).astype(np.int64)
