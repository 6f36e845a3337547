"""slerp: from the base to the other model along the arc between them."""

from __future__ import annotations

import math

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, Sweep, TensorTask, TileResult, Tiles, number
from mergescope.engine.kernels.measures import products
from mergescope.engine.kernels.products import distances, dots, scaled
from mergescope.engine.kernels.rounded_once import FUSES, add_multiple
from mergescope.engine.kernels.weighted import add_weighted
from mergescope.engine.memory.scratch import like

_NEARLY_PARALLEL = 0.9995
_TINY = 1e-8
#: Of |x|^2 + |y|^2, what |y - x|^2 must be to follow from <x, x>, <y, y> and <x, y>: sums in fp64 are off by 4e-12.
_TELLING = 1e-8


class Slerp(Kernel):
    """Coefficients from the angle over the whole tensor, by sums that are the same on every processor.

    Nearly parallel vectors (|cos| > 0.9995) and zero vectors are interpolated linearly, as in mergekit.
    """

    def __init__(self, task: TensorTask) -> None:
        super().__init__(task)
        self._t = number(task.parameters, "t")
        self._a = self._b = 0.0
        self._exact = True
        self._norms: list[float] | None = None

    def sweeps(self) -> list[Sweep]:
        return [Sweep(self._measure, self._absorb)]

    def _pair(self, inputs: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        return inputs[self.task.base_position], inputs[self.task.donors[0].position]

    def _measure(self, block: Block, tiles: Tiles) -> tuple[float, float, float]:
        first = second = both = 0.0
        for _, inputs in tiles:
            x, y = self._pair(inputs)
            if x.is_cpu:
                xx, yy, xy = products(x, y)
            else:
                # A device rounds products to fp32, and may sum in it.
                self._exact = False
                x, y = like("first", x).copy_(x), like("second", y).copy_(y)
                xx, yy, xy = dots([(x, x), (y, y), (x, y)])
            first, second, both = first + xx, second + yy, both + xy
        return first, second, both

    def _absorb(self, parts: list[tuple[float, float, float]]) -> None:
        first, second, both = (_total([part[k] for part in parts]) for k in range(3))
        self._norms = _distance(first, second, both) if self._exact else None
        norms = [math.sqrt(value) for value in (first, second)]
        norms = [norm if norm > _TINY else 1.0 for norm in norms]
        cosine = max(-1.0, min(1.0, both / (norms[0] * norms[1])))
        if abs(cosine) > _NEARLY_PARALLEL:
            self._a, self._b = 1 - self._t, self._t
            return
        angle = math.acos(cosine)
        self._a = math.sin((1 - self._t) * angle) / math.sin(angle)
        self._b = math.sin(self._t * angle) / math.sin(angle)

    def known_norms(self) -> list[float] | None:
        return self._norms

    def coefficients(self) -> list[tuple[str, float]]:
        return [(self.task.base_name or "base", self._a), (self.task.donors[0].name, self._b)]

    def fused(
        self,
        block: Block,
        part: slice,
        raw: list[torch.Tensor],
        shared: list[object],
        norms: bool,
        out: torch.Tensor,
    ) -> list[float] | None:
        return add_weighted(
            [*self._pair(raw)], [self._a, self._b], 1.0, 0, "own" if norms else "", self.task.dtype, out
        )

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        x, y = self._pair(inputs)
        norms = distances([y], x) if look is Look.NORMS else None
        value = torch.mul(x, self._a, out=like("value", x))
        add_multiple(value, y, self._b, FUSES, value)
        if look is not Look.ALL:
            return TileResult(value, norms=norms)
        vectors = [y.sub_(x)]
        return TileResult(value, x, vectors, scaled(vectors, [self._b]))


def _distance(first: float, second: float, both: float) -> list[float] | None:
    """|y - x|^2, where it does not drown in what the sums are off by."""
    distance = first + second - 2 * both
    return [distance] if distance > _TELLING * (first + second) else None


def _total(values: list[float]) -> float:
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        # Infinities, of either sign.
        return sum(values)
