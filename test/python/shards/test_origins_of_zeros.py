"""Rows of zeros in the output, held against the donors', whatever dtypes lie between them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import torch
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.watch import Seen
from mergescope.shards.origins import Origins
from mergescope.shards.recipe import Ingredient, Recipe
from mergescope.sources.source import Source

FLOATS = [torch.bfloat16, torch.float16, torch.float32, torch.float64]
STORED = [*FLOATS, torch.int8, torch.bool]
#: The rows of the donors: zero in both (of either sign), there in both, there in one alone.
NOBODY, BOTH, ONE = [0, 1], [2, 3], [4, 5]


def recipe(folder: Path, stored: list[torch.dtype], asked: torch.dtype | None, output: torch.dtype) -> Recipe:
    inputs = []
    for position, dtype in enumerate(stored):
        values = torch.zeros(6, 3, dtype=torch.float64)
        values[1] = -0.0
        values[BOTH, position] = 1.0
        if position == 0:
            values[ONE, 2] = 1.0
        path = folder / f"{position}-{dtype}"
        path.write_bytes(values.to(dtype).view(torch.uint8).numpy().tobytes())
        source = Source(str(path), "x", dtype, (6, 3), donor=str(position))
        inputs.append(Ingredient(source, False, {"weight": 0.5}, asked))
    return Recipe(OutputTensor("x", output, (6, 3)), "linear", {}, tuple(inputs), output)


@pytest.mark.parametrize("stored", list(product(STORED, repeat=2)), ids=str)
def test_zeros_of_all_donors_are_never_told_and_those_of_the_output_alone_are(tmp_path, stored):
    for asked, output in product([None, *FLOATS], FLOATS):
        merge = recipe(tmp_path, list(stored), asked, output)

        def judged(rows: list[int], merge=merge) -> tuple[int, int]:
            found, _ = Origins(Files()).of_zeros(merge, Seen(6, zero_rows=rows, zero_row_count=len(rows)))
            return found["lost"], found["unclear"]

        assert judged(NOBODY) == (0, 0), (asked, output)
        assert judged(BOTH) == (2, 0), (asked, output)
        assert judged(ONE) == (0, 2), (asked, output)
        assert judged([*NOBODY, *BOTH, *ONE]) == (2, 2), (asked, output)


@pytest.mark.parametrize("stored", FLOATS, ids=str)
def test_what_the_file_has_no_room_for_is_told_as_such_and_what_it_has_as_lost(tmp_path, stored):
    """The smallest value of every dtype, which is at once too small for some of the others."""
    for output in FLOATS:
        smallest = torch.finfo(stored).smallest_normal * torch.finfo(stored).eps
        merge = recipe(tmp_path, [stored], None, output)
        path = Path(merge.inputs[0].source.uri)
        path.write_bytes(torch.full((6, 3), smallest, dtype=stored).view(torch.uint8).numpy().tobytes())
        found, flushed = Origins(Files()).of_zeros(merge, Seen(6, zero_rows=[3], zero_row_count=1))
        room = smallest >= torch.finfo(output).smallest_normal * torch.finfo(output).eps
        assert found["lost"] == room, output
        assert (flushed is None) == room, output
        if flushed:
            assert (flushed["narrow"], flushed["donors"]) == (str(output).removeprefix("torch."), ["0"])
            assert (flushed["rows"], flushed["largest"], flushed["whole"]) == (1, smallest, False)
