"""Which row of a model belongs to which row of the merged vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from mergescope.engine.storage.reading import Files
from mergescope.engine.vocabulary.row_kinds import ABSENT, GHOST, HELD, NO_TOKEN
from mergescope.sources.source import Source


@dataclass(frozen=True)
class RowMap:
    """Both arrays have one entry a row of the merged tensor.

    index: int64, the model's own row, or -1; kind: int8, HELD, GHOST (its tokenizer lists the token, its
    tensor has no such row), ABSENT (its tokenizer does not know it), or NO_TOKEN (padding).
    """

    index: np.ndarray
    kind: np.ndarray


def map_rows(merged: dict[str, int], merged_rows: int, own: dict[str, int], own_rows: int) -> RowMap:
    """Rows of a model by the tokens that both tokenizers list."""
    index = np.full(merged_rows, -1, dtype=np.int64)
    kind = np.full(merged_rows, NO_TOKEN, dtype=np.int8)
    for token, row in merged.items():
        if row >= merged_rows:
            continue
        at = own.get(token)
        if at is None:
            # Where two tokens share an id, the one that the model holds decides.
            if kind[row] == NO_TOKEN:
                kind[row] = ABSENT
        elif at >= own_rows:
            kind[row] = GHOST
        else:
            index[row], kind[row] = at, HELD
    return RowMap(index, kind)


def read_rows(files: Files, stored: Source, index: np.ndarray) -> torch.Tensor:
    """fp32 [len(index), width]; rows with index -1 are zero. Runs of consecutive rows are one read."""
    width = stored.numel // stored.shape[0]
    out = torch.zeros(len(index), width)
    breaks = np.flatnonzero((np.diff(index) != 1) | (index[1:] < 0)) + 1
    for first, stop in zip([0, *breaks], [*breaks, len(index)], strict=True):
        row = int(index[first])
        if row >= 0 and stop > first:
            values = files.read(stored, row * width, (row + int(stop - first)) * width)
            out[first:stop] = values.view(-1, width)
    return out
