"""What the values of an output tensor look like, seen as they pass to the file."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field

import numpy as np
import torch

from mergescope.engine.row_prints import MANY_ROWS, are_zero, most_alike, three_of
from mergescope.engine.storage.safetensors_io import OutputTensor

#: Row numbers that are remembered at most; the rest is counted.
REMEMBERED = 100_000


@dataclass
class Seen:
    """Of one tensor. Rows are those along the first axis; of one dimension, its entries.

    nan, inf: numbers of such entries; broken_rows: the rows that they lie in; largest: magnitude, of what is finite;
    zero_rows: those that are all zero, of tensors of two dimensions and more; constant: whether all entries are one value
    other than zero; identical_rows: how many rows are one and the same, where they are MANY_ROWS and more and not zero;
    root_mean_square: of some of the entries, which lie all over the tensor.
    """

    rows: int
    nan: int = 0
    inf: int = 0
    broken_rows: set[int] = field(default_factory=set)
    largest: float = 0.0
    zero_rows: list[int] = field(default_factory=list)
    zero_row_count: int = 0
    constant: bool = False
    identical_rows: int = 0
    root_mean_square: float = 0.0


class _Bits:
    """Magnitudes of a dtype of floats by their bits, which are numbers that rise as the magnitudes do: the largest is found
    in half the time that a comparison of floats takes."""

    def __init__(self, dtype: torch.dtype) -> None:
        self._dtype = dtype
        self._signed, self._unsigned = (np.dtype(f"{kind}{dtype.itemsize}") for kind in "iu")
        self._magnitude = (1 << 8 * dtype.itemsize - 1) - 1

    def largest(self, data: memoryview) -> float:
        """The largest magnitude; infinite where a value is infinite or NaN."""
        signed, unsigned = np.frombuffer(data, self._signed), np.frombuffer(data, self._unsigned)
        most = 0
        for at in range(0, len(signed), _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            # Of numbers with a sign the largest is positive, of those without one it is negative, if there are such.
            most = max(most, int(signed[part].max()), int(unsigned[part].max()) & self._magnitude)
        size = torch.tensor([most], dtype=_INTEGERS[self._dtype.itemsize]).view(self._dtype).item()
        return float("inf") if math.isnan(size) else size


#: Entries of a piece that its size is taken from.
_SAMPLE = 2048
#: Entries, as many as the cache of a core has room for.
_AT_ONCE = 1 << 17
_INTEGERS = {2: torch.int16, 4: torch.int32, 8: torch.int64}
_BITS = {dtype: _Bits(dtype) for dtype in (torch.bfloat16, torch.float16, torch.float32, torch.float64)}


class Watch:
    """Looks at every piece of a tensor once, on the thread that writes it, while the processor's cache has it."""

    def __init__(self, tensor: OutputTensor) -> None:
        self._dtype = tensor.dtype
        rows = tensor.shape[0] if tensor.shape else 1
        self._width = max(1, tensor.numel // rows) if rows else 1
        self._wide = len(tensor.shape) > 1 and rows > 1
        self._seen = Seen(rows)
        self._values: set[float] = set()
        self._bits = _BITS.get(tensor.dtype)
        self._varied = self._bits is None
        self._parts: dict[int, int] = {}
        self._many = self._wide and rows >= MANY_ROWS
        self._threes: list[np.ndarray] = []
        self._squares, self._sampled = 0.0, 0
        self._lock = threading.Lock()

    def look(self, at: int, data: memoryview) -> None:
        """A piece, `at` bytes from the start of the tensor. Safe from any thread."""
        if not data or self._bits is None:
            return
        values, start = torch.frombuffer(data, dtype=self._dtype), at // self._dtype.itemsize
        size = self._bits.largest(data)
        broken = None if size < float("inf") else _broken(values)
        value = None if self._varied or broken else _only_value(values)
        zero, threes = self._zero_rows(values, start) if self._wide else ([], None)
        sample = values[:_SAMPLE].float()
        squares = float(sample.dot(sample))
        with self._lock:
            self._squares, self._sampled = self._squares + squares, self._sampled + len(sample)
            if self._many and threes is not None:
                self._threes.append(threes)
            self._note(start, size, broken, value, zero)

    def seen(self) -> Seen:
        """After the last piece."""
        values = self._seen
        whole = [row for row, count in self._parts.items() if count == self._width]
        values.zero_rows = sorted([*values.zero_rows, *whole])[:REMEMBERED]
        values.zero_row_count += len(whole)
        self._parts.clear()
        values.identical_rows = most_alike(self._threes)
        values.root_mean_square = math.sqrt(self._squares / self._sampled) if self._sampled else 0.0
        values.constant = not self._varied and len(self._values) == 1 and 0.0 not in self._values
        return values

    def _note(
        self,
        start: int,
        size: float,
        broken: tuple[int, int, torch.Tensor, float] | None,
        value: float | None,
        zero: list[tuple[int, int]],
    ) -> None:
        seen = self._seen
        if broken is not None:
            nan, inf, positions, size = broken
            seen.nan, seen.inf = seen.nan + nan, seen.inf + inf
            if len(seen.broken_rows) < REMEMBERED:
                rows = (positions[:REMEMBERED] + start).div_(self._width, rounding_mode="floor").unique()
                seen.broken_rows.update(rows.tolist())
        seen.largest = max(seen.largest, size)
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

    def _zero_rows(self, values: torch.Tensor, start: int) -> tuple[list[tuple[int, int]], np.ndarray | None]:
        """(row, entries) of rows that are zero as far as they lie in the piece, which may begin and end within one; three
        entries of each row that lies in it wholly."""
        width, stop = self._width, start + len(values)
        first, last = -(-start // width), stop // width
        if first > last:
            return ([(start // width, len(values))] if not values.any() else []), None
        zero = []
        head, tail = values[: first * width - start], values[last * width - start :]
        for row, part in ((first - 1, head), (last, tail)):
            if len(part) and not part.any():
                zero.append((row, len(part)))
        rows = values[first * width - start : last * width - start].view(-1, width)
        # Few rows have a zero at each of three positions; only those are looked at.
        picked = three_of(rows)
        suspects = np.flatnonzero(are_zero(picked))
        if len(suspects):
            suspects = suspects[(rows[suspects] == 0).all(1).numpy()]
        return [*zero, *((first + row, width) for row in suspects.tolist())], picked


def _only_value(values: torch.Tensor) -> float | None:
    """What all entries are; None where they differ."""
    first = values[0]
    # Hardly ever is more than a few entries the same.
    same = bool((values[:64] == first).all()) and bool((values == first).all())
    return float(first) if same else None


def _broken(values: torch.Tensor) -> tuple[int, int, torch.Tensor, float]:
    """How many are NaN, how many infinite, where, and the largest magnitude of the others."""
    finite = values.isfinite()
    positions = (~finite).nonzero().view(-1)
    nan = int(values[positions].isnan().sum())
    rest = values[finite]
    return nan, len(positions) - nan, positions, float(rest.abs().max()) if len(rest) else 0.0
