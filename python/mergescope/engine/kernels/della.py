"""della: each entry stays with a probability that rises with its rank in its row (arXiv 2406.11617)."""

from __future__ import annotations

import functools

import numpy as np
import torch

from mergescope.engine.kernels.base import Donor, TensorTask, number
from mergescope.engine.kernels.drawn import Drawn
from mergescope.engine.memory.scratch import buffer
from mergescope.engine.randomness.stream import LEVELS
from mergescope.errors import MergescopeError

_COLUMN_BITS = 16
_MAGNITUDE = 0x7FFF_FFFF


class Della(Drawn):
    """Ranks run from density - epsilon (smallest) to density + epsilon (largest) within each row.

    Magnitudes are ranked by as many of the upper bits of fp32 as the column leaves of 31, of equal ones the
    lower column first: 21 bits in a row of 1024, and 15, as many as bf16 has, in the longest that one sort of
    32-bit numbers can order. Rows longer than 2^16 take a sort of whole magnitudes.
    """

    # Base, difference, keys, the order in 8 bytes, numbers and masks in 4.
    work_bytes = 24

    def __init__(self, task: TensorTask, donor: Donor, density: float) -> None:
        epsilon = number(donor.parameters, "epsilon", 0.15)
        if density + epsilon >= 1 or density - epsilon <= 0:
            raise MergescopeError(
                "config-invalid",
                f"density {density:g} and epsilon {epsilon:g} of {donor.name}: density ± epsilon must lie between 0 and 1",
                "make epsilon smaller",
            )
        super().__init__(task, donor)
        self.kept = round(density * task.numel)
        self._width = task.numel // task.shape[0] if len(task.shape) > 1 else task.numel
        self._density, self._epsilon = density, epsilon

    def draw(self, delta: torch.Tensor | None, numbers: torch.Tensor) -> torch.Tensor:
        assert delta is not None
        rows = delta.view(-1, self._width)
        last = _last_numbers(self._width, self._density, self._epsilon)
        # The entry of each rank stays or goes by a draw of its own; then the answers go to the columns.
        stays = np.less_equal(numbers.numpy().reshape(rows.shape), last).view(np.uint8)
        mask = buffer("stays", delta.numel(), torch.uint8, delta.device).view(rows.shape)
        return mask.scatter_(1, self._order(rows), torch.from_numpy(stays).to(delta.device)).view(-1)

    def _order(self, rows: torch.Tensor) -> torch.Tensor:
        """int64 [rows, width]: columns by rising magnitude."""
        if self._width > 1 << _COLUMN_BITS:
            return torch.sort(rows.abs(), dim=1, stable=True).indices
        column_bits = (1 << max(1, (self._width - 1).bit_length())) - 1
        keys = buffer("keys", rows.numel(), torch.int32, rows.device).view(rows.shape)
        torch.bitwise_and(rows.view(torch.int32), _MAGNITUDE & ~column_bits, out=keys)
        keys.bitwise_or_(_columns(self._width).to(rows.device))
        if rows.device.type == "cpu":
            # numpy's sort of 32-bit numbers uses vector instructions, torch's does not.
            keys.numpy().sort(axis=1)
        else:
            keys = keys.sort(dim=1).values
        order = buffer("order", rows.numel(), torch.int64, rows.device).view(rows.shape)
        return order.copy_(keys).bitwise_and_(column_bits)


# Not kept with each tensor: there are as many of them as the model has, for every donor.
@functools.lru_cache(16)
def _last_numbers(width: int, density: float, epsilon: float) -> np.ndarray:
    """int16 [width]: of the entry at each rank, the last number that lets it stay; the numbers start at -2^15."""
    rank = np.arange(width) / max(1, width - 1) if width > 1 else np.full(1, 0.5)
    limits = np.round((density - epsilon + 2 * epsilon * rank) * LEVELS) - 1 - LEVELS // 2
    return limits.clip(-LEVELS // 2, LEVELS // 2 - 1).astype(np.int16)


@functools.lru_cache(16)
def _columns(width: int) -> torch.Tensor:
    return torch.arange(width, dtype=torch.int32)
