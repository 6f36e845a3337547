"""Where values come from that nobody wants: the donors' own are looked at, in the dtype that they have."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from mergescope.engine.storage.reading import Files
from mergescope.engine.watch import REMEMBERED, Seen
from mergescope.messages import BrokenOrigin, Flushed, ZeroRows
from mergescope.shards.recipe import Ingredient, Recipe
from mergescope.sources.dtypes import name_of

#: How many rows a tensor has, and what gives one.
Rows = tuple[int, Callable[[int], torch.Tensor]]
#: A result that is so many times larger than what it is made of was not made of it by weights.
_MOST_GROWTH = 1000.0
#: Zero rows of a tensor that are looked up in the donors.
_ROWS = 64
#: Values of a row that are looked at together.
_AT_ONCE = 1 << 16


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
    """Asks the donors of a tensor."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def of_broken(self, recipe: Recipe, seen: Seen) -> BrokenOrigin:
        """Of a tensor with values that are NaN or infinite.

        Returns:
            donors: [{ref, nan, inf}] of those that hold such values where the output has them, or, where that explains
            nothing, anywhere in what is merged; cause: donor, overflow (finite values became too large for `narrow`, a
            dtype) or method; largest: magnitude of the donors' finite values.
        """
        own: list[Own] = []
        direct: list[Own] = []
        rows, broken = recipe.row_sources, np.array(sorted(seen.broken_rows), np.int64)
        for position, ingredient in enumerate(recipe.inputs):
            origin = self._own(
                ingredient, None if rows is None else rows.read(position, np.arange(seen.rows))
            )
            own.append(origin)
            wanted = broken if rows is None else rows.read(position, broken)
            if origin.broken_rows.intersection(wanted.tolist()):
                direct.append(origin)
        guilty = direct or [donor for donor in own if donor.nan + donor.inf]
        largest = max((donor.largest for donor in own), default=0.0)
        narrow = None if guilty else _too_narrow(recipe, seen, largest)
        return {
            "cause": "donor" if guilty else "overflow" if narrow else "method",
            "donors": [{"ref": donor.ref, "nan": donor.nan, "inf": donor.inf} for donor in guilty],
            "narrow": None if narrow is None else name_of(narrow),
            "largest": largest,
        }

    def of_zeros(self, recipe: Recipe, seen: Seen) -> tuple[ZeroRows, Flushed | None]:
        """Of a tensor with rows that are all zero.

        Returns:
            What is zero, and of it what donors have values for that are all too small for the file (or for the dtype that
            they are merged in); None where there is no such row.
            planned: how many of them nobody has a row for, or no token has the id of; lost: how many every donor has a
            value for; unclear: how many some have one for. What is zero in the donors, too, is none of them. The last two
            are counted on some of the rows, where they are many.
        """
        rows = recipe.row_sources
        planned_zero = np.zeros(seen.rows, bool) if rows is None else rows.planned_zero
        on_purpose = [row for row in seen.zero_rows if planned_zero[row]]
        rest = [row for row in seen.zero_rows if not planned_zero[row]]
        picked = rest[:: -(-len(rest) // _ROWS) or 1]
        narrow, tiny = _smallest(recipe)
        lost, unclear = [], []
        small = _Small(narrow)
        pieces = [self._rows(ingredient) for ingredient in recipe.inputs]
        sources = [position for position, ingredient in enumerate(recipe.inputs) if not _left_out(ingredient)]

        def size(position: int, row: int) -> float:
            given = [(position, row)] if rows is None else rows.given(position, row)
            sizes = [_size(pieces[donor][1](own)) for donor, own in given if own < pieces[donor][0]]
            return max(sizes, default=0.0)

        for row in picked:
            sizes = [size(position, row) for position in sources]
            empty = [own < tiny for own in sizes]
            if empty and not any(empty):
                lost.append(row)
            elif not all(empty):
                unclear.append(row)
            else:
                small.add(recipe, dict(zip(sources, sizes, strict=True)))
        # More zero rows than are remembered are taken to be like those that are.
        unseen = seen.zero_row_count / len(seen.zero_rows)
        share = unseen * len(rest) / max(1, len(picked))
        zeros: ZeroRows = {
            "planned": round(len(on_purpose) * unseen),
            "lost": round(len(lost) * share),
            "unclear": round(len(unclear) * share),
            "ids": [*lost, *unclear, *on_purpose][:20],
        }
        return zeros, small.told(share, whole=seen.zero_row_count == seen.rows)

    def of_nothing(self, recipe: Recipe) -> Flushed | None:
        """Of a tensor without rows, a vector or less, that is all zero: as of `of_zeros`. That of values which the file
        has room for a method made nothing is no fault of it."""
        narrow, tiny = _smallest(recipe)
        sizes = {
            position: max((_size(values) for _, _, values in self._pieces(ingredient)), default=0.0)
            for position, ingredient in enumerate(recipe.inputs)
            if not _left_out(ingredient)
        }
        small = _Small(narrow)
        if all(size < tiny for size in sizes.values()):
            small.add(recipe, sizes)
        return small.told(1, whole=True)

    def constant_in_a_donor(self, recipe: Recipe) -> bool:
        """Whether all values of the tensor are the same in one of the donors already."""
        for ingredient in recipe.inputs:
            ends = [torch.aminmax(values) for _, _, values in self._pieces(ingredient)]
            if ends and min(low for low, _ in ends) == max(high for _, high in ends):
                return True
        return False

    def _rows(self, ingredient: Ingredient) -> Rows:
        """How many rows the donor has, and what gives one."""
        stored = ingredient.source
        width = stored.numel // stored.shape[0]
        return stored.shape[0], lambda row: self._files.read(stored, row * width, (row + 1) * width)

    def _own(self, ingredient: Ingredient, used: np.ndarray | None) -> Own:
        """used: the rows that the merge reads; None: all."""
        own = Own(ingredient.donor)
        for start, width, values in self._pieces(ingredient):
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

    def _pieces(self, ingredient: Ingredient) -> Iterator[tuple[int, int, torch.Tensor]]:
        """(first entry, entries of a row, entries) of what the donor holds, in its own dtype; nothing of what only counts."""
        stored = ingredient.source
        if not stored.dtype.is_floating_point:
            return
        width = max(1, stored.numel // stored.shape[0]) if stored.shape and stored.shape[0] else 1
        for start, values in self._files.pieces(stored):
            yield start, width, values


@dataclass
class _Small:
    """What is made of values that `narrow` has no room for."""

    narrow: torch.dtype
    rows: int = 0
    largest: float = 0.0
    donors: dict[str, None] = field(default_factory=dict)

    def add(self, recipe: Recipe, sizes: dict[int, float]) -> None:
        """sizes: the largest magnitude that each input has for the row."""
        if not any(sizes.values()):
            return
        self.rows, self.largest = self.rows + 1, max(self.largest, *sizes.values())
        self.donors |= {recipe.inputs[position].donor: None for position, size in sizes.items() if size}

    def told(self, share: float, whole: bool) -> Flushed | None:
        """share: how many rows each of those that were looked up stands for."""
        if not self.rows:
            return None
        return {
            "rows": round(self.rows * share),
            "whole": whole,
            "donors": list(self.donors),
            "narrow": name_of(self.narrow),
            "largest": self.largest,
        }


def _smallest(recipe: Recipe) -> tuple[torch.dtype, float]:
    """The dtype on the way to the file that reaches least far down, and its smallest value, which is subnormal."""
    ends = {
        item: torch.finfo(item).smallest_normal * torch.finfo(item).eps
        for item in (recipe.output.dtype, *_asked(recipe))
    }
    return max(ends.items(), key=lambda end: end[1])


def _too_narrow(recipe: Recipe, seen: Seen, largest: float) -> torch.dtype | None:
    """The dtype that finite values did not fit into: the one that the method works in, or that of the file."""
    output = recipe.output
    for dtype in (*_asked(recipe), output.dtype):
        if largest > torch.finfo(dtype).max:
            return dtype
    top = torch.finfo(output.dtype).max
    return output.dtype if seen.inf and max(largest, seen.largest) * _MOST_GROWTH > top else None


def _asked(recipe: Recipe) -> list[torch.dtype]:
    """What the donors' values become before they are merged, where the config says so."""
    return [ingredient.asked for ingredient in recipe.inputs if ingredient.asked is not None]


def _left_out(ingredient: Ingredient) -> bool:
    """Whether the plan multiplies the donor by zero."""
    given = ingredient.parameters
    return given.get("scale") == 0 or (given.get("weight") == 0 and not ingredient.is_base)


def _size(row: torch.Tensor) -> float:
    """The largest magnitude that is no NaN. In the donor's own dtype that of another could itself be nothing, and a row may
    be a matrix of an expert."""
    parts = (part.double().abs().nan_to_num(0.0, math.inf) for part in row.flatten().split(_AT_ONCE))
    return max((float(part.max()) for part in parts), default=0.0)
