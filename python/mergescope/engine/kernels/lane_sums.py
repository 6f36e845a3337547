"""Sums of products that are the same on every processor, to the last bit.

The sums of a library (torch.dot, torch.sum, matrix products) run in an order, and round where, the processor's vector
instructions suggest: over 2^18 entries they were seen to be 2e-5 apart. Here a product is rounded to fp32 and added to
one of 2^15 lanes, in fp32, no more than STEPS to a lane; lanes are added in fp64, by halves. All of that are operations
entry by entry, which have one result. A sum is off by no more than

    ERROR * sum |u_i v_i|,   ERROR = STEPS u / (1 - STEPS u),   u = 2^-24,

whatever the number of entries: a product rounded once and STEPS - 1 additions, the first of which adds to zero (Higham,
Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1); the sum in fp64 adds less than 1e-12 to that.
"""

from __future__ import annotations

import torch

from mergescope.engine.scratch import buffer
from mergescope.engine.unlocked import STEP, unlocked

#: From this many vectors on, a matrix product in fp64 takes less time than a sum for each pair. What it is off by, less
#: than 1e-11, is lost when a number that follows from it is rounded to fp32.
MANY = 5

#: Entries that are added to one lane before the lanes are added in fp64.
STEPS = 32
ERROR = STEPS * 2.0**-24 / (1 - STEPS * 2.0**-24)


def lanes_for(count: int, numel: int) -> torch.Tensor:
    """Lanes of `count` sums, fp32 [count, n], zero, in a buffer of the thread: as many as a step has entries."""
    size = min(STEP, 1 << max(0, numel - 1).bit_length())
    return buffer("lanes of sums", count * size).view(count, size).zero_()


def add_products(lane: torch.Tensor, one: torch.Tensor, other: torch.Tensor, spare: torch.Tensor) -> None:
    """Adds the products of a step's entries to a lane each. Is compiled; spare: of the step's size."""
    lane[: one.numel()].add_(torch.mul(one, other, out=spare))


def taken(lanes: torch.Tensor, step: int, last: bool) -> torch.Tensor:
    """What the lanes hold, fp64 [count], which empties them; zero before they are full. Is compiled.

    Args:
        step: the number of the step that was added, from 0; last: no more will be.
    """
    # 31: STEPS - 1, which compiled code cannot read.
    if not last and step % 32 != 31:
        return torch.zeros([lanes.shape[0]], dtype=torch.float64)
    found = by_halves(lanes)
    lanes.zero_()
    return found


def by_halves(values: torch.Tensor) -> torch.Tensor:
    """The sum along the last dimension, in fp64. Is compiled, too."""
    wide = values.double()
    left = wide.shape[-1]
    while left > 1:
        half = left // 2
        wide[..., :half].add_(wide[..., left - half : left])
        left -= half
    return wide[..., 0]


def sums_of_products(pairs: list[tuple[torch.Tensor, torch.Tensor | None]]) -> list[float]:
    """<u, v> of each pair of fp32 tiles on the processor, or the sum of u where there is no v."""
    if not pairs:
        return []
    ones = [one for one, _ in pairs]
    others = [one.new_empty(0) if other is None else other for one, other in pairs]
    lanes = lanes_for(len(pairs), ones[0].numel())
    return _sums_of_products(ones, others, lanes, buffer("product", STEP)).tolist()


@unlocked
def _sums_of_products(
    ones: list[torch.Tensor], others: list[torch.Tensor], lanes: torch.Tensor, spare: torch.Tensor
) -> torch.Tensor:
    found = torch.zeros([lanes.shape[0]], dtype=torch.float64)
    numel = ones[0].numel()
    count = (numel + spare.numel() - 1) // spare.numel()
    for n in range(count):
        start, stop = n * spare.numel(), min(numel, (n + 1) * spare.numel())
        for k in range(len(ones)):
            one = ones[k][start:stop]
            if others[k].numel() == 0:
                lanes[k][: one.numel()].add_(one)
            else:
                add_products(lanes[k], one, others[k][start:stop], spare[: one.numel()])
        found.add_(taken(lanes, n, n == count - 1))
    return found


def products_of_many(vectors: list[torch.Tensor]) -> torch.Tensor:
    """<v_i, v_j> of fp32 tiles on the processor, float64 [K, K], by matrix products in fp64."""
    rows = buffer("wide rows", len(vectors) * STEP, torch.float64)
    found = torch.zeros(len(vectors), len(vectors), dtype=torch.float64)
    for start in range(0, vectors[0].numel(), STEP):
        parts = [one[start : start + STEP] for one in vectors]
        here = rows[: len(parts) * parts[0].numel()].view(len(parts), -1)
        for row, part in zip(here, parts, strict=True):
            row.copy_(part)
        found += here @ here.T
    return found


def symmetric(found: list[float], count: int) -> torch.Tensor:
    """float64 [count, count] from the products of each pair i >= j, in order."""
    matrix = torch.zeros(count, count, dtype=torch.float64)
    row, column = torch.tril_indices(count, count)
    matrix[row, column] = matrix[column, row] = torch.tensor(found, dtype=torch.float64)
    return matrix
