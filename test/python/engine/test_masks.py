"""Masks come back as they were put, whatever the width of a row."""

from __future__ import annotations

import numpy as np
import pytest
from mergescope.engine.blocks import split
from mergescope.engine.kernels.masks import Masks


@pytest.mark.parametrize(
    "shape", [(1,), (7,), (3_000_001,), (5000, 1030), (2_100_000, 3), (3, 600_001)], ids=str
)
def test_masks_come_back_as_they_were_put(shape):
    numel = int(np.prod(shape))
    drawn = np.random.default_rng(0).integers(0, 2, numel, np.uint8)
    masks = Masks(numel)
    masks.open()
    places = [(block, part) for block in split(shape) for part in block.pieces()]
    for block, part in reversed(places):
        assert not masks.has(block, part)
        masks.put(block, part, drawn[block.start + part.start : block.start + part.stop])
    for block, part in places:
        assert masks.has(block, part)
        assert np.array_equal(
            masks.get(block, part), drawn[block.start + part.start : block.start + part.stop]
        )
    masks.clear()
    assert not masks.has(*places[0])
