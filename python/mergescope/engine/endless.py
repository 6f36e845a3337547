"""Tensors that are infinite on purpose, in every donor alike: bounds that bound nothing, masks."""

from __future__ import annotations

import torch

#: Entries; what is larger are weights, of which nothing is infinite on purpose.
LARGEST = 1 << 16


def endless(donors: list[torch.Tensor]) -> bool:
    """Whether all hold the same values, some of them infinite and none NaN. Of ∞ − ∞, which is in every formula with task
    vectors or norms, nothing is left, and what nobody has changed stays.

    Args:
        donors: whole tensors of one shape.
    """
    first, *others = donors
    if not others or first.numel() > LARGEST or not first.is_floating_point():
        return False
    if bool(first.isfinite().all()) or bool(first.isnan().any()):
        return False
    return all(torch.equal(first, other) for other in others)


def blocks_or_bounds(donor: torch.Tensor) -> bool:
    """Whether what is infinite of it is meant, by itself: beside it there is nothing but zeros, as in a mask or a bound, and
    never in a weight that went wrong.
    """
    return donor.numel() <= LARGEST and bool((donor.isinf() | (donor == 0)).all())
