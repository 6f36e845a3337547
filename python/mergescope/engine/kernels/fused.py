"""What the processor does with a tile from the donors' bytes to those of the output, in one call without Python's lock.

Everything is done in steps that the cache holds. The values have the bits that `Kernel.tile` gives.
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from mergescope.engine.kernels.mix import Mix, mix
from mergescope.engine.scratch import buffer
from mergescope.engine.unlocked import STEP, unlocked

_NO_MASK = torch.empty(0, dtype=torch.uint8)


class Keep(NamedTuple):
    """What stays of a tile: magnitudes above `above`, but not those above `top`; -1: no such limit. Then the mask's
    (uint8, 1 where an entry stays)."""

    above: float = -1.0
    top: float = -1.0
    mask: torch.Tensor = _NO_MASK


def merge_vectors(
    raw: list[torch.Tensor],
    base: int,
    places: list[int],
    keeps: list[Keep],
    how: Mix,
    norms: bool,
    working: torch.dtype,
    out: torch.Tensor,
) -> list[float]:
    """Merges a tile of task arithmetic and its kin into `out`.

    Args:
        raw: the inputs' tiles, flat, in any dtype; base, places: which of them is the base, which are the donors.
        keeps: of each donor; how: how they become one.
        norms: whether |tau|^2 of each donor is wanted; else zeros are returned.
        working: what the value is rounded to before it is rounded to the dtype of `out`.
    """
    limits = [one.above for one in keeps], [one.top for one in keeps], [one.mask for one in keeps]
    numbers = how.factors, how.weights, how.lift, how.elects, how.normalize
    return _merge_vectors(
        raw, base, places, *limits, *numbers, norms, _work(len(raw) + 3), _round(working, out), out
    )


def add_weighted(
    raw: list[torch.Tensor],
    weights: list[float],
    divisor: float,
    reference: int,
    norms: bool,
    working: torch.dtype,
    out: torch.Tensor,
) -> list[float]:
    """The sum of w_i x_i, divided unless `divisor` is 1, into `out`.

    Args:
        reference: with `norms`, <x_j - x_r, x_k - x_r> is returned for each pair j >= k of the others, in order.
        raw, working: as of `merge_vectors`.
    """
    work = _work(2 * len(raw) if norms else len(raw))
    return _add_weighted(raw, weights, divisor, reference, norms, work, _round(working, out), out)


def magnitudes(
    raw: list[torch.Tensor], base: int, places: list[int], masks: list[torch.Tensor]
) -> list[tuple[float, float]]:
    """Of each donor, the sum of |tau| and that of what its mask leaves."""
    found = _magnitudes(raw, base, places, masks, _work(3))
    return list(zip(found[::2], found[1::2], strict=True))


def products(x: torch.Tensor, y: torch.Tensor) -> list[float]:
    """<x, x>, <y, y>, <x, y> of tiles in any dtype: fp32 sums of a step, their sum in fp64."""
    return _products(x, y, _work(2))


def vector_products(raw: list[torch.Tensor], base: int, places: list[int]) -> torch.Tensor:
    """<tau_i, tau_j> of the donors' task vectors, float64 [K, K]: fp32 sums of a step, their sum in fp64."""
    rows = buffer("rows", len(places) * STEP)
    return _vector_products(raw, base, places, rows, _work(1))


def find_between(
    x: torch.Tensor, base: torch.Tensor, above: float, upper: float, number: int
) -> tuple[int, int]:
    """The place of entry `number`, from 0, of those of x - base whose magnitude lies in (above, upper], or -1; and
    how many were seen, which are all where there are no more."""
    return _find_between(x, base, above, upper, number, _work(2))


def _work(count: int) -> list[torch.Tensor]:
    return [buffer(("step", k), STEP) for k in range(count)]


def _round(working: torch.dtype, out: torch.Tensor) -> torch.Tensor:
    return buffer("rounded", STEP if working != out.dtype else 0, working)


def _steps(tensors: list[torch.Tensor], work: list[torch.Tensor]) -> list[list[torch.Tensor]]:
    """Flat tensors, each cut into pieces of what a work buffer holds."""
    return [torch.split(one, work[0].numel()) for one in tensors]


def _fitted(work: list[torch.Tensor], piece: torch.Tensor) -> list[torch.Tensor]:
    """Work buffers of the size of a piece; only the last one is shorter."""
    size = piece.numel()
    return work if work[0].numel() == size else [one[:size] for one in work]


def _round_to(value: torch.Tensor, rounded: torch.Tensor, out: torch.Tensor) -> None:
    """Into `out`, by way of the dtype of `rounded`, where that is not empty."""
    out.copy_(rounded[: out.numel()].copy_(value) if rounded.numel() > 0 else value)


