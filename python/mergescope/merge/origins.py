"""Where values come from that nobody wants: the donors' own are looked at, in the dtype that they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from mergescope.engine.row_sources import RowSources
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.watch import REMEMBERED, Seen
from mergescope.merge.layout import Stores
from mergescope.merge.planning import PlannedInput, PlannedTensor
from mergescope.merge.request import MergeRequest
from mergescope.messages import BrokenOrigin, ZeroRows

#: Entries of a donor that are looked at at once.
_PIECE = 1 << 20
#: A result that is so many times larger than what it is made of was not made of it by weights.
_MOST_GROWTH = 1000.0
#: Zero rows of a tensor that are looked up in the donors.
_ROWS = 64


@dataclass
class Own:
    """What one donor holds of a tensor: numbers of NaN and infinite entries, the rows (along the first axis) that they
    lie in, the largest magnitude of the others."""

    ref: str
    nan: int = 0
    inf: int = 0
    broken_rows: set[int] = field(default_factory=set)
    largest: float = 0.0


class Origins:
    """Asks the donors of a tensor. On the planning thread, as mergekit's loaders want it."""

    def __init__(self, request: MergeRequest, files: Files) -> None:
        self._request, self._files = request, files
        self._stores = Stores(request)

    def of_broken(
        self, planned: PlannedTensor, output: OutputTensor, seen: Seen, rows: RowSources | None
    ) -> BrokenOrigin:
        """Of a tensor with values that are NaN or infinite.

        Returns:
            donors: [{ref, nan, inf}] of those that hold such values where the output has them, or, where that explains
            nothing, anywhere in what is merged; cause: donor, overflow (finite values became too large for `narrow`, a
            dtype) or method; largest: magnitude of the donors' finite values.
        """
        own: list[Own] = []
        direct: list[Own] = []
        broken = np.array(sorted(seen.broken_rows), np.int64)
        for source in planned.inputs:
            origin = self._own(
                source, None if rows is None else rows.read(source.model, np.arange(seen.rows))
            )
            own.append(origin)
            wanted = broken if rows is None else rows.read(source.model, broken)
            if origin.broken_rows.intersection(wanted.tolist()):
                direct.append(origin)
        guilty = direct or [donor for donor in own if donor.nan + donor.inf]
        largest = max((donor.largest for donor in own), default=0.0)
        narrow = None if guilty else _too_narrow(planned, output, seen, largest)
        return {
            "cause": "donor" if guilty else "overflow" if narrow else "method",
            "donors": [{"ref": donor.ref, "nan": donor.nan, "inf": donor.inf} for donor in guilty],
            "narrow": None if narrow is None else str(narrow).removeprefix("torch."),
            "largest": largest,
        }

    def of_zeros(
        self, planned: PlannedTensor, output: OutputTensor, seen: Seen, rows: RowSources | None
    ) -> ZeroRows:
        """Of a tensor with rows that are all zero.

        Returns:
            planned: how many of them nobody has a row for, or no token has the id of; lost: how many every donor has a
            value for; unclear: how many some have one for. What is zero in the donors, too, is none of them. The last two
            are counted on some of the rows, where they are many.
        """
        planned_zero = np.zeros(seen.rows, bool) if rows is None else rows.planned_zero
        on_purpose = [row for row in seen.zero_rows if planned_zero[row]]
        rest = [row for row in seen.zero_rows if not planned_zero[row]]
        picked = rest[:: -(-len(rest) // _ROWS) or 1]
        tiny = max(
            float(torch.finfo(item).smallest_normal * torch.finfo(item).eps)
            for item in (output.dtype, *_loaded(planned))
        )
        lost, unclear = [], []
        pieces = {source.model: self._rows(source) for source in planned.inputs}
        sources = [item for item in planned.inputs if pieces[item.model][0] and not _left_out(item)]

        def is_empty(model: Any, row: int) -> bool:
            given = [(model, row)] if rows is None else rows.given(model, row)
            # What is too small for the file is nothing, too.
            return not any(
                own < pieces[one][0] and bool((pieces[one][1](own).abs() >= tiny).any()) for one, own in given
            )

        for row in picked:
            empty = [is_empty(source.model, row) for source in sources]
            if empty and not any(empty):
                lost.append(row)
            elif not all(empty):
                unclear.append(row)
        # More zero rows than are remembered are taken to be like those that are.
        unseen = seen.zero_row_count / len(seen.zero_rows)
        share = unseen * len(rest) / max(1, len(picked))
        return {
            "planned": round(len(on_purpose) * unseen),
            "lost": round(len(lost) * share),
            "unclear": round(len(unclear) * share),
            "ids": [*lost, *unclear, *on_purpose][:20],
        }

    def constant_in_a_donor(self, planned: PlannedTensor) -> bool:
        """Whether all values of the tensor are the same in one of the donors already."""
        for source in planned.inputs:
            ends = [torch.aminmax(values) for _, _, values in self._pieces(source)]
            if ends and min(low for low, _ in ends) == max(high for _, high in ends):
                return True
        return False

    def _rows(self, source: PlannedInput) -> tuple[int, Callable[[int], torch.Tensor]]:
        """How many rows the donor has, and what gives one."""
        stored = self._stores.find(source)
        if stored is None:
            return 0, lambda row: torch.empty(0)
        width = stored.numel // stored.shape[0]
        return stored.shape[0], lambda row: self._files.read(stored, row * width, (row + 1) * width)

    def _own(self, source: PlannedInput, used: np.ndarray | None) -> Own:
        """used: the rows that the merge reads; None: all."""
        own = Own(self._request.name_of(source.model))
        for start, width, values in self._pieces(source):
            broken = ~values.isfinite()
            positions = broken.nonzero().view(-1)
            if len(positions) and used is not None:
                # What lies in rows that no token has is not read by the merge either.
                positions = positions[torch.from_numpy(np.isin((positions.numpy() + start) // width, used))]
            nan = int(values[positions].isnan().sum())
            own.nan, own.inf = own.nan + nan, own.inf + len(positions) - nan
            if len(own.broken_rows) < REMEMBERED:
                own.broken_rows.update(((positions[:REMEMBERED] + start) // width).unique().tolist())
            rest = values[~broken]
            if len(rest):
                own.largest = max(own.largest, float(rest.abs().max()))
        return own

    def _pieces(self, source: PlannedInput) -> Iterator[tuple[int, int, torch.Tensor]]:
        """(first entry, entries of a row, entries) of what the donor holds, in its own dtype; nothing, if it lacks it."""
        stored = self._stores.find(source)
        if stored is None or not stored.dtype.is_floating_point:
            return
        width = max(1, stored.numel // stored.shape[0]) if stored.shape and stored.shape[0] else 1
        for start in range(0, stored.numel, _PIECE):
            yield start, width, self._files.read(stored, start, min(start + _PIECE, stored.numel))


def _too_narrow(
    planned: PlannedTensor, output: OutputTensor, seen: Seen, largest: float
) -> torch.dtype | None:
    """The dtype that finite values did not fit into: the one that the method works in, or that of the file."""
    for dtype in (*_loaded(planned), output.dtype):
        if largest > torch.finfo(dtype).max:
            return dtype
    top = torch.finfo(output.dtype).max
    return output.dtype if seen.inf and max(largest, seen.largest) * _MOST_GROWTH > top else None


def _loaded(planned: PlannedTensor) -> list[torch.dtype]:
    """What mergekit makes of the donors' values before it merges them, where the config says so."""
    from mergekit.common import dtype_from_name

    dtypes = [dtype_from_name(source.load.dtype) for source in planned.inputs]
    return [dtype for dtype in dtypes if dtype is not None]


def _left_out(source: PlannedInput) -> bool:
    """Whether the plan multiplies the donor by zero."""
    given = source.parameters
    return given.get("scale") == 0 or (given.get("weight") == 0 and not source.is_base)
