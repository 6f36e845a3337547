"""Task arithmetic and its kin, from the donors' bytes to those of the output, in one call without Python's lock.

The values have the bits that `Kernel.tile` gives.
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from mergescope.engine.compute.unlocked import unlocked
from mergescope.engine.kernels.mix import Mix, mix
from mergescope.engine.kernels.rounded_once import FUSES
from mergescope.engine.kernels.steps import fitted, round_to, rounding_buffer, steps, work_buffers

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
    positions: list[int],
    keeps: list[Keep],
    how: Mix,
    norms: bool,
    working: torch.dtype,
    out: torch.Tensor,
) -> list[float]:
    """Merges a tile of task arithmetic and its kin into `out`.

    Args:
        raw: the inputs' tiles, flat, in any dtype; base, positions: which of them is the base, which are the donors.
        keeps: of each donor; how: how they become one.
        norms: whether |tau|^2 of each donor is wanted; else zeros are returned.
        working: what the value is rounded to before it is rounded to the dtype of `out`.
    """
    limits = [keep.above for keep in keeps], [keep.top for keep in keeps], [keep.mask for keep in keeps]
    numbers = how.factors, how.weights, how.lift, how.elects, how.normalize
    return _merge_vectors(
        raw,
        base,
        positions,
        *limits,
        *numbers,
        FUSES,
        norms,
        work_buffers(len(raw) + 3),
        rounding_buffer(working, out),
        out,
    )


@unlocked
def _merge_vectors(
    raw: list[torch.Tensor],
    base: int,
    positions: list[int],
    above: list[float],
    top: list[float],
    masks: list[torch.Tensor],
    factors: list[float],
    weights: list[float],
    lift: float,
    elects: bool,
    normalize: bool,
    fuses: bool,
    norms: bool,
    work: list[torch.Tensor],
    rounded: torch.Tensor,
    out: torch.Tensor,
) -> list[float]:
    squares = [0.0 for _ in positions]
    tiles, stays, outs = steps(raw, work), steps(masks, work), steps([out], work)[0]
    for n in range(len(outs)):
        here = fitted(work, outs[n])
        origin = here[base].copy_(tiles[base][n])
        kept: list[torch.Tensor] = []
        for k in range(len(positions)):
            vector = here[positions[k]].copy_(tiles[positions[k]][n]).sub_(origin)
            if norms:
                squares[k] += float(torch.dot(vector, vector))
            if above[k] >= 0.0:
                torch.ops.aten.hardshrink(vector, above[k], out=vector)
            if top[k] >= 0.0:
                vector.sub_(torch.ops.aten.hardshrink(vector, top[k], out=here[-1]))
            if masks[k].numel() > 0:
                vector.mul_(here[-1].copy_(stays[k][n]))
            kept.append(vector)
        value = mix(origin, kept, factors, weights, lift, elects, normalize, fuses, here[-3:], kept[0])
        round_to(value, rounded, outs[n])
    return squares
