"""The merges of the table, and what they give by their formulas in double precision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from donors import NAMES

LINEAR_WEIGHTS = (0.6, 0.3, 0.5)
TIES_WEIGHTS = (0.7, 0.5)
DENSITY = 0.5


def linear_config(folder: Path) -> str:
    models = "".join(
        f"  - {{model: {folder / name}, parameters: {{weight: {weight}}}}}\n"
        for name, weight in zip(NAMES, LINEAR_WEIGHTS, strict=True)
    )
    return f"merge_method: linear\nmodels:\n{models}dtype: float32\n"


def ties_config(folder: Path) -> str:
    models = "".join(
        f"  - {{model: {folder / name}, parameters: {{weight: {weight}, density: {DENSITY}}}}}\n"
        for name, weight in zip(NAMES[1:], TIES_WEIGHTS, strict=True)
    )
    return f"merge_method: ties\nbase_model: {folder / NAMES[0]}\nmodels:\n{models}dtype: float32\n"


def linear(donors: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """The weighted mean (Model soups, arXiv 2203.05482), and which values are in doubt: none."""
    total = sum(LINEAR_WEIGHTS)
    value = sum(w * donor.double() for w, donor in zip(LINEAR_WEIGHTS, donors, strict=True))
    assert isinstance(value, torch.Tensor)
    return value / total, torch.zeros(value.shape, dtype=torch.bool)


def ties(donors: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """TIES (arXiv 2306.01708) as mergekit has it: trim by magnitude, elect signs by the weighted sum, mean of those that agree.

    In doubt is a value where rounding decides: what is as large as the smallest that is kept, and a sum near zero.
    """
    base, *others = donors
    if base.numel() == 0:
        return base.double(), torch.zeros(base.shape, dtype=torch.bool)
    deltas, doubts = [], torch.zeros(base.shape, dtype=torch.bool)
    for other in others:
        delta = (other.float() - base.float()).double()
        kept = max(1, int(DENSITY * delta.numel()))
        sizes = delta.abs()
        least = sizes.reshape(-1).sort(descending=True).values[kept - 1]
        same = sizes == least
        doubts |= same & (same.sum() > 1)
        deltas.append(torch.where(sizes >= least, delta, 0.0))
    weights = torch.tensor(TIES_WEIGHTS, dtype=torch.float64).reshape(-1, *[1] * base.dim())
    weighted = torch.stack(deltas) * weights
    elected = weighted.sum(dim=0)
    doubts |= (elected.abs() <= 1e-6 * weighted.abs().sum(dim=0)) & (weighted != 0).any(dim=0)
    agree = weighted.sign() == torch.where(elected >= 0, 1.0, -1.0)
    share = (weights * agree).sum(dim=0)
    mean = (weighted * agree).sum(dim=0) / torch.where(share == 0, 1.0, share)
    return base.double() + mean, doubts


METHODS: dict[str, tuple[Callable[[Path], str], Callable[..., tuple[torch.Tensor, torch.Tensor]]]] = {
    "linear": (linear_config, linear),
    "ties": (ties_config, ties),
}
