"""Products of task vectors with each other and with the change, block by block: vectors in fp32, sums in fp64."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from mergescope.engine.vocabulary.row_kinds import ABSENT, HELD, NO_TOKEN

TILE = 1 << 17
# Of each vector, as many entries as are made fp64 at once.
_WIDE = 1 << 14


@dataclass
class Products:
    """K donors. Everything is float64 and adds up over blocks.

    gram: [K + 1, K + 1], the last row and column are those of D; reference2: |r|^2;
    against, lost, mass: [K], entries of tau of the other sign than D, |tau| in them, |tau| in all;
    non_finite: [K + 2], values of each donor, the merge and the base that are NaN or infinite;
    rows: [K, 3, K], |tau_j|^2 over the rows that donor i holds, has as ghosts, does not know.
    """

    gram: torch.Tensor
    reference2: float
    against: torch.Tensor
    lost: torch.Tensor
    mass: torch.Tensor
    non_finite: torch.Tensor
    rows: torch.Tensor

    @staticmethod
    def zero(donors: int) -> Products:
        def empty(*shape: int) -> torch.Tensor:
            return torch.zeros(*shape, dtype=torch.float64)

        zeros = empty(donors)
        return Products(
            empty(donors + 1, donors + 1),
            0.0,
            zeros,
            zeros.clone(),
            zeros.clone(),
            empty(donors + 2),
            empty(donors, 3, donors),
        )

    def add(self, other: Products) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def products(
    donors: list[torch.Tensor],
    base: torch.Tensor | None,
    merged: torch.Tensor,
    kinds: torch.Tensor | None = None,
    base_kind: torch.Tensor | None = None,
) -> Products:
    """Products of one block.

    Args:
        donors, base, merged: fp32 [rows, width] each; without a base, the mean of the donors is the reference.
        kinds: int8 [K, rows], what each row is for each donor (HELD, …); None: all are held.
        base_kind: int8 [rows]. Where the base lacks a row, the mean of the donors that hold it stands for it.
    """
    total = Products.zero(len(donors))
    step = max(1, TILE // merged.shape[1])
    for first in range(0, merged.shape[0], step):
        part = slice(first, first + step)
        total.add(
            _tile(
                torch.stack([donor[part] for donor in donors]),
                None if base is None else base[part],
                merged[part],
                None if kinds is None else kinds[:, part],
                None if base_kind is None else base_kind[part],
            )
        )
    return total


def _tile(
    donors: torch.Tensor,
    base: torch.Tensor | None,
    merged: torch.Tensor,
    kinds: torch.Tensor | None,
    base_kind: torch.Tensor | None,
) -> Products:
    count = donors.shape[0]
    products = Products.zero(count)
    held = None if kinds is None else (kinds == HELD).float()
    reference = _reference(donors, base, held, base_kind)
    vectors = torch.cat([donors, merged[None]]) - reference
    if kinds is not None and held is not None:
        vectors[:count] *= held[:, :, None]
        vectors[:, (kinds == NO_TOKEN).all(0)] = 0.0
    vectors = vectors.reshape(count + 1, -1)
    gram = _gram(vectors)
    if not gram.isfinite().all():
        _count_broken(products, donors, merged, base)
        vectors[:, ~vectors.isfinite().all(0)] = 0.0
        gram = _gram(vectors)
    products.gram = gram
    flat = reference.reshape(-1).double()
    products.reference2 = float(torch.dot(flat, flat))
    sizes = vectors[:count].abs()
    opposed = (vectors[:count] * vectors[count] < 0).float()
    products.against = opposed.sum(1, dtype=torch.float64)
    products.lost = (sizes * opposed).sum(1, dtype=torch.float64)
    products.mass = sizes.sum(1, dtype=torch.float64)
    if kinds is not None:
        squares = vectors[:count].view(donors.shape).square().sum(2, dtype=torch.float64)
        for kind in range(HELD, ABSENT + 1):
            products.rows[:, kind] = (kinds == kind).double() @ squares.T
    return products


def _gram(vectors: torch.Tensor) -> torch.Tensor:
    """<v_i, v_j>, float64. Sums in fp32 depend on the processor in the fifth digit."""
    gram = vectors.new_zeros(len(vectors), len(vectors), dtype=torch.float64)
    for part in vectors.split(_WIDE, dim=1):
        wide = part.double()
        gram += wide @ wide.T
    return gram


def _reference(
    donors: torch.Tensor,
    base: torch.Tensor | None,
    held: torch.Tensor | None,
    base_kind: torch.Tensor | None,
) -> torch.Tensor:
    if base is not None and (base_kind is None or bool((base_kind == HELD).all())):
        return base
    if held is None:
        return donors.mean(0)
    mean = (donors * held[:, :, None]).sum(0) / held.sum(0).clamp(min=1)[:, None]
    if base is None or base_kind is None:
        return mean
    return torch.where(base_kind.eq(HELD)[:, None], base, mean)


def _count_broken(
    products: Products, donors: torch.Tensor, merged: torch.Tensor, base: torch.Tensor | None
) -> None:
    everyone = [*donors, merged, *([] if base is None else [base])]
    for position, values in enumerate(everyone):
        products.non_finite[position] = float((~values.isfinite()).sum())
