"""Vocabulary rows by kind for methods that do not tell their contributions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from mergescope.audit.fit import Input
from mergescope.audit.voice import DonorSums, RowSums, TensorVoice

_PIECE = 1 << 20


def fitted_rows(
    inputs: Sequence[Input], tensors: list[torch.Tensor], voice: TensorVoice, kinds: np.ndarray, axis: int
) -> list[RowSums]:
    """Splits a fitted vocabulary tensor: c_j = a_j tau_j, with one a_j for the whole tensor.

    Args:
        inputs: of the method; the base among them is the reference, else their mean.
        tensors: theirs, aligned, with the vocabulary along `axis`.
        voice: the fit of the same tensor.
        kinds: int8 [inputs, rows], what each row of the output is for each of them.
    """
    rows = [tensor.movedim(axis, 0).flatten(1) for tensor in tensors]
    base = next((position for position, ingredient in enumerate(inputs) if ingredient.is_base), None)
    donors = [position for position in range(len(inputs)) if position != base]
    squares = _row_squares([rows[position] for position in donors], None if base is None else rows[base])
    squares *= fitted_scales(voice.donors)[:, None]
    return [
        RowSums.split(
            inputs[position].donor,
            kinds[position],
            lambda kind, own=kinds[position]: squares[:, own == kind].sum(1).tolist(),
        )
        for position in donors
    ]


def fitted_scales(donors: list[DonorSums]) -> np.ndarray:
    """a_j^2 of every donor: the fit scales tau_j by one number for the whole tensor."""
    return np.array([donor.c2 / donor.tau2 if donor.tau2 else 0.0 for donor in donors])


def _row_squares(donors: list[torch.Tensor], base: torch.Tensor | None) -> np.ndarray:
    """float64 [K, rows], |tau|^2 of every row; values that are not finite count as nothing."""
    squares = np.zeros((len(donors), donors[0].shape[0]))
    step = max(1, _PIECE // max(1, donors[0].shape[1]))
    for first in range(0, squares.shape[1], step):
        part = [donor[first : first + step].to("cpu", torch.float32) for donor in donors]
        if base is not None:
            origin = base[first : first + step].to("cpu", torch.float32)
        else:
            origin = torch.stack(part).mean(0)
        for position, donor in enumerate(part):
            square = (donor - origin).square_().sum(1, dtype=torch.float64)
            squares[position, first : first + step] = torch.nan_to_num(square, 0.0, 0.0, 0.0).numpy()
    return squares
