"""model_stock: between the base and the mean of the donors, by the angle among them (arXiv 2403.19522)."""

from __future__ import annotations

import functools
from itertools import combinations

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, Sweep, TensorTask, TileResult, Tiles
from mergescope.engine.kernels.measures import vector_products
from mergescope.engine.kernels.mix import Mix, mixed, plain_sum
from mergescope.engine.kernels.products import gram, squares
from mergescope.engine.kernels.vectors import Keep, merge_vectors
from mergescope.engine.memory.scratch import like

_SINGULAR = 1e-6
_TINY = 1e-6


class ModelStock(Kernel):
    """The angle is the mean over pairs of donors, of whole tensors or, with `filter_wise`, of rows."""

    def __init__(self, task: TensorTask) -> None:
        super().__init__(task)
        self._by_row = bool(task.parameters.get("filter_wise", False))
        self._positions = [donor.position for donor in task.donors]
        # What is multiplied row by row beforehand is only added up.
        self._how = self._mix(len(task.donors)) if self._by_row else self._mix(0.0)
        self._norms: list[float] | None = None

    def sweeps(self) -> list[Sweep]:
        return [] if self._by_row else [Sweep(self._measure, self._absorb)]

    def _mix(self, t: float) -> Mix:
        """base + t times the mean of the task vectors."""
        count = len(self._positions)
        return plain_sum([1.0] * count, [1.0] * count, t, normalize=True)

    def _measure(self, block: Block, tiles: Tiles) -> torch.Tensor:
        count = len(self._positions)
        total = torch.zeros(count, count, dtype=torch.float64)
        for _, inputs in tiles:
            total += self._products(inputs)
        return total

    def _products(self, inputs: list[torch.Tensor]) -> torch.Tensor:
        """<tau_i, tau_j>, float64 [N, N], on the CPU."""
        base = inputs[self.task.base_position]
        if base.is_cpu:
            return vector_products(inputs, self.task.base_position, self._positions)
        base = like("base", base).copy_(base)
        moved = [inputs[position] for position in self._positions]
        return gram([like(("moved", k), x).copy_(x).sub_(base) for k, x in enumerate(moved)])

    def _absorb(self, parts: list[torch.Tensor]) -> None:
        if not parts:
            return
        # One after the other: the order of torch's own sum depends on the processor.
        products = functools.reduce(torch.add, parts)
        self._norms = products.diagonal().tolist()
        self._how = self._mix(float(_ratio(products.unsqueeze(-1), len(self._positions))))

    def known_norms(self) -> list[float] | None:
        return self._norms

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        base = inputs[self.task.base_position]
        vectors = [inputs[position].sub_(base) for position in self._positions]
        norms = squares(vectors) if look is Look.NORMS else None
        factor = self._by_rows(vectors, block.width) if self._by_row else None
        kept = vectors
        if look is Look.ALL:
            kept = [like(("kept", k), base).copy_(vector) for k, vector in enumerate(vectors)]
        if factor is not None:
            for vector in kept:
                vector.mul_(factor)
        value, contributions = mixed(self._how, base, kept, like("value", base))
        if look is not Look.ALL:
            return TileResult(value, norms=norms)
        return TileResult(value, base, vectors, contributions())

    def _by_rows(self, vectors: list[torch.Tensor], width: int) -> torch.Tensor:
        """What each entry is multiplied with, by the angle of its row. A tensor of one dimension is a single row to
        mergekit; those are sent to its own task."""
        count = len(vectors)
        rows = [vector.view(-1, width) for vector in vectors]
        products = torch.stack([torch.stack([_by_halves(row * other) for other in rows]) for row in rows])
        return (_ratio(products, count) / count).float().repeat_interleave(width)

    def fused(
        self,
        block: Block,
        part: slice,
        raw: list[torch.Tensor],
        shared: list[object],
        norms: bool,
        out: torch.Tensor,
    ) -> list[float] | None:
        if self._by_row:
            return None
        keeps = [Keep()] * len(self._positions)
        base, working = self.task.base_position, self.task.dtype
        return merge_vectors(raw, base, self._positions, keeps, self._how, norms, working, out)


def _by_halves(values: torch.Tensor) -> torch.Tensor:
    """The sum along the last dimension, in fp64, entry by entry in one order. A row's factor is one of thousands: of as
    many, some would be rounded differently where another processor adds in another order."""
    wide = values.double()
    left = wide.shape[-1]
    while left > 1:
        half = left // 2
        wide[..., :half].add_(wide[..., left - half : left])
        left -= half
    return wide[..., 0]


def _ratio(gram: torch.Tensor, count: int) -> torch.Tensor:
    """t = N cos / (1 + (N - 1) cos), from Gram matrices [N, N, rows]; zero where that has no finite value."""
    norms = torch.sqrt(torch.diagonal(gram, dim1=0, dim2=1)).T
    cosines = [
        (gram[i, j] / (norms[i] * norms[j]).clamp_min(_TINY)).clamp(-1, 1)
        for i, j in combinations(range(count), 2)
    ]
    cosine = functools.reduce(torch.add, cosines) / len(cosines)
    below = 1 + (count - 1) * cosine
    singular = below.abs() < _SINGULAR
    return torch.where(singular, 0.0, count * cosine / torch.where(singular, 1.0, below))
