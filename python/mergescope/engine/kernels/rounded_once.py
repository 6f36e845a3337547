"""u + f v, rounded once, on every processor.

torch adds a multiple with one rounding where the processor has an instruction for that (AVX2 and later, ARM), and with
two elsewhere. mergekit's sums are made of such additions, so that one rounding is what gives its values.
"""

from __future__ import annotations

import torch


def _fuses() -> bool:
    """Whether torch rounds once here, in the middle of a vector and at its end."""
    near_one = torch.full((67,), 1 + 2.0**-12)
    # The product is 1 + 2^-11 + 2^-24, of which two roundings leave nothing but 1 + 2^-11.
    return bool(torch.add(torch.full((67,), -1 - 2.0**-11), near_one, alpha=1 + 2.0**-12).all())


FUSES = _fuses()


def add_multiple(
    addend: torch.Tensor, other: torch.Tensor, factor: float, fuses: bool, out: torch.Tensor
) -> torch.Tensor:
    """one + factor * other of fp32 in `out`, which may be either of them. Is compiled, too: see `unlocked`.

    Args:
        fuses: FUSES, which compiled code cannot read.
    """
    if fuses:
        return torch.add(addend, other, alpha=factor, out=out)
    return out.copy_(_by_hand(addend, other, factor))


def _by_hand(addend: torch.Tensor, other: torch.Tensor, factor: float) -> torch.Tensor:
    # In fp64 the product of two fp32 is exact, and of the sum is known what it lost (Knuth's TwoSum).
    first, second = addend.double(), other.double() * torch.tensor(factor, dtype=torch.float32).double()
    total = first + second
    part = total - first
    lost = (first - (total - part)) + (second - part)
    near = total.float()
    off = total - near.double()
    # Where the sum lies half way between two fp32, and what was lost is on the other one's side, that is the nearer.
    infinity = torch.full_like(near, float("inf")).copysign_(off.float())
    over = torch.nextafter(near, infinity)
    beyond = (over.double() - total == off).logical_and_(lost * off > 0)
    return torch.where(beyond, over, near)
