"""Inputs of an output tensor, read block by block straight from the donors' files."""

from __future__ import annotations

import bisect
import functools
import os
import threading
from typing import Any, Protocol

import numpy as np
import torch

from mergescope.audit.products import row_kinds
from mergescope.engine.blocks import BLOCK_ELEMENTS, Block
from mergescope.engine.reads import Reads
from mergescope.engine.safetensors_io import StoredTensor, read_whole
from mergescope.engine.scratch import Lent, fitted

# Reading so many rows for nothing takes less time than asking once more.
_GAP = 8

#: Consecutive rows: where they go, how many, and the first of them in the file; -1: they are not in there.
Run = tuple[int, int, int]


class Inputs(Protocol):
    """All donors of one output tensor, in the order of the config."""

    def read(self, block: Block) -> list[torch.Tensor]:
        """The block of every donor: flat, in the dtype that the method works in, on the CPU."""
        ...

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        """int8 [donors, rows]: 0 the donor holds the row, 1 a ghost, 2 not known, 3 no token; None: no vocabulary."""
        ...


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
        self._lock = threading.Lock()
        self._local = threading.local()

    def read(self, stored: StoredTensor, start: int, stop: int, slot: Any = None) -> torch.Tensor:
        """Elements [start, stop) of a stored tensor, flat.

        Args:
            slot: names a buffer of this thread, overwritten by its next read; None gives fresh memory.
        """
        size = stored.dtype.itemsize
        buffer = self._buffer(slot, stop - start, stored.dtype)
        self._fill(stored.path, buffer.data, stored.offset + start * size)
        if self.reads is not None:
            self.reads.add(stored.donor, len(buffer.data))
        return buffer.values

    def gather(self, stored: StoredTensor, runs: list[Run], width: int, rows: int, slot: Any) -> torch.Tensor:
        """Rows of a stored tensor, each run where it belongs among `rows` of them; [rows, width].

        Args:
            runs: rows of -1 are left with anything at all, as are those that no run names.
            slot: as of `read`.
        """
        size = width * stored.dtype.itemsize
        buffer = self._buffer(slot, rows * width, stored.dtype)
        asked = _bridged(runs)
        for at, count, row in asked:
            part = buffer.data[at * size : (at + count) * size]
            self._fill(stored.path, part, stored.offset + row * size)
        if self.reads is not None:
            self.reads.add(stored.donor, size * sum(count for _, count, _ in asked))
        return buffer.values.view(rows, width)

    def close(self) -> None:
        with self._lock:
            for descriptor in self._descriptors.values():
                os.close(descriptor)
            self._descriptors.clear()

    def _buffer(self, slot: Any, numel: int, dtype: torch.dtype) -> Lent:
        """Cutting values and bytes out of memory takes longer than a short read: the last of a slot are kept."""
        if slot is None:
            return fitted(None, numel, dtype)
        buffers = self._local.__dict__.setdefault("buffers", {})
        buffers[slot] = fitted(buffers.get(slot), numel, dtype, self._pinned)
        return buffers[slot]

    def _fill(self, path: str, view: memoryview, offset: int) -> None:
        if not read_whole(self._open(path), view, offset):
            raise OSError(f"{path} ended while it was read: it has changed since the merge began")

    def _open(self, path: str) -> int:
        with self._lock:
            if path not in self._descriptors:
                self._descriptors[path] = os.open(path, os.O_RDONLY)
            return self._descriptors[path]


