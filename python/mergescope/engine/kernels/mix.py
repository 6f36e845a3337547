"""How what is kept of the task vectors becomes a merged tile: by a sum, or a sum of those that agree in sign.

theta = base + lambda * sum_i w_i s_i(tau_i) / divisor. The election of signs is that of ties (arXiv 2306.01708).
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from mergescope.engine.scratch import like

#: A merged tile, and what makes the donors' contributions out of what was kept of them, in its place.
Mixed = tuple[torch.Tensor, Callable[[], list[torch.Tensor]]]

_NO_DIVISOR = 1e-8
_SIGN_BIT, _ONE = -(1 << 31), 0x3F80_0000


class Sum:
    """Each donor counts with its weight.

    Args:
        weights: of each donor; lambda_: of the sum; normalize: whether the sum of the weights divides it.
    """

    def __init__(self, weights: list[float], lambda_: float, normalize: bool) -> None:
        self._weights, self._lambda, self._normalize = weights, lambda_, normalize

    def mix(
        self, base: torch.Tensor, kept: list[torch.Tensor], scales: list[float], out: torch.Tensor
    ) -> Mixed:
        """The merged tile in `out`.

        Args:
            base: fp32, flat; stays as it is.
            kept: of each donor, fp32; are overwritten, also later, when the contributions are asked for.
            scales: what each is multiplied with beside its weight.
            out: may be the first of `kept`, where nobody asks for contributions.
        """
        total = sum(self._weights)
        divisor = total if self._normalize and abs(total) >= _NO_DIVISOR else 1.0
        factors = [
            weight * scale * self._lambda / divisor
            for weight, scale in zip(self._weights, scales, strict=True)
        ]
        # The largest factor can wait until the base is added.
        lead = max(range(len(factors)), key=lambda k: abs(factors[k]))
        mixed = kept[lead]
        # The first one, whose place may be `out`, is read before anything is written.
        for k in range(len(kept)):
            if k != lead:
                mixed = torch.add(mixed, kept[k], alpha=factors[k] / (factors[lead] or 1.0), out=out)

        def contributions() -> list[torch.Tensor]:
            return [one.mul_(factor) for one, factor in zip(kept, factors, strict=True)]

        return torch.add(base, mixed, alpha=factors[lead], out=out), contributions


class Election(Sum):
    """Of each entry, only the donors count that have the sign of the sum; normalised, it is their weights that
    divide."""

    def mix(
        self, base: torch.Tensor, kept: list[torch.Tensor], scales: list[float], out: torch.Tensor
    ) -> Mixed:
        """As `Sum.mix`."""
        weights, lift = self._weights, self._lambda
        if weights[0] > 0 and len(set(weights)) == len(set(scales)) == 1:
            # What all have in common can wait until they are one.
            lift *= scales[0] if self._normalize else weights[0] * scales[0]
            weights = [1.0] * len(weights)
        else:
            for one, weight, scale in zip(kept, weights, scales, strict=True):
                one.mul_(weight * scale)
        elected = _signs(_sum(kept, like("elected", base)))
        for one in kept:
            one.mul_(elected).clamp_min_(0)
        if self._normalize:
            # Dividing by a sign is multiplying by it.
            elected.mul_(_weight_of(kept, weights))
            value = torch.addcdiv(base, _sum(kept, out), elected, value=lift, out=out)
        else:
            value = torch.addcmul(base, _sum(kept, out), elected, value=lift, out=out)

        def contributions() -> list[torch.Tensor]:
            turn = torch.Tensor.div_ if self._normalize else torch.Tensor.mul_
            return [turn(one, elected).mul_(lift) for one in kept]

        return value, contributions


def _weight_of(parts: list[torch.Tensor], weights: list[float]) -> torch.Tensor:
    """The sum of the weights of those that stayed; where none did any number will do, and it is not zero."""
    divisor = torch.sign(parts[0], out=like("divisor", parts[0]))
    if weights[0] != 1:
        divisor.mul_(weights[0])
    for one, weight in zip(parts[1:], weights[1:], strict=True):
        divisor.add_(torch.sign(one, out=like("stayed", one)), alpha=weight)
    if min(weights) > 0:
        return divisor.clamp_min_(1e-30)
    return divisor.masked_fill_(divisor == 0, 1.0)


def _signs(vector: torch.Tensor) -> torch.Tensor:
    """1 or -1 in the place of each number, 1 for zero.

    By the sign bit. Adding the smallest number first, so that zero counts as positive, takes ten times as long where
    a processor leaves denormal numbers to its microcode.
    """
    vector.view(torch.int32).bitwise_and_(_SIGN_BIT).bitwise_or_(_ONE)
    return vector


def _sum(parts: list[torch.Tensor], out: torch.Tensor) -> torch.Tensor:
    if len(parts) == 1:
        return out if out is parts[0] else out.copy_(parts[0])
    torch.add(parts[0], parts[1], out=out)
    for one in parts[2:]:
        out.add_(one)
    return out
