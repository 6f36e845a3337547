"""How what is kept of the task vectors becomes a merged tile: by a sum, or a sum of those that agree in sign.

theta = base + lambda * sum_i w_i s_i(tau_i) / divisor. The election of signs is that of ties (arXiv 2306.01708).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from mergescope.engine.kernels.rounded_once import FUSES, add_multiple
from mergescope.engine.memory.scratch import like

#: A merged tile, and what makes the donors' contributions out of what was kept of them, in its place.
Mixed = tuple[torch.Tensor, Callable[[], list[torch.Tensor]]]

_NO_DIVISOR = 1e-8


@dataclass(frozen=True)
class Mix:
    """The numbers that `mix` takes.

    Args:
        factors: what each donor is multiplied with first; none where they have one in common, which is in `lift`.
        weights: of an election, what each donor counts for in the divisor.
        lift: of an election, what its sum is multiplied with.
        elects: whether only the donors count that have the sign of the sum.
        normalize: of an election, whether the weights of those that stayed divide it.
    """

    factors: list[float]
    weights: list[float]
    lift: float
    elects: bool
    normalize: bool


def plain_sum(weights: list[float], scales: list[float], lambda_: float, normalize: bool) -> Mix:
    """Each donor counts with its weight; scales: of each donor, beside its weight."""
    total = sum(weights)
    divisor = total if normalize and abs(total) >= _NO_DIVISOR else 1.0
    factors = [weight * scale * lambda_ / divisor for weight, scale in zip(weights, scales, strict=True)]
    return Mix(factors, [], 1.0, False, False)


def election(weights: list[float], scales: list[float], lambda_: float, normalize: bool) -> Mix:
    """Of each entry, only the donors count that have the sign of the sum; normalised, it is their weights that
    divide."""
    if weights[0] > 0 and len(set(weights)) == len(set(scales)) == 1:
        # What all have in common can wait until they are one.
        lift = lambda_ * (scales[0] if normalize else weights[0] * scales[0])
        return Mix([], [1.0] * len(weights), lift, True, normalize)
    factors = [weight * scale for weight, scale in zip(weights, scales, strict=True)]
    return Mix(factors, weights, lambda_, True, normalize)


def mixed(how: Mix, base: torch.Tensor, kept: list[torch.Tensor], out: torch.Tensor) -> Mixed:
    """The merged tile in `out`, and the contributions. Arguments as of `mix`."""
    spare = [like(("spare", k), base) for k in range(3)]
    value = mix(base, kept, how.factors, how.weights, how.lift, how.elects, how.normalize, FUSES, spare, out)

    def contributions() -> list[torch.Tensor]:
        if not how.elects:
            return [vector.mul_(factor) for vector, factor in zip(kept, how.factors, strict=True)]
        turn = torch.Tensor.div_ if how.normalize else torch.Tensor.mul_
        return [turn(vector, spare[0]).mul_(how.lift) for vector in kept]

    return value, contributions


def mix(
    base: torch.Tensor,
    kept: list[torch.Tensor],
    factors: list[float],
    weights: list[float],
    lift: float,
    elects: bool,
    normalize: bool,
    fuses: bool,
    spare: list[torch.Tensor],
    out: torch.Tensor,
) -> torch.Tensor:
    """The merged tile in `out`. Is compiled, too: see `unlocked`.

    Args:
        base: fp32, flat; stays as it is.
        kept: of each donor, fp32; are overwritten.
        factors, weights, lift, elects, normalize: as of `Mix`.
        fuses: as of `add_multiple`.
        spare: three buffers of the tile's size.
        out: may be the first of `kept`, where nobody asks for contributions.
    """
    if elects:
        return _elect(base, kept, factors, weights, lift, normalize, spare, out)
    return _add_up(base, kept, factors, fuses, out)


def _add_up(
    base: torch.Tensor, kept: list[torch.Tensor], factors: list[float], fuses: bool, out: torch.Tensor
) -> torch.Tensor:
    # The largest factor can wait until the base is added.
    lead = 0
    for k in range(len(factors)):
        if abs(factors[k]) > abs(factors[lead]):
            lead = k
    largest = factors[lead]
    total = kept[lead]
    # The first one, whose place may be `out`, is read before anything is written.
    for k in range(len(kept)):
        if k != lead:
            part = factors[k] / largest if largest != 0.0 else 0.0
            total = add_multiple(total, kept[k], part, fuses, out)
    return add_multiple(base, total, largest, fuses, out)


def _elect(
    base: torch.Tensor,
    kept: list[torch.Tensor],
    factors: list[float],
    weights: list[float],
    lift: float,
    normalize: bool,
    spare: list[torch.Tensor],
    out: torch.Tensor,
) -> torch.Tensor:
    for k in range(len(factors)):
        kept[k].mul_(factors[k])
    # 1 or -1, by the sign bit; of zero it is 1.
    elected = torch.copysign(torch.ones_like(base[:1]), _sum(kept, spare[0]), out=spare[0])
    for vector in kept:
        vector.mul_(elected).clamp_min_(0)
    if normalize:
        # Dividing by a sign is multiplying by it.
        elected.mul_(_weight_of(kept, weights, spare[1], spare[2]))
        return torch.addcdiv(base, _sum(kept, out), elected, value=lift, out=out)
    return torch.addcmul(base, _sum(kept, out), elected, value=lift, out=out)


def _weight_of(
    parts: list[torch.Tensor], weights: list[float], divisor: torch.Tensor, stayed: torch.Tensor
) -> torch.Tensor:
    """The sum of the weights of those that stayed; where none did any number will do, and it is not zero."""
    torch.sign(parts[0], out=divisor)
    if weights[0] != 1.0:
        divisor.mul_(weights[0])
    for k in range(1, len(parts)):
        divisor.add_(torch.sign(parts[k], out=stayed), alpha=weights[k])
    if min(weights) > 0.0:
        return divisor.clamp_min_(1e-30)
    return divisor.masked_fill_(divisor == 0, 1.0)


def _sum(parts: list[torch.Tensor], out: torch.Tensor) -> torch.Tensor:
    if len(parts) == 1:
        return out.copy_(parts[0])
    torch.add(parts[0], parts[1], out=out)
    for k in range(2, len(parts)):
        out.add_(parts[k])
    return out
