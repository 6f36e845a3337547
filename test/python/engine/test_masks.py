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
    blocks = split(shape)
    for block in reversed(blocks):
        assert not masks.has(block)
        masks.put(block, drawn[block.start : block.stop])
    for block in blocks:
        assert masks.has(block)
        for part in (slice(0, block.numel), *block.pieces()):
            held = drawn[block.start + part.start : block.start + part.stop]
            assert np.array_equal(masks.get(block, part), held)
    masks.clear()
    assert not masks.has(blocks[0])
