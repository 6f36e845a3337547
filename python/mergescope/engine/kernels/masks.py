"""What was drawn for a tensor, one bit an entry."""

from __future__ import annotations

import numpy as np

from mergescope.engine.blocks import Block


class Masks:
    """Remembers the masks of a tensor's tiles. In one piece of memory: small pieces that stay, cut out of what the
    drawing has just freed, leave holes that nothing fits into.

    Args:
        numel: entries of the tensor.
    """

    def __init__(self, numel: int) -> None:
        self._numel = numel
        self._bytes = np.empty(0, np.uint8)
        self._there: set[tuple[int, int]] = set()

    def put(self, block: Block, part: slice, mask: np.ndarray) -> None:
        """mask: uint8 [n], 0 or 1, of the tile `part`. Safe from any thread, each tile once."""
        bits = np.packbits(mask)
        at = self._place(block, part)
        self._bytes[at : at + len(bits)] = bits
        self._there.add((block.index, part.start))

    def get(self, block: Block, part: slice) -> np.ndarray:
        """uint8 [n], what was put."""
        at, count = self._place(block, part), part.stop - part.start
        return np.unpackbits(self._bytes[at : at + -(-count // 8)], count=count)

    def has(self, block: Block, part: slice) -> bool:
        return (block.index, part.start) in self._there

    def open(self) -> None:
        """Makes room for all tiles; pages that are never written take none."""
        self._bytes = np.empty(self._numel // 4 + 64, np.uint8)

    def clear(self) -> None:
        """Forgets all."""
        self._bytes, self._there = np.empty(0, np.uint8), set()

    @staticmethod
    def _place(block: Block, part: slice) -> int:
        """The first byte of a tile. It may end within a byte, so that each has one byte more than its bits fill."""
        step = block.pieces()[0].stop
        return (block.start + part.start) // 8 + block.start // step + block.index + part.start // step
