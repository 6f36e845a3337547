"""linear: sum of w_i x_i, divided by the sum of the weights unless `normalize` is off (arXiv 2203.05482)."""

from __future__ import annotations

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, TensorTask, TileResult, number
from mergescope.engine.kernels.products import (
    MANY,
    distances,
    distances_from_mean,
    from_mean,
    mean_of,
    scaled,
    symmetric,
)
from mergescope.engine.kernels.rounded_once import FUSES, add_multiple
from mergescope.engine.kernels.weighted import add_weighted
from mergescope.engine.memory.scratch import like


class Linear(Kernel):
    """fp32 accumulation in the order of the config, as mergekit does it, so that no value differs."""

    def __init__(self, task: TensorTask) -> None:
        super().__init__(task)
        weights = {donor.position: number(donor.parameters, "weight") for donor in task.donors}
        if task.base is not None:
            weights[task.base] = number(task.base_parameters, "weight")
        self._weights = [weights[position] for position in sorted(weights)]
        # The sum as fp32 adds it, which is what mergekit divides by.
        self._total = (
            float(torch.tensor(self._weights).sum()) if task.parameters.get("normalize", True) else None
        )

    def fused(
        self,
        block: Block,
        part: slice,
        raw: list[torch.Tensor],
        shared: list[object],
        norms: bool,
        out: torch.Tensor,
    ) -> list[float] | None:
        base = self.task.base
        wanted = ("all" if base is None else "own") if norms else ""
        if wanted == "all" and len(raw) >= MANY:
            return None
        divisor = 1.0 if self._total is None else self._total
        products = add_weighted(raw, self._weights, divisor, base or 0, wanted, self.task.dtype, out)
        if wanted != "all":
            return products
        return from_mean(symmetric(products, len(raw) - 1))

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        norms = self._norms(inputs) if look is Look.NORMS else None
        value = torch.mul(inputs[0], self._weights[0], out=like("value", inputs[0]))
        for x, weight in zip(inputs[1:], self._weights[1:], strict=True):
            add_multiple(value, x, weight, FUSES, value)
        if self._total not in (None, 1.0):
            value.div_(self._total)
        if look is not Look.ALL:
            return TileResult(value, norms=norms)
        base = self.task.base
        reference = mean_of(inputs) if base is None else inputs[base]
        scale = self._total or 1.0
        vectors = [inputs[donor.position].sub_(reference) for donor in self.task.donors]
        shares = [self._weights[donor.position] / scale for donor in self.task.donors]
        return TileResult(value, reference, vectors, scaled(vectors, shares))

    def _norms(self, inputs: list[torch.Tensor]) -> list[float]:
        if self.task.base is None:
            return distances_from_mean(inputs)
        return distances([inputs[donor.position] for donor in self.task.donors], inputs[self.task.base])
