"""Which sparsifier a method has for a donor."""

from __future__ import annotations

from mergescope.engine.kernels.base import Donor, TensorTask, number
from mergescope.engine.kernels.della import Della
from mergescope.engine.kernels.drop import Drop
from mergescope.engine.kernels.sparsify import Nothing, Sparsifier
from mergescope.engine.kernels.trim import Trim
from mergescope.engine.methods import METHODS, Keeps


def sparsifier_of(method: str, task: TensorTask, donor: Donor) -> Sparsifier:
    """By the donor's density, gamma and epsilon."""
    keeps = METHODS[method].keeps
    density = number(donor.parameters, "density", 1.0)
    if keeps is Keeps.ALL or density >= 1 or task.numel == 0:
        return Sparsifier()
    if keeps is Keeps.DRAWN_BY_RANK:
        return Della(task, donor, density) if density > 0 else Nothing()
    if keeps is Keeps.DRAWN:
        return Drop(task, donor, density) if density > 0 else Nothing()
    if keeps is Keeps.MIDDLE:
        keep = int(density * task.numel)
        top = min(int(number(donor.parameters, "gamma", 0.01) * task.numel), task.numel - keep)
        return Trim(task, top, top + keep) if keep > 0 else Nothing()
    return Trim(task, 0, max(1, int(density * task.numel))) if density > 0 else Nothing()
