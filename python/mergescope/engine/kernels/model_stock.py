"""model_stock: between the base and the mean of the donors, by the angle among them (arXiv 2403.19522)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, Sweep, TensorTask, TileResult, Tiles
from mergescope.engine.kernels.products import gram, squares
from mergescope.engine.scratch import like

_SINGULAR = 1e-6
_TINY = 1e-6


class ModelStock(Kernel):
    """The angle is the mean over pairs of donors, of whole tensors or, with `filter_wise`, of rows."""

    def __init__(self, task: TensorTask) -> None:
        super().__init__(task)
        self._by_row = bool(task.parameters.get("filter_wise", False))
        self._t = 0.0
        self._norms: list[float] | None = None

    def sweeps(self) -> list[Sweep]:
        return [] if self._by_row else [Sweep(self._measure, self._absorb)]

    def _vectors(self, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
        """The donors' task vectors, in place of the donors."""
        base = inputs[self.task.base]
        return [inputs[donor.position].sub_(base) for donor in self.task.donors]

    def _measure(self, block: Block, tiles: Tiles) -> torch.Tensor:
        count = len(self.task.donors)
        total = torch.zeros(count, count, dtype=torch.float64)
        for _, inputs in tiles:
            total += gram(self._vectors(inputs))
        return total

    def _absorb(self, parts: list[torch.Tensor]) -> None:
        products = torch.stack(parts).sum(0)
        self._norms = products.diagonal().tolist()
        self._t = float(_ratio(products.unsqueeze(-1), len(self.task.donors)))

    def known_norms(self) -> list[float] | None:
        return self._norms

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: Any, look: Look
    ) -> TileResult:
        base = inputs[self.task.base]
        vectors = self._vectors(inputs)
        count = len(vectors)
        norms = squares(vectors) if look is Look.NORMS else None
        total = torch.add(vectors[0], vectors[1], out=like("total", base))
        for vector in vectors[2:]:
            total.add_(vector)
        t: Any = self._t
        if self._by_row:
            # A tensor of one dimension is a single row to mergekit; run.py sends those to mergekit's own task.
            rows = torch.stack(vectors).view(count, -1, block.width)
            products = torch.einsum("irw,jrw->ijr", rows, rows).double()
            t = _ratio(products, count).float().repeat_interleave(block.width)
        value = total.div_(count).mul_(t).add_(base)
        if look is not Look.ALL:
            return TileResult(value, norms=norms)
        return TileResult(value, base, vectors, [vector * (t / count) for vector in vectors])


def _ratio(gram: torch.Tensor, count: int) -> torch.Tensor:
    """t = N cos / (1 + (N - 1) cos), from Gram matrices [N, N, rows]; zero where that has no finite value."""
    norms = torch.sqrt(torch.diagonal(gram, dim1=0, dim2=1)).T
    cosines = [
        (gram[i, j] / (norms[i] * norms[j]).clamp_min(_TINY)).clamp(-1, 1)
        for i, j in combinations(range(count), 2)
    ]
    cosine = torch.stack(cosines).mean(0)
    below = 1 + (count - 1) * cosine
    singular = below.abs() < _SINGULAR
    return torch.where(singular, 0.0, count * cosine / torch.where(singular, 1.0, below))
