"""Whether tensors that one donor alone holds, and others that another one alone holds, are likely the same weights."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from math import prod

from mergescope.merge.lone_tensor import Lone, Pair, grouped, have_one_role
from mergescope.merge.moved_tensors import moved


def same_weights(first: list[Lone], other: list[Lone]) -> Pair | None:
    """Two tensors of which one would be left out for the other, though they are likely to be the same, or the parts of it:
    moved within the model, called otherwise in their module, laid together with others in their layer, or in a stack of
    layers that is laid together."""
    return moved(first, other) or _called(first, other) or _relaid(first, other) or _restacked(first, other)


def _called(first: list[Lone], other: list[Lone]) -> Pair | None:
    """What stands in one module under two names, in one shape. Heads stand in none, and are each what they are called."""
    there = grouped((_module(tensor), tensor) for tensor in other)
    for tensor in first:
        for counterpart in there.get(_module(tensor), ()) if _module(tensor) else ():
            if tensor.roles == counterpart.roles and tensor.name != counterpart.name:
                return tensor.name, counterpart.name
    return None


def _module(tensor: Lone) -> Hashable | None:
    *module, _, last = ("", *tensor.name.split("."))
    return (*module, last, tensor.shape) if len(module) > 1 and last == "weight" and tensor.shape else None


def _relaid(first: list[Lone], other: list[Lone]) -> Pair | None:
    """As many values in the same module of the same layer: heads of attention, gates or experts in other pieces."""
    ours, theirs = (grouped(_modules(side)) for side in (first, other))
    for module, tensors in ours.items():
        if module in theirs and _values(tensors) == _values(theirs[module]):
            return tensors[0].name, theirs[module][0].name
    return None


def _modules(side: list[Lone]) -> Iterable[tuple[Hashable, Lone]]:
    for tensor in filter(_is_matrix, side):
        stack, layer, inside = tensor.where
        if layer is not None:
            known = stack if tensor.in_stack else tensor.roles
            yield from (((known, layer, inside[:count]), tensor) for count in range(len(inside)))


def _restacked(first: list[Lone], other: list[Lone]) -> Pair | None:
    """As many values in all of the layers of a stack that the other lacks, whose own lie otherwise."""
    ours, theirs = (
        [tensor for tensor in side if _is_matrix(tensor) and not tensor.in_stack] for side in (first, other)
    )
    layered = any(tensor.where[1] is not None for tensor in (*ours, *theirs))
    roles = [frozenset[int]().union(*(tensor.roles for tensor in side)) for side in (ours, theirs)]
    if ours and theirs and layered and _values(ours) == _values(theirs) and have_one_role(*roles):
        return ours[0].name, theirs[0].name
    return None


def _is_matrix(tensor: Lone) -> bool:
    return tensor.shape is not None and len(tensor.shape) > 1


def _values(side: list[Lone]) -> int:
    return sum(prod(tensor.shape or ()) for tensor in side)
