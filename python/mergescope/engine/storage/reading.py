"""Inputs of an output tensor, read block by block straight from the donors' files."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Hashable, Iterable, Iterator
from typing import Protocol

import numpy as np
import torch

from mergescope.engine.blocks import BLOCK_ELEMENTS, Block
from mergescope.engine.memory.scratch import Buffer, fitted
from mergescope.engine.storage.ahead import Ahead
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.runs import Run, bridged
from mergescope.engine.storage.safetensors_io import read_whole
from mergescope.errors import MergescopeError
from mergescope.sources.decoded import Decoded
from mergescope.sources.object_storage import is_object
from mergescope.sources.read_ahead import HELD_BYTES, Part, ReadAhead
from mergescope.sources.source import Source


class Inputs(Protocol):
    """All donors of one output tensor, in the order of the config."""

    def read(self, block: Block) -> list[torch.Tensor]:
        """The block of every donor: flat, in the dtype that the method works in, on the CPU."""
        ...

    def entry_bytes(self) -> int:
        """Of one entry of all donors: as stored, and where that is another dtype, as it is worked on."""
        ...

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        """int8 [donors, rows]: 0 the donor holds the row, 1 a ghost, 2 not known, 3 no token; None: no vocabulary."""
        ...

    def held_bytes(self) -> int:
        """Of the donors that lie in memory as a whole while they are read."""
        ...

    def release(self) -> None:
        """Nobody reads them for now."""
        ...


def files_at_once() -> int:
    """How many donor files may stay open: half of what the system allows, which is asked to allow all that it may."""
    try:
        import resource
    except ImportError:  # Windows
        return 256
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        # Some systems say that there is no limit, and then refuse one that high.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, min(soft, 65_536) // 2)


class Files:
    """Open donor files; safe from any thread. Buffers are a thread's own and used again for every block.

    Args:
        reads: is told how much was read.
        pinned: buffers stay where they are in memory, so that a device can fetch from them by itself.
    """

    def __init__(self, reads: Reads | None = None, pinned: bool = False) -> None:
        self._pinned = pinned
        self.reads = reads
        self._descriptors: dict[str, int] = {}
        self._most = files_at_once()
        self._lock = threading.Lock()
        self._local = threading.local()
        self._decoded = Decoded()
        self._objects = ReadAhead()
        self._ahead = Ahead()

    def read(self, stored: Source, start: int, stop: int, slot: Hashable = None) -> torch.Tensor:
        """Elements [start, stop) of a stored tensor, flat.

        Args:
            slot: names a buffer of this thread, overwritten by its next read; None gives fresh memory.
        """
        size = stored.dtype.itemsize
        if not stored.is_plain:
            if self.reads is not None:
                self.reads.add(stored.donor, (stop - start) * size)
            return self._decoded.read(stored, start, stop)
        buffer = self._buffer(slot, stop - start, stored.dtype)
        self._fill(stored, [(buffer.data, stored.offset + start * size)])
        if self.reads is not None:
            self.reads.add(stored.donor, len(buffer.data))
        return buffer.values

    def pieces(self, stored: Source, entries: int = BLOCK_ELEMENTS) -> Iterator[tuple[int, torch.Tensor]]:
        """The whole tensor, flat, so many elements at a time: the first one's position, and their values."""
        for start in range(0, stored.numel, entries):
            yield start, self.read(stored, start, min(start + entries, stored.numel))

    def gather(self, stored: Source, runs: list[Run], width: int, rows: int, slot: Hashable) -> torch.Tensor:
        """Rows of a stored tensor, each run where it belongs among `rows` of them; [rows, width].

        Args:
            runs: rows of -1 are left with anything at all, as are those that no run names.
            slot: as of `read`.
        """
        size = width * stored.dtype.itemsize
        buffer = self._buffer(slot, rows * width, stored.dtype)
        asked = bridged(runs)
        if stored.is_plain:
            parts = [
                (buffer.data[at * size : (at + n) * size], stored.offset + row * size) for at, n, row in asked
            ]
            self._fill(stored, parts)
        else:
            for at, count, row in asked:
                values = self._decoded.read(stored, row * width, (row + count) * width)
                buffer.values[at * width : (at + count) * width].copy_(values)
        if self.reads is not None:
            self.reads.add(stored.donor, size * sum(count for _, count, _ in asked))
        return buffer.values.view(rows, width)

    def release(self, stored: Source) -> None:
        """What was decoded as a whole can go, for now."""
        if not stored.is_plain:
            self._decoded.release(stored)

    def close(self) -> None:
        with self._lock:
            for descriptor in self._descriptors.values():
                os.close(descriptor)
            self._descriptors.clear()
        self._objects.close()

    def _buffer(self, slot: Hashable, numel: int, dtype: torch.dtype) -> Buffer:
        """Cutting values and bytes out of memory takes longer than a short read: the last of a slot are kept."""
        if slot is None:
            return fitted(None, numel, dtype)
        buffers = self._local.__dict__.setdefault("buffers", {})
        buffers[slot] = fitted(buffers.get(slot), numel, dtype, self._pinned)
        return buffers[slot]

    def _fill(self, stored: Source, parts: list[Part]) -> None:
        if is_object(stored.uri):
            return self._objects.fill(stored, parts)
        donor = stored.donor or "a donor"
        try:
            descriptor, kept = self._open(stored.uri)
            try:
                if kept and len(parts) == 1:
                    ((view, offset),) = parts
                    self._ahead.read(donor, descriptor, offset, offset + len(view))
                if all(read_whole(descriptor, view, offset) for view, offset in parts):
                    return None
            finally:
                if not kept:
                    os.close(descriptor)
            why = f"{donor} has changed since the merge began: {stored.uri} ended while it was read"
        except OSError as error:
            why = f"{donor} cannot be read any more: {stored.uri}: {error.strerror}"
        raise MergescopeError(
            "file-unreadable",
            why,
            "download that model again or put the file back, and leave donors alone while a merge reads them",
        )

    def _open(self, path: str) -> tuple[int, bool]:
        """A descriptor, and whether it stays open. With more files than may be open, the last are opened anew each time."""
        # Mostly it is open, and a dict may be asked without a lock.
        descriptor = self._descriptors.get(path)
        if descriptor is not None:
            return descriptor, True
        with self._lock:
            if path not in self._descriptors:
                opened = os.open(path, os.O_RDONLY)
                if len(self._descriptors) >= self._most:
                    return opened, False
                self._descriptors[path] = opened
            return self._descriptors[path], True


