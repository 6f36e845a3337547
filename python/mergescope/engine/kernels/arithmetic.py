"""Task arithmetic and its kin: task_arithmetic, ties, dare_*, breadcrumbs*, della*.

theta = base + lambda * sum_i w_i s_i(tau_i) [agreeing in sign] / divisor, with tau_i = donor_i - base formed
in fp32 and s_i the sparsification (arXiv 2212.04089, 2306.01708, 2311.03099, 2312.06795, 2406.11617).
"""

from __future__ import annotations

from itertools import pairwise

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Donor, Kernel, Look, Sweep, TensorTask, TileResult, Tiles, number
from mergescope.engine.kernels.cut import side_by_side
from mergescope.engine.kernels.measures import magnitudes
from mergescope.engine.kernels.mix import Mix, election, mixed, plain_sum
from mergescope.engine.kernels.products import difference, square
from mergescope.engine.kernels.sparsifiers import sparsifier_of
from mergescope.engine.kernels.sparsify import Sparsifier
from mergescope.engine.kernels.vectors import Keep, merge_vectors
from mergescope.engine.memory.scratch import like
from mergescope.engine.methods import METHODS


class Arithmetic(Kernel):
    """What is kept of each donor is the sparsifier's, how that is put together the mix's."""

    def __init__(self, method: str, task: TensorTask) -> None:
        super().__init__(task)
        self._rescale = bool(task.parameters.get("rescale", False))
        self._mixing = election if METHODS[method].elects else plain_sum
        self._sparsifiers: list[Sparsifier] = [sparsifier_of(method, task, donor) for donor in task.donors]
        self.pass_bytes = max((sparsifier.work_bytes for sparsifier in self._sparsifiers), default=0)
        if self._rescale:
            self.remembered_bytes = sum(sparsifier.remembered_bytes for sparsifier in self._sparsifiers)
        self._positions = [donor.position for donor in task.donors]
        self._how = self._mix([1.0] * len(task.donors))

    def _mix(self, scales: list[float]) -> Mix:
        given = self.task.parameters
        weights = [number(donor.parameters, "weight") for donor in self.task.donors]
        return self._mixing(weights, scales, number(given, "lambda", 1.0), bool(given["normalize"]))

    def sweeps(self) -> list[Sweep]:
        passes = max((sparsifier.passes for sparsifier in self._sparsifiers), default=0)
        sweeps = [self._sweep(number) for number in range(passes)]
        if self._rescale and not all(sparsifier.identity for sparsifier in self._sparsifiers):
            for sparsifier in self._sparsifiers:
                sparsifier.remember()
            sweeps.append(Sweep(self._measure_l1, self._absorb_l1))
        return sweeps

    def _sweep(self, number: int) -> Sweep:
        """Pass `number` of all sparsifiers at once, so that the files are read once for all donors."""

        def measure(block: Block, tiles: Tiles) -> list[list[int] | None]:
            begun = [s.measuring(number, block) if s.wants(number) else None for s in self._sparsifiers]
            for _, inputs in tiles:
                for donor, measuring in zip(self.task.donors, begun, strict=True):
                    if measuring is not None:
                        measuring.tile(inputs[donor.position], inputs[self.task.base_position])
            return [None if measuring is None else measuring.result() for measuring in begun]

        def absorb(parts: list[list[list[int] | None]]) -> None:
            for index, sparsifier in enumerate(self._sparsifiers):
                if sparsifier.wants(number):
                    sparsifier.absorb(number, [part[index] for part in parts])

        return Sweep(measure, absorb, lambda: any(s.wants(number) for s in self._sparsifiers))

    def _vector(self, inputs: list[torch.Tensor], donor: Donor) -> torch.Tensor:
        """A donor's task vector, in its place."""
        return inputs[donor.position].sub_(inputs[self.task.base_position])

    def _measure_l1(self, block: Block, tiles: Tiles) -> list[tuple[float, float]]:
        """Sums of magnitudes before and after, of each donor."""
        norms = [(0.0, 0.0)] * len(self._sparsifiers)
        shared = self.open(block)
        for part, inputs in tiles:
            for index, seen in self._l1_of_tile(block, part, inputs, shared):
                norms[index] = norms[index][0] + seen[0], norms[index][1] + seen[1]
        return norms

    def _l1_of_tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object]
    ) -> list[tuple[int, tuple[float, float]]]:
        """(index, sums) of each donor that is sparsified."""
        base = inputs[self.task.base_position]
        some = [index for index, sparsifier in enumerate(self._sparsifiers) if not sparsifier.identity]
        if base.is_cpu and all(self._sparsifiers[index].only_masks for index in some):
            measured = [self._keeps(index, block, part, inputs, shared) for index in some]
            masks = [keep.mask for ((_, keep),) in measured]
            sums = magnitudes(
                inputs, self.task.base_position, [self._positions[index] for index in some], masks
            )
            return list(zip(some, sums, strict=True))
        base = like("base", base).copy_(base)
        measured = []
        for index in some:
            delta = difference(inputs[self._positions[index]], base)
            measured.append((index, self._sparsifiers[index].l1(block, part, delta, shared[index])))
        return measured

    def _absorb_l1(self, parts: list[list[tuple[float, float]]]) -> None:
        """l1 rescale: what is left is scaled to the sum of magnitudes that there was."""
        scales = [1.0] * len(self._sparsifiers)
        for index, sparsifier in enumerate(self._sparsifiers):
            before = sum(part[index][0] for part in parts)
            after = sum(part[index][1] for part in parts)
            if not sparsifier.identity and before >= 1e-7 and after >= 1e-7:
                scales[index] = before / after
            sparsifier.remembered()
        self._how = self._mix(scales)

    def done(self) -> None:
        for sparsifier in self._sparsifiers:
            sparsifier.forget()

    def open(self, block: Block) -> list[object]:
        return [sparsifier.open(block) for sparsifier in self._sparsifiers]

    def fused(
        self,
        block: Block,
        part: slice,
        raw: list[torch.Tensor],
        shared: list[object],
        norms: bool,
        out: torch.Tensor,
    ) -> list[float] | None:
        if not all(sparsifier.fusible(block) for sparsifier in self._sparsifiers):
            return None
        positions = range(len(self._positions))
        # No method both cuts and draws, so that a part which is split has no masks.
        limits = side_by_side([self._keeps(index, block, part, raw, shared) for index in positions])
        base, working = self.task.base_position, self.task.dtype
        squares = [0.0 for _ in positions]
        for (start, keeps), (stop, _) in pairwise([*limits, (out.numel(), [])]):
            piece = [x[start:stop] for x in raw]
            some = merge_vectors(
                piece, base, self._positions, keeps, self._how, norms, working, out[start:stop]
            )
            squares = [before + other for before, other in zip(squares, some, strict=True)]
        return squares

    def _keeps(
        self, index: int, block: Block, part: slice, raw: list[torch.Tensor], shared: list[object]
    ) -> list[tuple[int, Keep]]:
        """What stays of a donor."""
        donor, base = raw[self._positions[index]], raw[self.task.base_position]
        return self._sparsifiers[index].keeps(block, part, donor, base, shared[index])

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        base = inputs[self.task.base_position]
        vectors, kept, norms, kept2 = [], [], [], []
        for index, sparsifier in enumerate(self._sparsifiers):
            delta = self._vector(inputs, self.task.donors[index])
            if look is Look.ALL:
                vectors.append(like(("vector", index), delta).copy_(delta))
            elif look is Look.NORMS:
                norms.append(square(delta))
            kept.append(sparsifier.apply(block, part, delta, shared[index]))
            if look is Look.ALL:
                kept2.append(None if sparsifier.identity else square(kept[-1]))
        # Where the contributions are wanted afterwards the value needs a place of its own.
        out = like("value", base) if look is Look.ALL else kept[0]
        value, contributions = mixed(self._how, base, kept, out)
        if look is not Look.ALL:
            return TileResult(value, norms=norms)
        return TileResult(value, base, vectors, contributions(), kept2=kept2)

    def kept(self) -> list[int | None]:
        return [sparsifier.kept for sparsifier in self._sparsifiers]
