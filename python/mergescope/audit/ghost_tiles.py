"""Tiles that the audit's sample leaves out although a donor's ghost rows lie in them."""

from __future__ import annotations

import numpy as np

from mergescope.engine.blocks import Block
from mergescope.engine.vocabulary.row_kinds import GHOST

# A donor lacks a dozen rows, at the end. Where ghosts are everywhere the sample meets them anyway.
MOST = 8


def ghost_tiles(kinds: np.ndarray | None, blocks: list[Block], stride: int | None) -> frozenset[int]:
    """Numbers of the tiles, at most MOST of them and spread evenly, that hold ghosts and are not sampled.

    Args:
        kinds: int8 [K, rows], what each row of the tensor is for each donor; None: no vocabulary.
        stride: every how many tiles are sampled; None: the audit is off.
    """
    if kinds is None or stride in (None, 1):
        return frozenset()
    ghosts = np.flatnonzero((kinds == GHOST).any(0))
    numbers: list[int] = []
    first = 0
    for block in blocks:
        tiles = block.tiles()
        held = ghosts[np.searchsorted(ghosts, block.rows.start) : np.searchsorted(ghosts, block.rows.stop)]
        if held.size:
            rows = tiles[0].stop // block.width
            numbers += (first + np.unique((held - block.rows.start) // rows)).tolist()
        first += len(tiles)
    left = [tile for tile in numbers if tile % stride]
    return frozenset(left[:: -(-len(left) // MOST)] if left else ())
