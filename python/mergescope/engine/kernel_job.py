"""A merge method with a kernel: blocks of one output tensor, on any number of threads, always the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic

import numpy as np
import torch

from mergescope.engine.auditing import Audit, BlockAudit, Voice
from mergescope.engine.blocks import Block, split
from mergescope.engine.budget import Needs
from mergescope.engine.compute.device import Device, Piece
from mergescope.engine.compute.workers import Workers
from mergescope.engine.endless import endless
from mergescope.engine.kernels.base import Kernel, Seen, Sweep, Tiles
from mergescope.engine.memory.scratch import Buffer, Pool
from mergescope.engine.merging import Merging
from mergescope.engine.storage.reading import Inputs
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import Write


@dataclass
class KernelJob(Generic[Voice]):
    """Reads, merges, rounds and writes one output tensor."""

    output: OutputTensor
    kernel: Kernel
    inputs: Inputs
    device: Device
    audit: Audit[Voice]
    voice: Voice | None = None
    _pool: Pool = field(default_factory=Pool)

    def needs(self) -> Needs:
        kernel, output = self.kernel, self.output
        donors = len(kernel.task.donors)
        inputs = donors + (kernel.task.base is not None)
        read, held = self.inputs.entry_bytes(), kernel.remembered_bytes + self.inputs.held_bytes()
        return Needs(output.shape, donors, inputs, read, kernel.pass_bytes, output.dtype.itemsize, held)

    def prepare(self, workers: Workers) -> None:
        """The passes that the method needs before the first value can be computed."""
        blocks = self._blocks()
        for sweep in self.kernel.sweeps():
            if sweep.wanted():
                tasks = (self._measuring(sweep, block) for block in blocks)
                sweep.absorb(list(workers.ordered(tasks)))

    def tasks(self, workers: Workers, write: Write) -> Iterator[Callable[[], tuple[int, BlockAudit]]]:
        """Merges and writes a block each."""
        blocks = self._blocks()
        self.audit.begin(self.kernel, blocks, self._row_kinds(slice(None)))
        self._pool = workers.pool
        first = 0
        for block in blocks:
            yield self._merging(block, first, write)
            first += len(block.tiles())

    def absorb(self, result: tuple[int, BlockAudit]) -> int:
        """Adds up what the audit saw of a block; returns the block's bytes."""
        written, told = result
        self.audit.absorb(told)
        return written

    def finish(self) -> None:
        """Sets `voice`."""
        self.kernel.done()
        self.inputs.release()
        self.voice = self.audit.voice()

    def _blocks(self) -> list[Block]:
        return split(self.output.shape, self.device.block_elements)

    def _row_kinds(self, rows: slice) -> np.ndarray | None:
        kinds = self.inputs.row_kinds(rows)
        return None if kinds is None else kinds[[donor.position for donor in self.kernel.task.donors]]

    def _measuring(self, sweep: Sweep[Seen], block: Block) -> Callable[[], Seen]:
        def on(device: torch.device, piece: Piece) -> Seen:
            return sweep.measure(block, self._tiles_of(block, device, piece))

        return lambda: self.device.run(on, self._needed(block))

    def _merging(self, block: Block, first: int, write: Write) -> Callable[[], tuple[int, BlockAudit]]:
        def on(device: torch.device, piece: Piece) -> tuple[Buffer, BlockAudit]:
            out = self._pool.take(block.numel, self.output.dtype)
            read = self._read(block, device, piece)
            told = self.audit.block()
            if block.numel == self.kernel.task.numel and endless(read):
                out.values.copy_(read[0])
                return out, told
            Merging(self.kernel, told, self._row_kinds, block, read, device, piece, out.values).run(first)
            return out, told

        def merge() -> tuple[int, BlockAudit]:
            out, told = self.device.run(on, self._needed(block))
            write(block.start * self.output.dtype.itemsize, out.data, lambda: self._pool.give(out))
            return out.data.nbytes, told

        return merge

    def _read(self, block: Block, device: torch.device, piece: Piece) -> list[torch.Tensor]:
        read = self.inputs.read(block)
        return self.device.load(read, device) if piece is Piece.BLOCK else read

    def _tiles_of(self, block: Block, device: torch.device, piece: Piece) -> Tiles:
        read = self._read(block, device, piece)
        for part in block.pieces() if piece is Piece.TILE else [slice(0, block.numel)]:
            yield part, [x[part].to(device) for x in read]

    def _needed(self, block: Block) -> int:
        """Bytes of a block's inputs, and of as many fp32 tiles as a kernel takes, on the device."""
        count = len(self.kernel.task.donors) + 1
        return block.numel * (count * self.kernel.task.dtype.itemsize + 4 * (4 * count + 8))
