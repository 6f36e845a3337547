"""What was drawn for a tensor, one bit an entry."""

from __future__ import annotations

import numpy as np

from mergescope.engine.blocks import BLOCK_ELEMENTS, Block


class Masks:
    """Remembers the masks of a tensor's blocks. In one piece of memory: small pieces that stay, cut out of what the
    drawing has just freed, leave holes that nothing fits into.

    Args:
        numel: entries of the tensor.
    """

    def __init__(self, numel: int) -> None:
        self._numel = numel
        self._bytes = np.empty(0, np.uint8)
        self._there: set[int] = set()

    def put(self, block: Block, mask: np.ndarray) -> None:
        """mask: uint8 [block.numel], 0 or 1. Safe from any thread, each block once."""
        bits = np.packbits(mask)
        at = _byte(block)
        self._bytes[at : at + len(bits)] = bits
        self._there.add(block.index)

    def get(self, block: Block, part: slice) -> np.ndarray:
        """uint8 [n], what was put, of a part of the block."""
        at, first = _byte(block), part.start // 8
        bits = np.unpackbits(self._bytes[at + first : at + -(-part.stop // 8)], count=part.stop - 8 * first)
        return bits[part.start - 8 * first :]

    def has(self, block: Block) -> bool:
        return block.index in self._there

    def open(self) -> None:
        """Makes room for all blocks; pages that are never written take none."""
        self._bytes = np.empty(self._numel // 8 + 2 * (self._numel // BLOCK_ELEMENTS) + 8, np.uint8)

    def clear(self) -> None:
        """Forgets all."""
        self._bytes, self._there = np.empty(0, np.uint8), set()


def _byte(block: Block) -> int:
    """The first byte of a block. One may end within a byte, so that each has one more than its bits fill."""
    return block.start // 8 + block.index
