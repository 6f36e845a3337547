"""passthrough: one model's tensor, times `scale` where there is one. How layers are stacked (frankenmerges)."""

from __future__ import annotations

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, TensorTask, TileResult
from mergescope.engine.kernels.products import square


class Passthrough(Kernel):
    """The share of voice is that of the source, measured from zero."""

    def __init__(self, task: TensorTask) -> None:
        super().__init__(task)
        scale = task.donors[0].parameters.get("scale")
        self._scale = None if scale is None else float(scale)

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        value = inputs[0] if self._scale is None else inputs[0] * self._scale
        if look is not Look.ALL:
            return TileResult(value, norms=[square(inputs[0])] if look is Look.NORMS else None)
        return TileResult(value, torch.zeros_like(value), [inputs[0]], [value])
