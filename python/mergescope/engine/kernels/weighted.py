"""Weighted sums of the inputs, from the donors' bytes to those of the output, in one call without Python's lock.

The values have the bits that `Kernel.tile` gives.
"""

from __future__ import annotations

import torch

from mergescope.engine.kernels.steps import fitted, round_to, rounding_buffer, steps, work_buffers
from mergescope.engine.unlocked import unlocked


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
    work = work_buffers(2 * len(raw) if norms else len(raw))
    return _add_weighted(raw, weights, divisor, reference, norms, work, rounding_buffer(working, out), out)


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
    tiles, outs = steps(raw, work), steps([out], work)[0]
    for n in range(len(outs)):
        here = fitted(work, outs[n])
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
        round_to(value, rounded, outs[n])
    return found
