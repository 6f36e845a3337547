"""What a pass sees of task vectors on the processor, each in one call without Python's lock."""

from __future__ import annotations

import torch

from mergescope.engine.kernels.lane_sums import MANY, add_products, lanes_for, symmetric, taken
from mergescope.engine.kernels.steps import fitted, steps, work_buffers
from mergescope.engine.scratch import buffer
from mergescope.engine.unlocked import STEP, unlocked


def magnitudes(
    raw: list[torch.Tensor], base: int, places: list[int], masks: list[torch.Tensor]
) -> list[tuple[float, float]]:
    """Of each donor, the sum of |tau| and that of what its mask leaves."""
    lanes = lanes_for(2 * len(places), raw[base].numel())
    found = _magnitudes(raw, base, places, masks, lanes, work_buffers(3)).tolist()
    return list(zip(found[::2], found[1::2], strict=True))


def find_between(
    x: torch.Tensor, base: torch.Tensor, above: float, upper: float, number: int
) -> tuple[int, int]:
    """The place of entry `number`, from 0, of those of x - base whose magnitude lies in (above, upper], or -1; and
    how many were seen, which are all where there are no more."""
    return _find_between(x, base, above, upper, number, work_buffers(2))


def vector_products(raw: list[torch.Tensor], base: int, places: list[int]) -> torch.Tensor:
    """<tau_i, tau_j> of the donors' task vectors, float64 [K, K]."""
    count = len(places)
    many = count >= MANY
    lanes = lanes_for(0 if many else count * (count + 1) // 2, raw[base].numel())
    rows = buffer("rows", count * STEP)
    wide = buffer("wide rows", count * STEP if many else 0, torch.float64)
    found = _vector_products(raw, base, places, lanes, rows, wide, work_buffers(2))
    return found if many else symmetric(found.tolist(), count)


@unlocked
def _magnitudes(
    raw: list[torch.Tensor],
    base: int,
    places: list[int],
    masks: list[torch.Tensor],
    lanes: torch.Tensor,
    work: list[torch.Tensor],
) -> torch.Tensor:
    found = torch.zeros([lanes.shape[0]], dtype=torch.float64)
    tiles, stays = steps(raw, work), steps(masks, work)
    for n in range(len(tiles[base])):
        here = fitted(work, tiles[base][n])
        origin = here[0].copy_(tiles[base][n])
        for k in range(len(places)):
            sizes = here[1].copy_(tiles[places[k]][n]).sub_(origin).abs_()
            lanes[2 * k][: sizes.numel()].add_(sizes)
            add_products(lanes[2 * k + 1], sizes, here[2].copy_(stays[k][n]), sizes)
        found.add_(taken(lanes, n, n == len(tiles[base]) - 1))
    return found


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
    raw: list[torch.Tensor],
    base: int,
    places: list[int],
    lanes: torch.Tensor,
    rows: torch.Tensor,
    wide: torch.Tensor,
    work: list[torch.Tensor],
) -> torch.Tensor:
    count = len(places)
    pairs = lanes.shape[0]
    found = torch.zeros([pairs] if pairs > 0 else [count, count], dtype=torch.float64)
    tiles = steps(raw, work)
    for n in range(len(tiles[base])):
        scratch = fitted(work, tiles[base][n])
        origin = scratch[0].copy_(tiles[base][n])
        here = rows[: count * origin.numel()].view(count, origin.numel())
        for k in range(count):
            here[k].copy_(tiles[places[k]][n]).sub_(origin)
        if pairs > 0:
            pair = 0
            for j in range(count):
                for k in range(j + 1):
                    add_products(lanes[pair], here[j], here[k], scratch[1])
                    pair += 1
            found.add_(taken(lanes, n, n == len(tiles[base]) - 1))
        else:
            exact = wide[: here.numel()].view(count, origin.numel()).copy_(here)
            found.add_(torch.mm(exact, exact.t()))
    return found


def products(x: torch.Tensor, y: torch.Tensor) -> list[float]:
    """<x, x>, <y, y>, <x, y> of tiles in any dtype."""
    return _products(x, y, lanes_for(3, x.numel()), work_buffers(3)).tolist()


@unlocked
def _products(
    x: torch.Tensor, y: torch.Tensor, lanes: torch.Tensor, work: list[torch.Tensor]
) -> torch.Tensor:
    found = torch.zeros([3], dtype=torch.float64)
    tiles = steps([x, y], work)
    for n in range(len(tiles[0])):
        here = fitted(work, tiles[0][n])
        one, other = here[0].copy_(tiles[0][n]), here[1].copy_(tiles[1][n])
        add_products(lanes[0], one, one, here[2])
        add_products(lanes[1], other, other, here[2])
        add_products(lanes[2], one, other, here[2])
        found.add_(taken(lanes, n, n == len(tiles[0]) - 1))
    return found
