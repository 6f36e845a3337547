"""Inputs of a vocabulary tensor, whose rows lie in another order in each donor's file."""

from __future__ import annotations

import functools
import threading

import numpy as np
import torch

from mergescope.engine.blocks import BLOCK_ELEMENTS, Block
from mergescope.engine.storage.reading import Files, Stored, cast
from mergescope.engine.storage.runs import Runs
from mergescope.engine.vocabulary.row_kinds import row_kinds
from mergescope.library_types import RowPlan
from mergescope.sources.source import Source


class VocabularyInputs(Stored):
    """Donors whose rows are put in the order of the output's tokens, by the row plan of the patch.

    Args:
        plan: mergekit.tokenizer.mergescope_rows.RowPlan; its donors are the positions of `sources`.
        sources: in the order of the config; vocabulary along the first dimension.
    """

    def __init__(self, files: Files, plan: RowPlan[int], sources: list[Source], dtype: torch.dtype) -> None:
        super().__init__(files, sources, dtype)
        self._plan = plan
        shape = sources[0].shape
        self._width = int(np.prod(shape[1:], dtype=np.int64)) if len(shape) > 1 else 1
        self._block_rows = max(1, BLOCK_ELEMENTS // self._width)
        self._runs = {donor: Runs(plan.index[donor]) for donor in range(len(sources))}
        self._lock = threading.Lock()
        self._padding: dict[int, torch.Tensor] = {}
        self._fill: torch.Tensor | None = None

    def read(self, block: Block) -> list[torch.Tensor]:
        first, stop = block.rows.start, block.rows.stop
        end = min(stop, self._plan.span)
        defaults = self._defaults(first, end)
        return [
            self._aligned(donor, donor, first, stop, end, defaults) for donor in range(len(self._sources))
        ]

    def entry_bytes(self) -> int:
        # What is given to rows that a donor lacks, and the rows that it is made of.
        return super().entry_bytes() + 2 * self._dtype.itemsize

    def row_kinds(self, rows: slice) -> np.ndarray | None:
        return self._kinds[:, rows]

    @functools.cached_property
    def _kinds(self) -> np.ndarray:
        return row_kinds(self._plan, list(range(len(self._sources))))

    def _aligned(
        self,
        donor: int,
        slot: int,
        first: int,
        stop: int,
        end: int,
        defaults: tuple[np.ndarray, torch.Tensor],
    ) -> torch.Tensor:
        runs = self._runs[donor].within(first, end)
        out = cast(
            self._files.gather(self._sources[donor], runs, self._width, stop - first, slot), self._dtype
        )
        needed, values = defaults
        if needed.size:
            lacking = np.flatnonzero(self._plan.index[donor][needed] < 0)
            if lacking.size:
                out[torch.from_numpy(needed[lacking] - first)] = values[torch.from_numpy(lacking)]
        if stop > end:
            out[end - first :] = self._padding_row(donor)
        return out.view(-1)

    def _defaults(self, first: int, end: int, filled: bool = True) -> tuple[np.ndarray, torch.Tensor]:
        """Output rows of [first, end) that some donor lacks, and what they are given; filled: those with no holder, too."""
        from mergekit.tokenizer.mergescope_rows import FILL
        from mergekit.tokenizer.mergescope_tensors import default_rows

        needed = self._plan.needed
        rows = needed[np.searchsorted(needed, first) : np.searchsorted(needed, end)]
        if not rows.size:
            return rows, torch.empty(0, self._width, dtype=self._dtype)
        values = default_rows(self._plan, rows, self._fetch, self._dtype).view(rows.size, self._width)
        fills = np.flatnonzero(self._plan.default_kind[rows] == FILL)
        if fills.size and filled:
            values[torch.from_numpy(fills)] = self._fill_row()
        return rows, values

    def _fetch(self, donor: int, index: torch.Tensor) -> torch.Tensor:
        """Rows of a donor, in a buffer of the thread: the next call overwrites them."""
        runs = Runs(index.numpy()).within(0, len(index))
        rows = self._files.gather(self._sources[donor], runs, self._width, len(index), "fetched")
        return cast(rows, self._dtype)

    def _fill_row(self) -> torch.Tensor:
        from mergekit.tokenizer.mergescope_tensors import fill_row

        with self._lock:
            if self._fill is None:
                self._fill = fill_row(self._plan, self._fetch, self._dtype)
            return self._fill

    def _padding_row(self, donor: int) -> torch.Tensor:
        """The mean of the donor's rows of real tokens, summed in float64 piece by piece."""
        with self._lock:
            if donor in self._padding:
                return self._padding[donor]
        terms = self._plan.padding_terms(donor)
        total = torch.zeros(self._width, dtype=torch.float64)
        for start in range(0, self._plan.span, self._block_rows):
            end = min(start + self._block_rows, self._plan.span)
            rows = self._aligned(donor, -1, start, end, end, self._defaults(start, end, filled=False)).view(
                -1, self._width
            )
            picked = terms[np.searchsorted(terms, start) : np.searchsorted(terms, end)] - start
            total += rows[torch.from_numpy(picked)].sum(dim=0, dtype=torch.float64)
        with self._lock:
            return self._padding.setdefault(donor, (total / max(terms.size, 1)).to(self._dtype))
