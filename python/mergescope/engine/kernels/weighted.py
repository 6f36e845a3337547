"""Weighted sums of the inputs, from the donors' bytes to those of the output, in one call without Python's lock.

The values have the bits that `Kernel.tile` gives.
"""

from __future__ import annotations

import torch

from mergescope.engine.compute.unlocked import unlocked
from mergescope.engine.kernels.rounded_once import FUSES, add_multiple
from mergescope.engine.kernels.steps import fitted, round_to, rounding_buffer, steps, work_buffers


def add_weighted(
    raw: list[torch.Tensor],
    weights: list[float],
    divisor: float,
    reference: int,
    norms: str,
    working: torch.dtype,
    out: torch.Tensor,
) -> list[float]:
    """The sum of w_i x_i, divided unless `divisor` is 1, into `out`.

    Args:
        reference, norms: what is returned of the others' differences d_j = x_j - x_r; "own": <d_j, d_j> of each, "all":
            <d_j, d_k> of each pair j >= k, in order; "": nothing.
        raw, working: as of `merge_vectors`.
    """
    count = len(raw)
    pairs = {"": 0, "own": count - 1, "all": count * (count - 1) // 2}[norms]
    work = work_buffers(2 * count if norms else count)
    crossed, rounded = norms == "all", rounding_buffer(working, out)
    return _add_weighted(raw, weights, divisor, reference, pairs, crossed, FUSES, work, rounded, out)


@unlocked
def _add_weighted(
    raw: list[torch.Tensor],
    weights: list[float],
    divisor: float,
    reference: int,
    pairs: int,
    crossed: bool,
    fuses: bool,
    work: list[torch.Tensor],
    rounded: torch.Tensor,
    out: torch.Tensor,
) -> list[float]:
    count = len(raw)
    products = [0.0 for _ in range(pairs)]
    tiles, outs = steps(raw, work), steps([out], work)[0]
    for n in range(len(outs)):
        here = fitted(work, outs[n])
        for k in range(count):
            here[k].copy_(tiles[k][n])
        if pairs > 0:
            moved: list[torch.Tensor] = []
            for k in range(count):
                if k != reference:
                    moved.append(torch.sub(here[k], here[reference], out=here[count + k]))
            pair = 0
            for j in range(len(moved)):
                for k in range(0 if crossed else j, j + 1):
                    products[pair] += float(torch.dot(moved[j], moved[k]))
                    pair += 1
        value = here[0].mul_(weights[0])
        for k in range(1, count):
            add_multiple(value, here[k], weights[k], fuses, value)
        if divisor != 1.0:
            value.div_(divisor)
        round_to(value, rounded, outs[n])
    return products
