"""Rows by three of their entries: equal rows have equal ones, and of a thousand others hardly two."""

from __future__ import annotations

import torch

#: From here on equal rows are no accident but something that was filled in.
MANY_ROWS = 1000
_INTEGERS = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
# Odd, so that nothing is lost; each place counts in another way.
_FACTORS = torch.tensor([0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F, 0x165667B19E3779F9])


def three_of(rows: torch.Tensor) -> torch.Tensor:
    """[rows, 3]: the first, middle and last entry of each row of a matrix."""
    width = rows.shape[1]
    return rows[:, [0, width // 2, width - 1]]


def most_alike(threes: list[torch.Tensor]) -> int:
    """Size of the largest group of rows that are equal in these entries and not zero; 0 below MANY_ROWS."""
    if sum(map(len, threes)) < MANY_ROWS:
        return 0
    entries = torch.cat(threes)
    bits = entries.contiguous().view(_INTEGERS[entries.element_size()]).long()
    kinds, counts = (bits * _FACTORS).sum(1)[(entries != 0).any(1)].unique(return_counts=True)
    most = int(counts.max()) if len(kinds) else 0
    return most if most >= MANY_ROWS else 0
