"""Rows by three of their entries: equal rows have equal ones, and of a thousand others hardly two."""

from __future__ import annotations

import numpy as np
import torch

#: From here on equal rows are no accident but something that was filled in.
MANY_ROWS = 1000
_INTEGERS = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
# Odd, so that nothing is lost; each place counts in another way.
_FACTORS = np.array([0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
#: Entries, and kinds of rows, are counted by so many bits first: it takes a tenth of the time that telling them apart takes.
_ROUGHLY = 16


def three_of(rows: torch.Tensor) -> torch.Tensor:
    """[rows, 3]: the first, middle and last entry of each row of a matrix. Is compiled, too: see `unlocked`."""
    width = rows.shape[1]
    return rows.index_select(1, torch.tensor([0, width // 2, width - 1]))


def as_bits(values: torch.Tensor) -> torch.Tensor:
    """The same as integers."""
    return values.view(_INTEGERS[values.element_size()])


def most_alike(parts: list[torch.Tensor]) -> int:
    """Size of the largest group of rows that are equal in these entries and not zero; 0 below MANY_ROWS.

    Args:
        parts: what `three_of` gave, as bits.
    """
    if sum(len(part) for part in parts) < MANY_ROWS:
        return 0
    threes = torch.cat(parts).numpy()
    threes = threes.view(f"u{threes.itemsize}")
    if _most_often(threes[:, 1]) < MANY_ROWS:
        return 0
    kinds = (threes.astype(np.uint64) * _FACTORS).sum(1, dtype=np.uint64)[~_are_zero(threes)]
    if not len(kinds) or _most_often(kinds) < MANY_ROWS:
        return 0
    most = int(np.unique(kinds, return_counts=True)[1].max())
    return most if most >= MANY_ROWS else 0


def _most_often(values: np.ndarray) -> int:
    """How often the first bits of unsigned integers are the same at most."""
    bits = 8 * values.itemsize
    return int(np.bincount((values >> values.dtype.type(max(0, bits - _ROUGHLY))).astype(np.int64)).max())


def _are_zero(threes: np.ndarray) -> np.ndarray:
    """[rows]: whether all three entries are zero, of either sign."""
    magnitude = (1 << 8 * threes.itemsize - 1) - 1
    return (np.bitwise_or.reduce(threes, 1) & magnitude) == 0
