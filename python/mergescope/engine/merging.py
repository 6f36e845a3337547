"""One block of an output tensor, from its inputs to the bytes of the file and what the audit sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch

from mergescope.engine.auditing import BlockAudit
from mergescope.engine.blocks import Block
from mergescope.engine.compute.device import Piece
from mergescope.engine.kernels.base import Kernel, Look, TileResult
from mergescope.engine.memory.scratch import buffer


@dataclass
class Merging:
    """Merges a block on one thread.

    Args:
        read: the block of each input, flat, in any dtype, on the device where `piece` is BLOCK.
        kinds: as of `Inputs.row_kinds`, of the kernel's donors.
        device, piece: where it is computed, and how much of it may lie there at once.
        out: where the block goes, in the dtype of the file.
    """

    kernel: Kernel
    audit: BlockAudit
    kinds: Callable[[slice], np.ndarray | None]
    block: Block
    read: list[torch.Tensor]
    device: torch.device
    piece: Piece
    out: torch.Tensor
    _shared: list[object] = field(default_factory=list)

    def run(self, first: int) -> None:
        """Merges all tiles, of which the first is number `first` of the tensor."""
        self._shared = self.kernel.open(self.block)
        cut = self.block.tiles() if self.piece is Piece.BLOCK else self.block.pieces()
        # Pieces of a device's tile, where it had no room for the whole, are measured or not as one.
        parts = [(first if self.block.whole else first + k, part) for k, part in enumerate(cut)]
        for number, part in self.audit.joined(parts) if self.piece is Piece.NOTHING else parts:
            self._merge(number, part)
            if not self.block.whole:
                self.audit.close()
        self.audit.close()

    def _merge(self, number: int, part: slice) -> None:
        look = self.audit.look(number)
        if self.piece is not Piece.NOTHING or look is Look.ALL:
            self._tile(number, part, look)
        elif not self._merge_fused(part, look):
            # Where a few tiles of many want a closer look, the others may not.
            pieces = [piece for piece in self.block.pieces() if part.start <= piece.start < part.stop]
            for piece in pieces:
                if len(pieces) == 1 or not self._merge_fused(piece, look):
                    self._tile(number, piece, look)

    def _merge_fused(self, part: slice, look: Look) -> bool:
        tile, norms = [x[part] for x in self.read], look is Look.NORMS
        squares = self.kernel.fused(self.block, part, tile, self._shared, norms, self.out[part])
        if squares is not None and norms:
            self.audit.add_norms(squares)
        return squares is not None

    def _tile(self, number: int, part: slice, look: Look) -> None:
        # Kernels write into the tile that they are given.
        inputs = [
            buffer(("input", position), part.stop - part.start, torch.float32, self.device).copy_(x[part])
            for position, x in enumerate(self.read)
        ]
        result = self.kernel.tile(self.block, part, inputs, self._shared, look)
        _write(result.value, self.kernel.task.dtype, self.out[part])
        if look is Look.NORMS:
            assert result.norms is not None
            self.audit.add_norms(result.norms)
        elif look is Look.ALL:
            self._measure(number, part, result)

    def _measure(self, number: int, part: slice, result: TileResult) -> None:
        begin, width = self.block.rows.start, self.block.width
        kinds = self.kinds(slice(begin + part.start // width, begin + part.stop // width))
        self.audit.add(number, result, self.out[part].to(self.device, torch.float32), kinds)


def _write(value: torch.Tensor, working: torch.dtype, out: torch.Tensor) -> None:
    """Rounds to the working dtype first, then to that of the file, as mergekit does."""
    if working != out.dtype:
        value = value.to(working)
    # A copy that leaves a device is converted by the processor, in fresh memory, unless that is done before.
    out.copy_(value if value.is_cpu else value.to(out.dtype))
