"""A merge method with a kernel: blocks of one output tensor, on any number of threads, always the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from mergescope.audit.voice import TensorVoice
from mergescope.engine.blocks import Block, split
from mergescope.engine.device import Device, Piece
from mergescope.engine.ghost_tiles import ghost_tiles
from mergescope.engine.kernels.base import Kernel, Look, Sweep, Tiles
from mergescope.engine.reading import Inputs
from mergescope.engine.safetensors_io import OutputTensor
from mergescope.engine.scratch import Lent, Pool, buffer
from mergescope.engine.tally import BlockSums, new_sums, row_sums, stride_of, voice_of
from mergescope.engine.workers import Workers


@dataclass
class KernelJob:
    """Reads, merges and rounds one output tensor."""

    output: OutputTensor
    kernel: Kernel
    inputs: Inputs
    device: Device
    audit: str
    voice: TensorVoice | None = None
    _sums: list[BlockSums] = field(default_factory=list)
    _ghosts: frozenset[int] = frozenset()
    _tiles: int = 0
    _pool: Pool = field(default_factory=Pool)

    def prepare(self, workers: Workers) -> None:
        """The passes that the method needs before the first value can be computed."""
        blocks = self._blocks()
        for sweep in self.kernel.sweeps():
            if sweep.wanted():
                tasks = (self._measuring(sweep, block) for block in blocks)
                sweep.absorb(list(workers.ordered(tasks)))

    def tasks(self, workers: Workers) -> Iterator[Callable[[], tuple[Lent, BlockSums]]]:
        """Merges a block each."""
        blocks = self._blocks()
        self._tiles = sum(len(block.tiles()) for block in blocks)
        stride = stride_of(self.audit, self._tiles)
        self._ghosts = ghost_tiles(self._row_kinds(slice(None)), blocks, stride)
        self._pool = workers.pool
        first = 0
        for block in blocks:
            yield self._merging(block, first, stride)
            first += len(block.tiles())

    def bytes_of(self, result: tuple[Lent, BlockSums]) -> Iterator[memoryview]:
        """The block; its buffer is used again after that."""
        lent, sums = result
        self._sums.append(sums)
        yield lent.data
        self._pool.give(lent)

    def finish(self) -> None:
        """Sets `voice`."""
        self.kernel.done()
        self.voice = voice_of(
            self.kernel.task, self._sums, self._tiles, self.kernel.kept(), self.kernel.known_norms()
        )
        if self.voice is not None:
            self.voice.coefficients = self.kernel.coefficients()
            kinds = self._row_kinds(slice(None))
            if kinds is not None:
                self.voice.vocabulary = row_sums(self.kernel.task, self._sums, kinds)

    def _blocks(self) -> list[Block]:
        return split(self.output.shape, self.device.block_elements)

    def _row_kinds(self, rows: slice) -> np.ndarray | None:
        kinds = self.inputs.row_kinds(rows)
        return None if kinds is None else kinds[[donor.position for donor in self.kernel.task.donors]]

    def _measuring(self, sweep: Sweep, block: Block) -> Callable[[], Any]:
        def on(place: torch.device, piece: Piece) -> Any:
            return sweep.measure(block, self._inputs(block, place, piece, sweep.raw))

        return lambda: self.device.run(on, self._needed(block))

    def _merging(self, block: Block, first: int, stride: int | None) -> Callable[[], tuple[Lent, BlockSums]]:
        def merge(place: torch.device, piece: Piece) -> tuple[Lent, BlockSums]:
            lent = self._pool.take(block.numel, self.output.dtype)
            return lent, self._merge(block, first, stride, place, piece, lent.values)

        return lambda: self.device.run(merge, self._needed(block))

    def _inputs(self, block: Block, place: torch.device, piece: Piece, raw: bool = False) -> Tiles:
        # The processor reads piece by piece what its cache can hold, a device is given a block at once.
        whole = self.device.load(self.inputs.read(block), place) if piece is Piece.BLOCK else None
        for part in block.pieces() if whole is None else block.tiles():
            read = self.inputs.read(block.part(part)) if whole is None else [x[part] for x in whole]
            if raw:
                yield part, [x.to(place) for x in read]
            else:
                yield part, [_private(x, position, place) for position, x in enumerate(read)]

    def _needed(self, block: Block) -> int:
        """Bytes of a block's inputs, and of as many fp32 tiles as a kernel takes, on the device."""
        count = len(self.kernel.task.donors) + 1
        return block.numel * (count * self.kernel.task.dtype.itemsize + 4 * (4 * count + 8))

    def _merge(
        self,
        block: Block,
        first: int,
        stride: int | None,
        place: torch.device,
        piece: Piece,
        out: torch.Tensor,
    ) -> BlockSums:
        shared = self.kernel.open(block)
        sums = new_sums(self.kernel.task)
        rest = Look.NORMS if stride is not None and self.kernel.known_norms() is None else Look.NOTHING
        for place_in_block, (part, tile) in enumerate(self._inputs(block, place, piece, raw=True)):
            # Pieces of a device's tile, where it had no room for the whole, are measured or not as one.
            number = first if block.whole else first + place_in_block
            sampled = stride is not None and number % stride == 0
            look = Look.ALL if sampled or number in self._ghosts else rest
            if piece is Piece.NOTHING and look is not Look.ALL:
                norms = self.kernel.straight(block, part, tile, shared, look is Look.NORMS, out[part])
                if norms is not None:
                    if look is Look.NORMS:
                        sums.add_norms(norms)
                    continue
            inputs = [_private(x, position, place) for position, x in enumerate(tile)]
            result = self.kernel.tile(block, part, inputs, shared, look)
            _write(result.value, self.kernel.task.dtype, out[part])
            if look is Look.NORMS:
                sums.add_norms(result.norms)
            elif look is Look.ALL:
                rows = slice(
                    block.rows.start + part.start // block.width, block.rows.start + part.stop // block.width
                )
                kinds = self._row_kinds(rows)
                if sampled:
                    sums.add(result, out[part].to(place, torch.float32), kinds)
                else:
                    sums.add_ghosts(result, kinds)
            if not block.whole:
                sums.close()
        sums.close()
        return sums


def _write(value: torch.Tensor, working: torch.dtype, out: torch.Tensor) -> None:
    """Rounds to the working dtype first, then to that of the file, as mergekit does."""
    if working != out.dtype:
        value = value.to(working)
    # A copy that leaves a device is converted by the processor, in fresh memory, unless that is done before.
    out.copy_(value if value.is_cpu else value.to(out.dtype))


def _private(x: torch.Tensor, position: int, place: torch.device) -> torch.Tensor:
    """fp32, on the device, and the tile's own: kernels write into it."""
    return buffer(("input", position), x.numel(), torch.float32, place).copy_(x)
