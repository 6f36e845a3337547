"""What the values of an output tensor look like, seen as they pass to the file."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field

import torch

from mergescope.engine.compute.unlocked import unlocked
from mergescope.engine.row_prints import MANY_ROWS, as_bits, most_alike, three_of
from mergescope.engine.storage.safetensors_io import OutputTensor

#: Row numbers that are remembered at most; the rest is counted.
REMEMBERED = 100_000


@dataclass
class Seen:
    """Of one tensor. Rows are those along the first axis; of one dimension, its entries.

    nan, inf: numbers of such entries; broken_rows: the rows that they lie in; largest: magnitude, of what is finite in a
    piece with some of them; zero_rows: those that are all zero, of tensors of two dimensions and more; all_zero: whether
    every entry is zero, whatever the shape; constant: whether all entries are one value other than zero; identical_rows:
    how many rows are one and the same, where they are MANY_ROWS and more and not zero; root_mean_square: of some of the
    entries, which lie all over the tensor.
    """

    rows: int
    nan: int = 0
    inf: int = 0
    broken_rows: set[int] = field(default_factory=set)
    largest: float = 0.0
    zero_rows: list[int] = field(default_factory=list)
    zero_row_count: int = 0
    all_zero: bool = False
    constant: bool = False
    identical_rows: int = 0
    root_mean_square: float = 0.0


#: Entries of a piece that its size is taken from, and that mostly tell already that it is not constant.
_SAMPLE, _FEW = 2048, 64
_WATCHED = {torch.bfloat16, torch.float16, torch.float32, torch.float64}


class Watch:
    """Looks at every piece of a tensor once, on the thread that writes it, while the processor's cache has it."""

    def __init__(self, tensor: OutputTensor) -> None:
        self._dtype = tensor.dtype
        rows = tensor.shape[0] if tensor.shape else 1
        self._width = max(1, tensor.numel // rows) if rows else 1
        self._wide = len(tensor.shape) > 1 and rows > 1
        self._seen = Seen(rows)
        self._values: set[float] = set()
        self._varied = tensor.dtype not in _WATCHED
        self._parts: dict[int, int] = {}
        self._many = self._wide and rows >= MANY_ROWS
        self._threes: list[torch.Tensor] = []
        self._squares, self._sampled = 0.0, 0
        self._lock = threading.Lock()

    def look(self, at: int, data: memoryview) -> None:
        """A piece, `at` bytes from the start of the tensor. Safe from any thread."""
        if not data or self._dtype not in _WATCHED:
            return
        values, start = torch.frombuffer(data, dtype=self._dtype), at // self._dtype.itemsize
        first, end = self._whole_rows(start, len(values))
        passed = _passed(values, first, end, self._width, _SAMPLE, _FEW)
        total, squares, alike, threes, suspects = passed
        broken = None if math.isfinite(total) else _broken(values)
        value = _only_value(values) if alike and not (self._varied or broken) else None
        zero = self._zero_rows(values, start, first, end, suspects) if self._wide else []
        with self._lock:
            self._squares, self._sampled = self._squares + squares, self._sampled + min(len(values), _SAMPLE)
            if self._many:
                self._threes.append(threes)
            self._note(start, broken, value, zero)

    def seen(self) -> Seen:
        """After the last piece."""
        values = self._seen
        whole = [row for row, count in self._parts.items() if count == self._width]
        values.zero_rows = sorted([*values.zero_rows, *whole])[:REMEMBERED]
        values.zero_row_count += len(whole)
        self._parts.clear()
        values.identical_rows = most_alike([as_bits(threes) for threes in self._threes])
        values.root_mean_square = math.sqrt(self._squares / self._sampled) if self._sampled else 0.0
        values.all_zero = not self._varied and self._values == {0.0}
        values.constant = not self._varied and len(self._values) == 1 and 0.0 not in self._values
        return values

    def _note(
        self,
        start: int,
        broken: tuple[int, int, torch.Tensor, float] | None,
        value: float | None,
        zero: list[tuple[int, int]],
    ) -> None:
        seen = self._seen
        if broken is not None:
            nan, inf, positions, largest = broken
            seen.nan, seen.inf, seen.largest = seen.nan + nan, seen.inf + inf, max(seen.largest, largest)
            if len(seen.broken_rows) < REMEMBERED:
                rows = (positions[:REMEMBERED] + start).div_(self._width, rounding_mode="floor").unique()
                seen.broken_rows.update(rows.tolist())
        if value is None:
            self._varied = True
        else:
            self._values.add(value)
        for row, count in zero:
            if count < self._width:
                self._parts[row] = self._parts.get(row, 0) + count
            else:
                seen.zero_row_count += 1
                if len(seen.zero_rows) < REMEMBERED:
                    seen.zero_rows.append(row)

    def _whole_rows(self, start: int, count: int) -> tuple[int, int]:
        """Where in a piece the rows begin and end that lie in it wholly."""
        width = self._width
        first, end = -start % width, count - (start + count) % width
        return (first, end) if self._wide and first < end else (0, 0)

    def _zero_rows(
        self, values: torch.Tensor, start: int, first: int, end: int, suspects: torch.Tensor
    ) -> list[tuple[int, int]]:
        """(row, entries) of rows that are zero as far as they lie in the piece, which may begin and end within one.

        Args:
            first, end: as of `_whole_rows`; suspects: which of those rows have a zero at each of three places.
        """
        width = self._width
        zero = []
        for part in self._parts_of_rows(start, len(values), first, end):
            if not values[part].any():
                zero.append(((start + part.start) // width, part.stop - part.start))
        if len(suspects):
            rows = values[first:end].view(-1, width)
            suspects = suspects[(rows[suspects] == 0).all(1)]
            zero += [((start + first) // width + row, width) for row in suspects.tolist()]
        return zero

    def _parts_of_rows(self, start: int, count: int, first: int, end: int) -> list[slice]:
        """What lies before and after the whole rows of a piece; where there are none, up to and from the end of a row."""
        cut = (first, end) if first < end else (min(-start % self._width, count),) * 2
        return [slice(*part) for part in ((0, cut[0]), (cut[1], count)) if part[0] < part[1]]


@unlocked
def _passed(
    values: torch.Tensor, first: int, end: int, width: int, sample: int, few: int
) -> tuple[float, float, bool, torch.Tensor, torch.Tensor]:
    """All of a piece in one call: its sum, which is finite only where all entries are; the sum of squares of the first
    `sample` of them; whether the first `few` are one value; of the rows in [first, end) `three_of` them, and which of them
    are zero there."""
    # The sum brings a piece into the cache in order, which three entries of each row would do more slowly.
    total = float(values.sum())
    threes = three_of(values[first:end].view(-1, width))
    suspects = (threes == 0).all(1).nonzero().view(-1)
    some = values[:sample].float()
    alike = bool((values[:few] == values[0]).all())
    return total, float(some.dot(some)), alike, threes, suspects


def _only_value(values: torch.Tensor) -> float | None:
    """What all entries are; None where they differ."""
    return float(values[0]) if bool((values == values[0]).all()) else None


def _broken(values: torch.Tensor) -> tuple[int, int, torch.Tensor, float] | None:
    """How many are NaN, how many infinite, where, and the largest magnitude of the others; None where none is, since sums
    of many may be too large for their dtype."""
    finite = values.isfinite()
    if bool(finite.all()):
        return None
    positions = (~finite).nonzero().view(-1)
    nan = int(values[positions].isnan().sum())
    rest = values[finite]
    return nan, len(positions) - nan, positions, float(rest.abs().max()) if len(rest) else 0.0