def cast(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    # Asking torch for nothing is a call as well, and there is one for each tile of each donor.
    return x if x.dtype == dtype else x.to(dtype)


def entry_bytes(stored: Iterable[Source], dtype: torch.dtype) -> int:
    """As of `Inputs`, of tensors that are worked on in `dtype`."""
    return sum(source.dtype.itemsize + (dtype.itemsize if source.dtype != dtype else 0) for source in stored)


class Stored:
    """Donors in files, in the order of the config."""

    def __init__(self, files: Files, sources: list[Source], dtype: torch.dtype) -> None:
        self._files, self._sources, self._dtype = files, sources, dtype

    def entry_bytes(self) -> int:
        return entry_bytes(self._sources, self._dtype)

    def held_bytes(self) -> int:
        decoded = sum(source.nbytes for source in self._sources if not source.is_plain)
        return decoded + HELD_BYTES * sum(is_object(source.uri) for source in self._sources)

    def release(self) -> None:
        for source in self._sources:
            self._files.release(source)


class PlainInputs(Stored):
    """Donors that all have the shape of the output."""

    def read(self, block: Block) -> list[torch.Tensor]:
        return [
            cast(self._files.read(source, block.start, block.stop, slot), self._dtype)
            for slot, source in enumerate(self._sources)
        ]

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        return None
