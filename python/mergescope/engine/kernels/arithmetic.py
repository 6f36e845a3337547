"""Task arithmetic and its kin: task_arithmetic, ties, dare_*, breadcrumbs*, della*.

theta = base + lambda * sum_i w_i s_i(tau_i) [agreeing in sign] / divisor, with tau_i = donor_i - base formed
in fp32 and s_i the sparsification (arXiv 2212.04089, 2306.01708, 2311.03099, 2312.06795, 2406.11617).
"""

from __future__ import annotations

from typing import Any

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Sweep, TensorTask, TileResult
from mergescope.engine.kernels.sparsify import Sparsifier, sparsifier_of

ELECTING = {"ties", "dare_ties", "breadcrumbs_ties", "della"}
_NO_DIVISOR = 1e-8


class Arithmetic(Kernel):
    """Weights, sign election, normalisation and lambda; what is kept of each donor is the sparsifier's."""

    def __init__(self, method: str, task: TensorTask) -> None:
        super().__init__(task)
        self._elects = method in ELECTING
        self._lambda = float(task.parameters.get("lambda", 1.0))
        self._normalize = bool(task.parameters["normalize"])
        self._rescale = bool(task.parameters.get("rescale", False))
        self._weights = [float(donor.parameters["weight"]) for donor in task.donors]
        self._sparsifiers: list[Sparsifier] = [sparsifier_of(method, task, donor) for donor in task.donors]
        self._scales = [1.0] * len(task.donors)

    def sweeps(self) -> list[Sweep]:
        passes = max((sparsifier.passes for sparsifier in self._sparsifiers), default=0)
        found = [self._sweep(number) for number in range(passes)]
        if self._rescale and not all(sparsifier.identity for sparsifier in self._sparsifiers):
            found.append(Sweep(self._measure_l1, self._absorb_l1))
        return found

    def _sweep(self, number: int) -> Sweep:
        """Pass `number` of all sparsifiers at once, so that the files are read once for all donors."""

        def measure(block: Block, inputs: list[torch.Tensor]) -> list[Any]:
            return [
                sparsifier.measure(number, block, self._tiles(block, inputs, index))
                if sparsifier.wants(number)
                else None
                for index, sparsifier in enumerate(self._sparsifiers)
            ]

        def absorb(parts: list[list[Any]]) -> None:
            for index, sparsifier in enumerate(self._sparsifiers):
                if sparsifier.wants(number):
                    sparsifier.absorb(number, [part[index] for part in parts])

        return Sweep(measure, absorb, lambda: any(s.wants(number) for s in self._sparsifiers))

    def _tiles(self, block: Block, inputs: list[torch.Tensor], donor: int) -> Any:
        """(part, task vector) of the tiles of a block, one at a time."""
        base, x = inputs[self.task.base], inputs[self.task.donors[donor].position]
        for part in block.tiles():
            yield part, x[part].float() - base[part].float()

    def _measure_l1(self, block: Block, inputs: list[torch.Tensor]) -> list[tuple[float, float]]:
        found = []
        for index, sparsifier in enumerate(self._sparsifiers):
            before = after = 0.0
            if not sparsifier.identity:
                shared = sparsifier.open(block)
                for part, delta in self._tiles(block, inputs, index):
                    before += float(delta.abs().sum())
                    after += float(sparsifier.apply(block, part, delta, shared).abs_().sum())
            found.append((before, after))
        return found

    def _absorb_l1(self, parts: list[list[tuple[float, float]]]) -> None:
        """l1 rescale: what is left is scaled to the sum of magnitudes that there was."""
        for index, sparsifier in enumerate(self._sparsifiers):
            before = sum(part[index][0] for part in parts)
            after = sum(part[index][1] for part in parts)
            if not sparsifier.identity and before >= 1e-7 and after >= 1e-7:
                self._scales[index] = before / after

    def open(self, block: Block) -> Any:
        return [sparsifier.open(block) for sparsifier in self._sparsifiers]

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: Any, measured: bool
    ) -> TileResult:
        base = inputs[self.task.base]
        vectors = []
        parts = []
        for index, sparsifier in enumerate(self._sparsifiers):
            delta = inputs[self.task.donors[index].position].sub_(base)
            if measured:
                vectors.append(delta.clone())
            delta = sparsifier.apply(block, part, delta, shared[index])
            parts.append(delta.mul_(self._weights[index] * self._scales[index]))
        mixed, factor = self._elect(parts) if self._elects else self._add(parts)
        value = mixed.mul_(factor).add_(base)
        if not measured:
            return TileResult(value)
        return TileResult(value, base, vectors, [one * factor for one in parts])

    def _add(self, parts: list[torch.Tensor]) -> tuple[torch.Tensor, Any]:
        """The sum of the parts, and the factor that turns each of them into a contribution."""
        mixed = parts[0].clone()
        for one in parts[1:]:
            mixed.add_(one)
        total = sum(self._weights)
        divisor = total if self._normalize and abs(total) >= _NO_DIVISOR else 1.0
        return mixed, self._lambda / divisor

    def _elect(self, parts: list[torch.Tensor]) -> tuple[torch.Tensor, Any]:
        """As `_add`, but only what has the sign of the sum stays, and its own weights divide it."""
        total = parts[0].clone()
        for one in parts[1:]:
            total.add_(one)
        # +0.0, because a sum of -0.0 counts as positive.
        factor = torch.copysign(torch.ones_like(total), total.add_(0.0))
        mixed = torch.zeros_like(total)
        divisor = torch.zeros_like(total) if self._normalize else None
        for one, weight in zip(parts, self._weights, strict=True):
            mixed.add_(one.mul_(factor).clamp_min_(0))
            if divisor is not None:
                divisor.add_(one.sign(), alpha=weight)
        if divisor is not None:
            if min(self._weights) > 0:
                # Nothing stayed where the divisor is zero, so any number will do.
                divisor.clamp_min_(1e-30)
            else:
                divisor.masked_fill_(divisor == 0, 1.0)
            factor.div_(divisor)
        if self._lambda != 1:
            factor.mul_(self._lambda)
        return mixed, factor

    def known_norms(self) -> list[float] | None:
        norms = [sparsifier.tau2 for sparsifier in self._sparsifiers]
        return None if None in norms else norms

    def kept(self) -> list[int | None]:
        return [sparsifier.kept for sparsifier in self._sparsifiers]
