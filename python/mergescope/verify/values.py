"""What the values of one tensor tell, in one pass over its file in pieces of a few megabytes."""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import FileIO

import torch

from mergescope import events
from mergescope.engine.row_prints import MANY_ROWS
from mergescope.engine.storage.safetensors_io import read_whole
from mergescope.sources.dtypes import name_of
from mergescope.sources.object_storage import is_object, read_range
from mergescope.sources.source import Source

PIECE_BYTES = 4 << 20
#: Row numbers that are named at most; the rest is counted.
NAMED_ROWS = 20


@dataclass
class TensorValues:
    """Findings on one tensor. Rows are those along the first axis; a vector is one row.

    nan, inf: numbers of such elements. zero_rows: how many rows are all zero; zero_row_ids: the first of
    them. constant: all elements are one value other than zero. norm: Frobenius norm, None where not finite.
    largest: magnitude, of what is finite.
    identical_rows: size of the largest group of equal rows, zero rows left out, where it is MANY_ROWS or more.
    """

    tensor: str
    rows: int
    dtype: str = ""
    nan: int = 0
    inf: int = 0
    nonfinite_rows: list[int] = field(default_factory=list)
    zero_rows: int = 0
    zero_row_ids: list[int] = field(default_factory=list)
    constant: bool = False
    norm: float | None = None
    largest: float = 0.0
    identical_rows: int = 0


def read_values(tensor: Source) -> TensorValues:
    """Reads one tensor; memory is a few pieces, whatever its size."""
    rows = tensor.shape[0] if len(tensor.shape) > 1 else 1
    width = tensor.numel // rows if rows else 0
    seen = TensorValues(tensor.name, rows, name_of(tensor.dtype))
    if tensor.numel == 0:
        return seen
    look = _Look(seen, tensor)
    rows_a_piece = max(1, PIECE_BYTES // max(1, width * tensor.dtype.itemsize))
    with contextlib.ExitStack() as opened:
        file = None if is_object(tensor.uri) else opened.enter_context(open(tensor.uri, "rb", buffering=0))

        def read(first: int, count: int) -> torch.Tensor:
            data = _read(file, tensor, first * width, count * width)
            return torch.frombuffer(data, dtype=tensor.dtype).view(count, width)

        for first in range(0, rows, rows_a_piece):
            events.check()
            look.piece(first, read(first, min(rows_a_piece, rows - first)))
        look.finish()
        seen.identical_rows = _identical_rows(look.row_starts, read)
    return seen


class _Look:
    def __init__(self, seen: TensorValues, tensor: Source) -> None:
        self.seen = seen
        self.floating = tensor.dtype.is_floating_point
        self.squares = 0.0
        self.first_value: torch.Tensor | None = None
        self.one_value = True
        self.row_starts: list[torch.Tensor] = []

    def piece(self, first: int, values: torch.Tensor) -> None:
        seen = self.seen
        wide = values if values.dtype == torch.float64 else values.float()
        squares = torch.linalg.vector_norm(wide, dim=1).double().square()
        self.squares += squares.sum().item()
        size = wide.abs()
        top = float(size.max())
        if not top < math.inf:
            finite = size[size < math.inf]
            top = float(finite.max()) if len(finite) else 0.0
        seen.largest = max(seen.largest, top)
        suspects = (~squares.isfinite()).nonzero().flatten().tolist()
        if suspects and self.floating:
            rows = wide[suspects]
            seen.nan += int(rows.isnan().sum())
            seen.inf += int(rows.isinf().sum())
            broken = (~rows.isfinite()).any(dim=1).nonzero().flatten().tolist()
            room = NAMED_ROWS - len(seen.nonfinite_rows)
            seen.nonfinite_rows += [first + suspects[row] for row in broken[:room]]
        # A norm of zero may be an underflow, so these rows are looked at.
        quiet = (squares == 0).nonzero().flatten()
        zero = quiet[(wide[quiet] == 0).all(dim=1)].tolist() if len(quiet) else []
        seen.zero_rows += len(zero)
        seen.zero_row_ids += [first + row for row in zero[: NAMED_ROWS - len(seen.zero_row_ids)]]
        if self.first_value is None:
            self.first_value = wide[0, 0].clone()
        if self.one_value:
            self.one_value = bool((wide == self.first_value).all())
        if seen.rows >= MANY_ROWS:
            starts = _row_starts(values)
            starts[zero] = _NO_ROW
            self.row_starts.append(starts)

    def finish(self) -> None:
        seen = self.seen
        norm = math.sqrt(self.squares) if math.isfinite(self.squares) else math.inf
        seen.norm = norm if math.isfinite(norm) else None
        seen.constant = self.one_value and self.first_value is not None and self.first_value.item() != 0


#: Stands for a zero row, which is counted elsewhere; a row that happens to start like this is overlooked.
_NO_ROW = -0x5A5A5A5A5A5A5A5B


def _row_starts(values: torch.Tensor) -> torch.Tensor:
    """The first eight bytes of each row as a number: equal rows start equally, and few others do."""
    raw = values.contiguous().view(torch.uint8)[:, :8]
    padded = torch.zeros(len(raw), 8, dtype=torch.uint8)
    padded[:, : raw.shape[1]] = raw
    return padded.view(torch.int64).flatten()


def _identical_rows(row_starts: list[torch.Tensor], read: Callable[[int, int], torch.Tensor]) -> int:
    """Size of the largest group of equal rows; 0 below MANY_ROWS. Only rows that start alike are read again."""
    if not row_starts:
        return 0
    starts = torch.cat(row_starts)
    kinds, counts = starts.unique(return_counts=True)
    largest = 0
    for kind in kinds[(counts >= MANY_ROWS) & (kinds != _NO_ROW)]:
        alike = Counter(
            hash(read(row, 1).contiguous().view(torch.uint8).numpy().tobytes())
            for row in (starts == kind).nonzero().flatten().tolist()
        )
        largest = max(largest, *alike.values())
    return largest if largest >= MANY_ROWS else 0


def _read(file: FileIO | None, tensor: Source, start: int, count: int) -> bytearray:
    """Entries of a tensor, of its file or, without one, of its object."""
    size = tensor.dtype.itemsize
    at = tensor.offset + start * size
    if file is None:
        return bytearray(read_range(tensor.uri, tensor.tag, at, at + count * size))
    buffer = bytearray(count * size)
    if not read_whole(file.fileno(), memoryview(buffer), at):
        raise OSError(f"{tensor.uri} ends within {tensor.name}")
    return buffer
