"""Whether tensors of two donors are likely the same, moved within the model."""

from __future__ import annotations

import re
from collections.abc import Hashable
from itertools import product

from mergescope.merge.lone_tensor import Lone, Pair, grouped, have_one_role

_DIGITS = re.compile(r"(?<=\.)\d+(?=\.)")


def moved(first: list[Lone], other: list[Lone]) -> Pair | None:
    """What ends alike: in the layer of one number in all that stands behind that, outside of layers in the last two parts."""
    ours, theirs = (grouped((_ending(tensor), tensor) for tensor in side) for side in (first, other))
    endings = [_by_stack(side) for side in (first, other)]
    for ending in filter(theirs.__contains__, ours):
        for tensor, counterpart in product(ours[ending], theirs[ending]):
            if _DIGITS.sub("*", tensor.name) != _DIGITS.sub("*", counterpart.name) and _may_be(
                tensor, counterpart, endings
            ):
                return tensor.name, counterpart.name
    return None


def _ending(tensor: Lone) -> tuple[Hashable, ...]:
    """Experts of a layer may lie apart, with numbers, or together, with none."""
    _, layer, inside = tensor.where
    if layer is None:
        return layer, tensor.shape, inside[-2:]
    return layer, tuple(part for part in inside if not part.isdigit() and part != "weight")


def _by_stack(side: list[Lone]) -> dict[Hashable, set[Hashable]]:
    return {
        stack: {_ending(tensor) for tensor in tensors}
        for stack, tensors in grouped((tensor.where[0], tensor) for tensor in side).items()
    }


def _may_be(tensor: Lone, other: Lone, endings: list[dict[Hashable, set[Hashable]]]) -> bool:
    (stack, layer, inside), (their_stack, _, their_inside) = tensor.where, other.where
    if layer is None:
        return _is_within(inside, their_inside) and have_one_role(tensor.roles, other.roles)
    if stack == their_stack:
        return True
    if tensor.shape != other.shape or not have_one_role(tensor.roles, other.roles):
        return False
    # Where both know both stacks, each has layers more than the other. Of one that is half of another name, all is there.
    ours, theirs = endings[0][stack], endings[1][their_stack]
    return (
        (not tensor.in_stack or ours >= theirs)
        and (not other.in_stack or theirs >= ours)
        and not (tensor.in_stack and other.in_stack)
    )


def _is_within(parts: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one has the parts of the other, in their order, and some more; the shorter in the longer."""
    short, long = sorted((parts, other), key=len)
    rest = iter(long)
    return all(part in rest for part in short)