def _as(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    # Asking torch for nothing is a call as well, and there is one for each tile of each donor.
    return x if x.dtype == dtype else x.to(dtype)


class PlainInputs:
    """Donors that all have the shape of the output."""

    def __init__(self, files: Files, stored: list[StoredTensor], dtype: torch.dtype) -> None:
        self._files, self._stored, self._dtype = files, stored, dtype

    def read(self, block: Block) -> list[torch.Tensor]:
        return [
            _as(self._files.read(stored, block.start, block.stop, slot), self._dtype)
            for slot, stored in enumerate(self._stored)
        ]

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        return None


class VocabularyInputs:
    """Donors whose rows are put in the order of the output's tokens, by the row plan of the patch.

    Args:
        plan: mergekit.tokenizer.mergescope_rows.RowPlan; its donors are the keys of `stored`.
        stored: per donor, in the order of the config; vocabulary along the first dimension.
    """

    def __init__(self, files: Files, plan: Any, stored: dict[Any, StoredTensor], dtype: torch.dtype) -> None:
        self._files, self._plan, self._stored, self._dtype = files, plan, stored, dtype
        shape = next(iter(stored.values())).shape
        self._width = int(np.prod(shape[1:], dtype=np.int64)) if len(shape) > 1 else 1
        self._runs = {donor: Runs(plan.index[donor]) for donor in stored}
        self._local = threading.local()
        self._lock = threading.Lock()
        self._padding: dict[Any, torch.Tensor] = {}
        self._fill: torch.Tensor | None = None

    def read(self, block: Block) -> list[torch.Tensor]:
        first, stop = block.rows.start, block.rows.stop
        end = min(stop, self._plan.span)
        defaults = self._defaults(first, end)
        return [
            self._aligned(donor, slot, first, stop, end, defaults) for slot, donor in enumerate(self._stored)
        ]

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        return self._kinds[:, rows]

    @functools.cached_property
    def _kinds(self) -> np.ndarray:
        return row_kinds(self._plan, list(self._stored))

    def _aligned(
        self,
        donor: Any,
        slot: int,
        first: int,
        stop: int,
        end: int,
        defaults: tuple[np.ndarray, torch.Tensor],
    ) -> torch.Tensor:
        runs = self._runs[donor].within(first, end)
        out = _as(self._files.gather(self._stored[donor], runs, self._width, stop - first, slot), self._dtype)
        needed, values = defaults
        if needed.size:
            lacking = np.flatnonzero(self._plan.index[donor][needed] < 0)
            if lacking.size:
                out[torch.from_numpy(needed[lacking] - first)] = values[torch.from_numpy(lacking)]
        if stop > end:
            out[end - first :] = self._padding_row(donor)
        return out.view(-1)

    def _defaults(self, first: int, end: int) -> tuple[np.ndarray, torch.Tensor]:
        """Output rows of [first, end) that some donor lacks, and what they are given.

        Made for as many rows as a block has, of which a thread reads one piece after the other.
        """
        several = max(1, BLOCK_ELEMENTS // self._width)
        start = first - first % several
        if end > start + several:
            return self._make_defaults(first, end)
        if getattr(self._local, "start", None) != start:
            self._local.made = self._make_defaults(start, min(start + several, self._plan.span))
            self._local.start = start
        rows, values = self._local.made
        part = slice(*np.searchsorted(rows, (first, end)))
        return rows[part], values[part]

    def _make_defaults(self, first: int, end: int) -> tuple[np.ndarray, torch.Tensor]:
        from mergekit.tokenizer.mergescope_rows import FILL
        from mergekit.tokenizer.mergescope_tensors import default_rows

        needed = self._plan.needed
        rows = needed[np.searchsorted(needed, first) : np.searchsorted(needed, end)]
        if not rows.size:
            return rows, torch.empty(0, self._width, dtype=self._dtype)
        values = default_rows(self._plan, rows, self._fetch, self._dtype).view(rows.size, self._width)
        fills = np.flatnonzero(self._plan.default_kind[rows] == FILL)
        if fills.size:
            values[torch.from_numpy(fills)] = self._fill_row()
        return rows, values

    def _fetch(self, donor: Any, index: torch.Tensor) -> torch.Tensor:
        """Rows of a donor, in a buffer of the thread: the next call overwrites them."""
        runs = Runs(index.numpy()).within(0, len(index))
        rows = self._files.gather(self._stored[donor], runs, self._width, len(index), "fetched")
        return _as(rows, self._dtype)

    def _fill_row(self) -> torch.Tensor:
        from mergekit.tokenizer.mergescope_tensors import fill_row

        with self._lock:
            if self._fill is None:
                self._fill = fill_row(self._plan, self._fetch, self._dtype)
            return self._fill

    def _padding_row(self, donor: Any) -> torch.Tensor:
        """The mean of the donor's rows of real tokens, summed in float64 piece by piece."""
        with self._lock:
            if donor in self._padding:
                return self._padding[donor]
        terms = self._plan.padding_terms(donor)
        total = torch.zeros(self._width, dtype=torch.float64)
        step = max(1, (1 << 20) // self._width)
        for start in range(0, self._plan.span, step):
            end = min(start + step, self._plan.span)
            rows = self._aligned(donor, -1, start, end, end, self._defaults(start, end)).view(-1, self._width)
            picked = terms[np.searchsorted(terms, start) : np.searchsorted(terms, end)] - start
            total += rows[torch.from_numpy(picked)].sum(dim=0, dtype=torch.float64)
        with self._lock:
            return self._padding.setdefault(donor, (total / max(terms.size, 1)).to(self._dtype))


def _bridged(runs: list[Run]) -> list[Run]:
    """The runs that are in the file; two with a small gap, as wide in the file as in the output, are read as one."""
    found: list[Run] = []
    for at, count, row in runs:
        if row < 0:
            continue
        if found:
            before, length, first = found[-1]
            gap = at - before - length
            if gap <= _GAP and row - first == at - before:
                found[-1] = (before, at + count - before, first)
                continue
        found.append((at, count, row))
    return found


class Runs:
    """An index, one row of the file (or -1) for each row of the output, as runs; rows that are -1 are one run."""

    def __init__(self, index: np.ndarray) -> None:
        follows = (np.diff(index) == 1) & (index[:-1] >= 0) | (index[1:] < 0) & (index[:-1] < 0)
        starts = np.flatnonzero(np.concatenate((np.ones(min(1, index.size), bool), ~follows)))
        self._rows = index[starts].tolist()
        self._starts = starts.tolist()
        self._ends = [*self._starts[1:], index.size]

    def within(self, first: int, stop: int) -> list[Run]:
        """The runs of the output's rows [first, stop), of which there are some."""
        found = []
        number = bisect.bisect_right(self._starts, first) - 1
        at = first
        while at < stop:
            end, row = min(self._ends[number], stop), self._rows[number]
            found.append((at - first, end - at, row if row < 0 else row + at - self._starts[number]))
            at, number = end, number + 1
        return found
