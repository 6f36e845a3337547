"""The audit of a tensor that a kernel merges: contributions as they were added, measured inside the method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import torch

from mergescope.audit.block_sums import BlockSums, Measured
from mergescope.audit.sample import Sample
from mergescope.audit.tally import row_sums, total_norms, voice_of
from mergescope.audit.voice import TensorVoice
from mergescope.engine.auditing import BlockAudit
from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, TileResult


class KernelAudit:
    """An `Audit` of the engine's.

    Args:
        mode: off, on (a sample of the tiles), full.
    """

    def __init__(self, mode: str) -> None:
        self._mode = mode
        self._norms: list[list[float]] = []
        self._measured: Measured | None = None

    def begin(self, kernel: Kernel, blocks: list[Block], kinds: np.ndarray | None) -> None:
        self._kernel, self._kinds = kernel, kinds
        self._sample = Sample.of(self._mode, blocks, kinds, kernel.known_norms() is not None)

    def block(self) -> SampledBlock:
        return SampledBlock(self._sample, BlockSums(len(self._kernel.task.donors)))

    def absorb(self, block: BlockAudit) -> None:
        assert isinstance(block, SampledBlock)
        sums = block.sums
        self._norms.append(sums.norms)
        if self._measured is None:
            self._measured = sums.measured
        elif sums.measured is not None:
            self._measured += sums.measured

    def voice(self) -> TensorVoice | None:
        kernel, kinds = self._kernel, self._kinds
        measured, norms = self._measured, kernel.known_norms() or total_norms(self._norms)
        self._norms, self._measured, self._kinds = [], None, None
        if measured is None:
            return None
        voice = voice_of(kernel.task, measured, norms, self._sample.tiles, kernel.kept())
        if voice is not None:
            voice.coefficients = kernel.coefficients()
            if kinds is not None:
                voice.vocabulary = row_sums(kernel.task, measured, kinds)
        return voice


class SampledBlock:
    """A `BlockAudit` of the engine's: of a tile outside of the sample only its ghost rows are looked at, if at all."""

    def __init__(self, sample: Sample, sums: BlockSums) -> None:
        self._sample = sample
        self.sums = sums

    def joined(self, parts: Iterable[tuple[int, slice]]) -> Iterator[tuple[int, slice]]:
        return self._sample.joined(parts)

    def look(self, number: int) -> Look:
        return self._sample.look(number)

    def add_norms(self, squares: list[float]) -> None:
        self.sums.add_norms(squares)

    def add(self, number: int, result: TileResult, written: torch.Tensor, kinds: np.ndarray | None) -> None:
        if self._sample.measures(number):
            self.sums.add(result, written, kinds)
        else:
            assert kinds is not None
            self.sums.add_ghosts(result, kinds)

    def close(self) -> None:
        self.sums.close()
