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
    return _vector_products(raw, base, places, rows, _work(1)[0])


def _work(count: int) -> list[torch.Tensor]:
    return [buffer(("step", k), STEP) for k in range(count)]


def _round(working: torch.dtype, out: torch.Tensor) -> torch.Tensor:
    return buffer("rounded", STEP if working != out.dtype else 0, working)


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
    step = work[0].numel()
    for at in range(0, out.numel(), step):
        stop = min(at + step, out.numel())
        here = [one[: stop - at] for one in work]
        origin = here[base].copy_(raw[base][at:stop])
        kept: list[torch.Tensor] = []
        for k in range(len(places)):
            vector = here[places[k]].copy_(raw[places[k]][at:stop]).sub_(origin)
            if norms:
                found[k] += float(torch.dot(vector, vector))
            if above[k] >= 0.0:
                torch.ops.aten.hardshrink(vector, above[k], out=vector)
            if top[k] >= 0.0:
                vector.sub_(torch.ops.aten.hardshrink(vector, top[k], out=here[-1]))
            if masks[k].numel() > 0:
                vector.mul_(here[-1].copy_(masks[k][at:stop]))
            kept.append(vector)
        value = mix(origin, kept, factors, weights, lift, elects, normalize, here[-3:], kept[0])
        out[at:stop].copy_(rounded[: stop - at].copy_(value) if rounded.numel() > 0 else value)
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
    step = work[0].numel()
    for at in range(0, out.numel(), step):
        stop = min(at + step, out.numel())
        here = [one[: stop - at] for one in work]
        for k in range(count):
            here[k].copy_(raw[k][at:stop])
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
        out[at:stop].copy_(rounded[: stop - at].copy_(value) if rounded.numel() > 0 else value)
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
    step = work[0].numel()
    for at in range(0, raw[base].numel(), step):
        stop = min(at + step, raw[base].numel())
        origin = work[0][: stop - at].copy_(raw[base][at:stop])
        for k in range(len(places)):
            sizes = work[1][: stop - at].copy_(raw[places[k]][at:stop]).sub_(origin).abs_()
            found[2 * k] += float(sizes.sum())
            found[2 * k + 1] += float(sizes.mul_(work[2][: stop - at].copy_(masks[k][at:stop])).sum())
    return found


@unlocked
def _products(x: torch.Tensor, y: torch.Tensor, work: list[torch.Tensor]) -> list[float]:
    found = [0.0, 0.0, 0.0]
    step = work[0].numel()
    for at in range(0, x.numel(), step):
        stop = min(at + step, x.numel())
        one = work[0][: stop - at].copy_(x[at:stop])
        other = work[1][: stop - at].copy_(y[at:stop])
        found[0] += float(torch.dot(one, one))
        found[1] += float(torch.dot(other, other))
        found[2] += float(torch.dot(one, other))
    return found


@unlocked
def _vector_products(
    raw: list[torch.Tensor], base: int, places: list[int], rows: torch.Tensor, work: torch.Tensor
) -> torch.Tensor:
    count = len(places)
    found = torch.zeros([count, count], dtype=torch.float64)
    step = work.numel()
    for at in range(0, raw[base].numel(), step):
        stop = min(at + step, raw[base].numel())
        origin = work[: stop - at].copy_(raw[base][at:stop])
        here = rows[: count * (stop - at)].view(count, stop - at)
        for k in range(count):
            here[k].copy_(raw[places[k]][at:stop]).sub_(origin)
        found.add_(torch.mm(here, here.t()))
    return found
