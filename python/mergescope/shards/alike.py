"""What a tensor has that its donors have not: rows that are equal by the thousand, values a thousand times as large."""

from __future__ import annotations

import math

import torch

from mergescope.engine.blocks import BLOCK_ELEMENTS
from mergescope.engine.row_prints import as_bits, most_alike, three_of
from mergescope.engine.storage.reading import Files
from mergescope.engine.watch import Seen
from mergescope.messages import IdenticalRows
from mergescope.shards.recipe import Ingredient, Recipe

#: So many times larger than the donors' no merge makes its values, as src/core/verify/values.ts has it.
HUGE = 900
#: Below that root mean square no donor is asked: it would have to be smaller than weights are.
_ASKED = 0.05
# Of a donor this many runs of entries are looked at first.
_RUNS, _ENTRIES = 8, 4096


def identical_rows(recipe: Recipe, seen: Seen, files: Files) -> IdenticalRows | None:
    """Of a tensor with many equal rows: how many, how many the plan fills in, and how many each donor has."""
    if not seen.identical_rows:
        return None
    rows = recipe.row_sources
    return {
        "rows": seen.identical_rows,
        "filled": 0 if rows is None else int(rows.filled.sum()),
        "donors": sum(_in_donor(ingredient, files) for ingredient in recipe.inputs),
    }


def times_larger(recipe: Recipe, seen: Seen, files: Files) -> float | None:
    """How many times as large as in any donor the values are, root mean squares; None where that is below HUGE."""
    size = seen.root_mean_square
    plain = all(
        ingredient.source.is_plain and ingredient.source.dtype.is_floating_point
        for ingredient in recipe.inputs
    )
    if not plain or not _ASKED < size < math.inf:
        return None
    asked_for = _growth(recipe)
    for looked in (_sampled, _whole):
        most = max((looked(ingredient, files) for ingredient in recipe.inputs), default=0.0)
        # What was nothing in all donors was not made by weights, either: others tell.
        if not 0 < most * asked_for < size / HUGE:
            return None
    return size / most


def _growth(recipe: Recipe) -> float:
    """How much larger than its donors the config itself makes a result: by its weights, or by what it drops."""
    given = [recipe.parameters, *(ingredient.parameters for ingredient in recipe.inputs)]
    numbers = [abs(value) for some in given for value in _numbers(*some.values())]
    weights = _numbers(*(some.get("weight") for some in given))
    total, sizes = abs(sum(weights)), sum(map(abs, weights))
    densities = _numbers(*(some.get("density") for some in given))
    cancelled = sizes / total if total else math.inf if sizes else 1.0
    return max([1.0, sizes, cancelled, *numbers, *(1 / max(value, 1e-9) for value in densities)])


def _numbers(*values: object) -> list[float]:
    return [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]


def _in_donor(ingredient: Ingredient, files: Files) -> int:
    stored = ingredient.source
    if len(stored.shape) < 2 or not stored.numel:
        return 0
    width = stored.numel // stored.shape[0]
    step = max(1, BLOCK_ELEMENTS // width) * width
    return most_alike([three_of(as_bits(values).view(-1, width)) for _, values in files.pieces(stored, step)])


def _sampled(ingredient: Ingredient, files: Files) -> float:
    count = ingredient.source.numel
    if count <= _RUNS * _ENTRIES:
        return _root_mean_square([files.read(ingredient.source, 0, count)])
    starts = [run * (count - _ENTRIES) // (_RUNS - 1) for run in range(_RUNS)]
    return _root_mean_square([files.read(ingredient.source, start, start + _ENTRIES) for start in starts])


def _whole(ingredient: Ingredient, files: Files) -> float:
    count = ingredient.source.numel
    squares = sum(float(values.double().square().sum()) for _, values in files.pieces(ingredient.source))
    return math.sqrt(squares / count) if count else 0.0


def _root_mean_square(parts: list[torch.Tensor]) -> float:
    count = sum(map(len, parts))
    return math.sqrt(sum(float(part.double().square().sum()) for part in parts) / count) if count else 0.0