@unlocked
def _merge_vectors(
    raw: list[torch.Tensor],
    base: int,
    places: list[int],
    above: list[float],
    top: list[float],
    masks: list[torch.Tensor],
    factors: list[float],
    weights: list[float],
    lift: float,
    elects: bool,
    normalize: bool,
    norms: bool,
    work: list[torch.Tensor],
    rounded: torch.Tensor,
    out: torch.Tensor,
) -> list[float]:
    found = [0.0 for _ in places]
    tiles, stays, outs = _steps(raw, work), _steps(masks, work), _steps([out], work)[0]
    for n in range(len(outs)):
        here = _fitted(work, outs[n])
        origin = here[base].copy_(tiles[base][n])
        kept: list[torch.Tensor] = []
        for k in range(len(places)):
            vector = here[places[k]].copy_(tiles[places[k]][n]).sub_(origin)
            if norms:
                found[k] += float(torch.dot(vector, vector))
            if above[k] >= 0.0:
                torch.ops.aten.hardshrink(vector, above[k], out=vector)
            if top[k] >= 0.0:
                vector.sub_(torch.ops.aten.hardshrink(vector, top[k], out=here[-1]))
            if masks[k].numel() > 0:
                vector.mul_(here[-1].copy_(stays[k][n]))
            kept.append(vector)
        value = mix(origin, kept, factors, weights, lift, elects, normalize, here[-3:], kept[0])
        _round_to(value, rounded, outs[n])
    return found


@unlocked
def _add_weighted(
    raw: list[torch.Tensor],
    weights: list[float],
    divisor: float,
    reference: int,
    norms: bool,
    work: list[torch.Tensor],
    rounded: torch.Tensor,
    out: torch.Tensor,
) -> list[float]:
    count = len(raw)
    found = [0.0 for _ in range(count * (count - 1) // 2 if norms else 0)]
    tiles, outs = _steps(raw, work), _steps([out], work)[0]
    for n in range(len(outs)):
        here = _fitted(work, outs[n])
        for k in range(count):
            here[k].copy_(tiles[k][n])
        if norms:
            moved: list[torch.Tensor] = []
            for k in range(count):
                if k != reference:
                    moved.append(torch.sub(here[k], here[reference], out=here[count + k]))
            pair = 0
            for j in range(len(moved)):
                for k in range(j + 1):
                    found[pair] += float(torch.dot(moved[j], moved[k]))
                    pair += 1
        value = here[0].mul_(weights[0])
        for k in range(1, count):
            value.add_(here[k], alpha=weights[k])
        if divisor != 1.0:
            value.div_(divisor)
        _round_to(value, rounded, outs[n])
    return found


@unlocked
def _magnitudes(
    raw: list[torch.Tensor],
    base: int,
    places: list[int],
    masks: list[torch.Tensor],
    work: list[torch.Tensor],
) -> list[float]:
    found = [0.0 for _ in range(2 * len(places))]
    tiles, stays = _steps(raw, work), _steps(masks, work)
    for n in range(len(tiles[base])):
        here = _fitted(work, tiles[base][n])
        origin = here[0].copy_(tiles[base][n])
        for k in range(len(places)):
            sizes = here[1].copy_(tiles[places[k]][n]).sub_(origin).abs_()
            found[2 * k] += float(sizes.sum())
            found[2 * k + 1] += float(torch.dot(sizes, here[2].copy_(stays[k][n])))
    return found


@unlocked
def _products(x: torch.Tensor, y: torch.Tensor, work: list[torch.Tensor]) -> list[float]:
    found = [0.0, 0.0, 0.0]
    tiles = _steps([x, y], work)
    for n in range(len(tiles[0])):
        here = _fitted(work, tiles[0][n])
        one, other = here[0].copy_(tiles[0][n]), here[1].copy_(tiles[1][n])
        found[0] += float(torch.dot(one, one))
        found[1] += float(torch.dot(other, other))
        found[2] += float(torch.dot(one, other))
    return found


@unlocked
def _vector_products(
    raw: list[torch.Tensor], base: int, places: list[int], rows: torch.Tensor, work: list[torch.Tensor]
) -> torch.Tensor:
    count = len(places)
    found = torch.zeros([count, count], dtype=torch.float64)
    tiles = _steps(raw, work)
    for n in range(len(tiles[base])):
        origin = _fitted(work, tiles[base][n])[0].copy_(tiles[base][n])
        here = rows[: count * origin.numel()].view(count, origin.numel())
        for k in range(count):
            here[k].copy_(tiles[places[k]][n]).sub_(origin)
        found.add_(torch.mm(here, here.t()))
    return found


@unlocked
def _find_between(
    x: torch.Tensor, base: torch.Tensor, above: float, upper: float, number: int, work: list[torch.Tensor]
) -> tuple[int, int]:
    seen = 0
    tiles = _steps([x, base], work)
    for n in range(len(tiles[0])):
        here = _fitted(work, tiles[0][n])
        sizes = here[0].copy_(tiles[0][n]).sub_(here[1].copy_(tiles[1][n])).abs_()
        inside = torch.gt(sizes, above).logical_and_(torch.le(sizes, upper))
        count = int(inside.sum())
        if seen + count > number:
            return n * work[0].numel() + int(torch.nonzero(inside)[number - seen]), seen + count
        seen += count
    return -1, seen
