"""Rows by three of their entries: equal rows have equal ones, and of a thousand others hardly two."""

from __future__ import annotations

import numpy as np
import torch

#: From here on equal rows are no accident but something that was filled in.
MANY_ROWS = 1000
_INTEGERS = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
# Odd, so that nothing is lost; each place counts in another way.
_FACTORS = np.array([[0x1E3779B97F4A7C15], [0x42B2AE3D27D4EB4F], [0x165667B19E3779F9]], np.uint64)
#: Kinds of rows are counted by so many bits first: it takes a tenth of the time that telling them apart takes.
_ROUGHLY = 16


def three_of(rows: torch.Tensor) -> np.ndarray:
    """[3, rows]: the bits of the first, middle and last entry of each row of a matrix, whose rows are contiguous."""
    size, width = rows.element_size(), rows.shape[1]
    bits = rows.view(_INTEGERS[size]).numpy().view(f"u{size}")
    return np.stack((bits[:, 0], bits[:, width // 2], bits[:, width - 1]))


def are_zero(threes: np.ndarray) -> np.ndarray:
    """[rows]: whether all three entries are zero, of either sign."""
    magnitude = (1 << 8 * threes.itemsize - 1) - 1
    return ((threes[0] | threes[1] | threes[2]) & magnitude) == 0


def most_alike(parts: list[np.ndarray]) -> int:
    """Size of the largest group of rows that are equal in these entries and not zero; 0 below MANY_ROWS."""
    if sum(threes.shape[1] for threes in parts) < MANY_ROWS:
        return 0
    threes = np.concatenate(parts, 1)
    kinds = (threes.astype(np.uint64) * _FACTORS).sum(0, dtype=np.uint64)[~are_zero(threes)]
    if not len(kinds) or np.bincount((kinds >> np.uint64(64 - _ROUGHLY)).astype(np.int64)).max() < MANY_ROWS:
        return 0
    most = int(np.unique(kinds, return_counts=True)[1].max())
    return most if most >= MANY_ROWS else 0
