"""What a pass sees of task vectors on the processor, each in one call without Python's lock.

Merged values follow from these sums, so they are in fp64: what the order, which is the processor's, makes of them is less
than 1e-11, and lost when a factor is rounded to fp32.
"""

from __future__ import annotations

import torch

from mergescope.engine.compute.unlocked import STEP, unlocked
from mergescope.engine.kernels.steps import fitted, steps, wide_buffers, work_buffers
from mergescope.engine.memory.scratch import buffer


def magnitudes(
    raw: list[torch.Tensor], base: int, positions: list[int], masks: list[torch.Tensor]
) -> list[tuple[float, float]]:
    """Of each donor, the sum of |tau| and that of what its mask leaves."""
    sums = _magnitudes(raw, base, positions, masks, work_buffers(3))
    return list(zip(sums[::2], sums[1::2], strict=True))


def find_between(
    x: torch.Tensor, base: torch.Tensor, above: float, upper: float, number: int
) -> tuple[int, int]:
    """The index of entry `number`, from 0, of those of x - base whose magnitude lies in (above, upper], or -1; and
    how many were seen, which are all where there are no more."""
    return _find_between(x, base, above, upper, number, work_buffers(2))


def vector_products(raw: list[torch.Tensor], base: int, positions: list[int]) -> torch.Tensor:
    """<tau_i, tau_j> of the donors' task vectors, float64 [K, K]."""
    rows = buffer("wide rows", len(positions) * STEP, torch.float64)
    return _vector_products(raw, base, positions, rows, wide_buffers(1))


@unlocked
def _magnitudes(
    raw: list[torch.Tensor],
    base: int,
    positions: list[int],
    masks: list[torch.Tensor],
    work: list[torch.Tensor],
) -> list[float]:
    sums = [0.0 for _ in range(2 * len(positions))]
    tiles, stays = steps(raw, work), steps(masks, work)
    for n in range(len(tiles[base])):
        here = fitted(work, tiles[base][n])
        origin = here[0].copy_(tiles[base][n])
        for k in range(len(positions)):
            sizes = here[1].copy_(tiles[positions[k]][n]).sub_(origin).abs_()
            sums[2 * k] += float(sizes.sum(dtype=torch.float64))
            sums[2 * k + 1] += float(sizes.mul_(here[2].copy_(stays[k][n])).sum(dtype=torch.float64))
    return sums


@unlocked
def _find_between(
    x: torch.Tensor, base: torch.Tensor, above: float, upper: float, number: int, work: list[torch.Tensor]
) -> tuple[int, int]:
    seen = 0
    tiles = steps([x, base], work)
    for n in range(len(tiles[0])):
        here = fitted(work, tiles[0][n])
        sizes = here[0].copy_(tiles[0][n]).sub_(here[1].copy_(tiles[1][n])).abs_()
        inside = torch.gt(sizes, above).logical_and_(torch.le(sizes, upper))
        count = int(inside.sum())
        if seen + count > number:
            return n * work[0].numel() + int(torch.nonzero(inside)[number - seen]), seen + count
        seen += count
    return -1, seen


@unlocked
def _vector_products(
    raw: list[torch.Tensor], base: int, positions: list[int], rows: torch.Tensor, wide: list[torch.Tensor]
) -> torch.Tensor:
    count = len(positions)
    products = torch.zeros([count, count], dtype=torch.float64)
    tiles = steps(raw, wide)
    for n in range(len(tiles[base])):
        origin = fitted(wide, tiles[base][n])[0].copy_(tiles[base][n])
        here = rows[: count * origin.numel()].view(count, origin.numel())
        for k in range(count):
            here[k].copy_(tiles[positions[k]][n]).sub_(origin)
        products.add_(torch.mm(here, here.t()))
    return products


def products(x: torch.Tensor, y: torch.Tensor) -> list[float]:
    """<x, x>, <y, y>, <x, y> of tiles in any dtype."""
    return _products(x, y, wide_buffers(2))


@unlocked
def _products(x: torch.Tensor, y: torch.Tensor, wide: list[torch.Tensor]) -> list[float]:
    sums = [0.0, 0.0, 0.0]
    tiles = steps([x, y], wide)
    for n in range(len(tiles[0])):
        here = fitted(wide, tiles[0][n])
        first, other = here[0].copy_(tiles[0][n]), here[1].copy_(tiles[1][n])
        sums[0] += float(torch.dot(first, first))
        sums[1] += float(torch.dot(other, other))
        sums[2] += float(torch.dot(first, other))
    return sums
