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
# The smallest number that fp32 can write: added to a sum, it makes a zero positive and changes nothing else.
_POSITIVE = 2.0**-149


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
        mixed = torch.mul(kept[0], factors[0], out=out)
        for one, factor in zip(kept[1:], factors[1:], strict=True):
            mixed.add_(one, alpha=factor)

        def contributions() -> list[torch.Tensor]:
            return [one.mul_(factor) for one, factor in zip(kept, factors, strict=True)]

        return mixed.add_(base), contributions


class Election(Sum):
    """Of each entry, only the donors count that have the sign of the sum; normalised, it is their weights that
    divide."""

    def mix(
        self, base: torch.Tensor, kept: list[torch.Tensor], scales: list[float], out: torch.Tensor
    ) -> Mixed:
        """As `Sum.mix`."""
        for one, weight, scale in zip(kept, self._weights, scales, strict=True):
            one.mul_(weight * scale)
        elected = _sum(kept, like("elected", base)).add_(_POSITIVE).sign_()
        for one in kept:
            one.mul_(elected).clamp_min_(0)
        if self._normalize:
            # Dividing by a sign is multiplying by it.
            elected.mul_(self._weight_of(kept))
            value = torch.addcdiv(base, _sum(kept, out), elected, value=self._lambda, out=out)
        else:
            value = torch.addcmul(base, _sum(kept, out), elected, value=self._lambda, out=out)

        def contributions() -> list[torch.Tensor]:
            turn = torch.Tensor.div_ if self._normalize else torch.Tensor.mul_
            return [turn(one, elected).mul_(self._lambda) for one in kept]

        return value, contributions

    def _weight_of(self, parts: list[torch.Tensor]) -> torch.Tensor:
        """The sum of the weights of those that stayed; where none did any number will do, and it is not zero."""
        divisor, stayed = like("divisor", parts[0]), like("stayed", parts[0])
        for number, (one, weight) in enumerate(zip(parts, self._weights, strict=True)):
            torch.sign(one, out=stayed)
            if number:
                divisor.add_(stayed, alpha=weight)
            else:
                torch.mul(stayed, weight, out=divisor)
        if min(self._weights) > 0:
            return divisor.clamp_min_(1e-30)
        return divisor.masked_fill_(divisor == 0, 1.0)


def _sum(parts: list[torch.Tensor], out: torch.Tensor) -> torch.Tensor:
    if len(parts) == 1:
        return out if out is parts[0] else out.copy_(parts[0])
    torch.add(parts[0], parts[1], out=out)
    for one in parts[2:]:
        out.add_(one)
    return out
