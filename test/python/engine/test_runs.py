"""Rows that are read in one piece are those that were asked for, each where it belongs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.runs import Runs, bridged
from mergescope.sources.source import Source

ROWS, WIDTH = 400, 3
HOLE = -1


def indices(seed: int) -> np.ndarray:
    """Mostly in order, with holes, rows from elsewhere, and jumps."""
    random = np.random.default_rng(seed)
    index = np.arange(300) + random.integers(0, 50)
    index[random.random(300) < 0.1] = HOLE
    moved = random.random(300) < 0.05
    index[moved] = random.integers(0, ROWS, moved.sum())
    index[100:] = np.where(index[100:] < 0, HOLE, (index[100:] + random.integers(0, 30)) % ROWS)
    index[150:180] = HOLE
    return index


@pytest.mark.parametrize("seed", range(12))
def test_rows_go_where_they_belong(seed, tmp_path):
    values = torch.arange(ROWS * WIDTH, dtype=torch.float32).view(ROWS, WIDTH)
    (tmp_path / "rows").write_bytes(b"head" + values.numpy().tobytes())
    stored = Source(str(tmp_path / "rows"), "w", torch.float32, (ROWS, WIDTH), 4, "donor")
    index, reads = indices(seed), Reads(["donor"])
    runs, files = Runs(index), Files(reads)
    for first, stop in [(0, 300), (0, 1), (7, 150), (149, 181), (155, 170), (299, 300), (40, 40)]:
        asked = runs.within(first, stop)
        got = files.gather(stored, asked, WIDTH, stop - first, "slot")
        wanted = index[first:stop]
        held = wanted >= 0
        assert torch.equal(got[torch.from_numpy(held)], values[torch.from_numpy(wanted[held])])
        assert sum(count for _, count, _ in asked) == stop - first
    files.close()


def test_a_hole_is_read_through_and_a_jump_is_not():
    index = np.array([5, 6, HOLE, 8, 9, 11, HOLE, HOLE, 12])
    assert Runs(index).within(0, 9) == [
        (0, 2, 5),
        (2, 1, HOLE),
        (3, 2, 8),
        (5, 1, 11),
        (6, 2, HOLE),
        (8, 1, 12),
    ]
    assert bridged(Runs(index).within(0, 9)) == [(0, 5, 5), (5, 1, 11), (8, 1, 12)]
    wide = np.array([0, *[HOLE] * 20, 21])
    assert bridged(Runs(wide).within(0, 22)) == [(0, 1, 0), (21, 1, 21)]
