"""What the values of an output tensor look like, seen as they pass to the file."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import torch

from mergescope.engine.safetensors_io import OutputTensor

#: Row numbers that are remembered at most; the rest is counted.
REMEMBERED = 100_000


@dataclass
class Seen:
    """Of one tensor. Rows are those along the first axis; of one dimension, its entries.

    nan, inf: numbers of such entries; broken_rows: the rows that they lie in; largest: magnitude, of what is finite;
    zero_rows: those that are all zero, of tensors of two dimensions and more; constant: whether all entries are one value
    other than zero.
    """

    rows: int
    nan: int = 0
    inf: int = 0
    broken_rows: set[int] = field(default_factory=set)
    largest: float = 0.0
    zero_rows: list[int] = field(default_factory=list)
    zero_row_count: int = 0
    constant: bool = False


class Watch:
    """Looks at every piece of a tensor once, on the thread that writes it, while the processor's cache has it."""

    def __init__(self, tensor: OutputTensor) -> None:
        self._dtype = tensor.dtype
        rows = tensor.shape[0] if tensor.shape else 1
        self._width = max(1, tensor.numel // rows) if rows else 1
        self._wide = len(tensor.shape) > 1 and rows > 1
        self._seen = Seen(rows)
        self._values: set[float] = set()
        self._varied = not tensor.dtype.is_floating_point
        self._parts: dict[int, int] = {}
        self._lock = threading.Lock()

    def look(self, at: int, data: memoryview) -> None:
        """A piece, `at` bytes from the start of the tensor. Safe from any thread."""
        if not data or not self._dtype.is_floating_point:
            return
        values, start = torch.frombuffer(data, dtype=self._dtype), at // self._dtype.itemsize
        # One pass; a NaN anywhere is both the smallest and the largest.
        low, high = (float(one) for one in torch.aminmax(values))
        size = max(-low, high)
        broken = None if size < float("inf") else _broken(values)
        zero = [] if not self._wide or low > 0.0 or high < 0.0 else self._zero_rows(values, start)
        with self._lock:
            self._note(start, low, high, size, broken, zero)

    def seen(self) -> Seen:
        """After the last piece."""
        found = self._seen
        whole = [row for row, count in self._parts.items() if count == self._width]
        found.zero_rows = sorted([*found.zero_rows, *whole])[:REMEMBERED]
        found.zero_row_count += len(whole)
        self._parts.clear()
        found.constant = not self._varied and len(self._values) == 1 and 0.0 not in self._values
        return found

    def _note(
        self,
        start: int,
        low: float,
        high: float,
        size: float,
        broken: tuple[int, int, torch.Tensor, float] | None,
        zero: list[tuple[int, int]],
    ) -> None:
        seen = self._seen
        if broken is not None:
            nan, inf, places, size = broken
            seen.nan, seen.inf = seen.nan + nan, seen.inf + inf
            if len(seen.broken_rows) < REMEMBERED:
                rows = (places[:REMEMBERED] + start).div_(self._width, rounding_mode="floor").unique()
                seen.broken_rows.update(rows.tolist())
        seen.largest = max(seen.largest, size)
        self._varied = self._varied or low != high
        if not self._varied:
            self._values.add(low)
        for row, count in zero:
            if count < self._width:
                self._parts[row] = self._parts.get(row, 0) + count
            else:
                seen.zero_row_count += 1
                if len(seen.zero_rows) < REMEMBERED:
                    seen.zero_rows.append(row)

    def _zero_rows(self, values: torch.Tensor, start: int) -> list[tuple[int, int]]:
        """(row, entries) of rows that are zero as far as they lie in the piece, which may begin and end within one."""
        width, stop = self._width, start + len(values)
        first, last = -(-start // width), stop // width
        if first > last:
            return [(start // width, len(values))] if not values.any() else []
        found = []
        head, tail = values[: first * width - start], values[last * width - start :]
        for row, part in ((first - 1, head), (last, tail)):
            if len(part) and not part.any():
                found.append((row, len(part)))
        rows = values[first * width - start : last * width - start].view(-1, width)
        # Few rows have a zero in each of three places; only those are looked at.
        picked = rows[:, [0, width // 2, width - 1]]
        suspects = (picked == 0).all(1).nonzero().view(-1)
        if len(suspects):
            suspects = suspects[(rows[suspects] == 0).all(1)]
        return [*found, *((first + row, width) for row in suspects.tolist())]


def _broken(values: torch.Tensor) -> tuple[int, int, torch.Tensor, float]:
    """How many are NaN, how many infinite, where, and the largest magnitude of the others."""
    finite = values.isfinite()
    places = (~finite).nonzero().view(-1)
    nan = int(values[places].isnan().sum())
    rest = values[finite]
    return nan, len(places) - nan, places, float(rest.abs().max()) if len(rest) else 0.0
