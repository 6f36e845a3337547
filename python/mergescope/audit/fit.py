"""Share of voice of a method that does not tell its contributions: D is fitted as a sum of a_i tau_i."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch

from mergescope.audit.products import Products, products
from mergescope.audit.voice import DonorSums, TensorVoice

_PIECE = 1 << 20


class Input(Protocol):
    """donor: whose it is, for people; is_base: whether the others are measured from it."""

    @property
    def donor(self) -> str: ...

    @property
    def is_base(self) -> bool: ...


def fit_voice(
    name: str, inputs: Sequence[Input], tensors: list[torch.Tensor], merged: torch.Tensor
) -> TensorVoice | None:
    """Least squares in each tensor from the donors' Gram matrix.

    Args:
        inputs: of the method; the base among them is the reference, else the mean of the donors.
        tensors: theirs, all of the shape of `merged`.
        merged: the result, on the CPU.

    Returns:
        None where there is nothing to tell: integers, or one donor and no base.
    """
    base = next((position for position, ingredient in enumerate(inputs) if ingredient.is_base), None)
    donors = [position for position in range(len(inputs)) if position != base]
    if not merged.is_floating_point() or not donors or (base is None and len(donors) == 1):
        return None
    flat = [tensors[position].reshape(-1) for position in donors]
    result = merged.reshape(-1)
    if any(tensor.numel() != result.numel() for tensor in flat):
        return None
    origin = None if base is None else tensors[base].reshape(-1)
    total = Products.zero(len(donors))
    for start in range(0, result.numel(), _PIECE):

        def piece(tensor: torch.Tensor, start: int = start) -> torch.Tensor:
            return tensor[start : start + _PIECE].to("cpu", torch.float32)[:, None]

        total.add(
            products(
                [piece(tensor) for tensor in flat], None if origin is None else piece(origin), piece(result)
            )
        )
    names = [inputs[position].donor for position in donors]
    return voice_of_products(name, result.numel(), names, total, None if base is None else inputs[base].donor)


def voice_of_products(
    tensor: str, numel: int, donors: list[str], total: Products, reference: str | None
) -> TensorVoice:
    """The fit, and beside it everything that the products tell as it is."""
    count = len(donors)
    gram = total.gram.numpy()
    voice = voice_of_fit(
        tensor, numel, donors, gram[:count, :count], gram[:count, count], float(gram[count, count]), reference
    )
    voice.reference2 = total.reference2
    for position, sums in enumerate(voice.donors):
        sums.against, sums.lost = float(total.against[position]), float(total.lost[position])
        sums.mass = float(total.mass[position])
        sums.non_finite = int(total.non_finite[position]) or None
    return voice


def voice_of_fit(
    tensor: str,
    numel: int,
    donors: list[str],
    gram: np.ndarray,
    dots: np.ndarray,
    d2: float,
    reference: str | None,
) -> TensorVoice:
    """Solves gram a = dots; equal donors get equal coefficients (the solution of least norm).

    Args:
        gram: float64 [K, K], <tau_i, tau_j>.
        dots: float64 [K], <tau_i, D>.
        d2: |D|^2.
    """
    scale = np.sqrt(np.maximum(np.diag(gram), 1e-300))
    # Scaled to unit length first: donors differ in norm by orders of magnitude.
    unit = gram / scale[:, None] / scale[None, :]
    coefficients = np.linalg.lstsq(unit, dots / scale, rcond=1e-9)[0] / scale
    coefficients[np.diag(gram) == 0] = 0.0
    voice = TensorVoice(tensor, numel, exact=False, reference=reference, d2=float(d2), gram=gram.tolist())
    voice.residual2 = max(0.0, float(d2 - coefficients @ dots))
    for index, donor in enumerate(donors):
        a = coefficients[index]
        tau2, tau_d = float(gram[index, index]), float(dots[index])
        voice.donors.append(DonorSums(donor, tau2, tau_d, float(a * a * tau2), float(a * tau_d)))
    return voice
