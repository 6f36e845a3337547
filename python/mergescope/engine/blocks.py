"""How a tensor is cut up. Depends on its shape only, so that memory and threads change no byte."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_ELEMENTS = 1 << 20
TILE_ELEMENTS = 1 << 18


@dataclass(frozen=True)
class Block:
    """Elements [start, stop) of a tensor laid out flat; whole rows where the tensor has two dimensions."""

    index: int
    start: int
    stop: int
    width: int

    @property
    def numel(self) -> int:
        return self.stop - self.start

    @property
    def rows(self) -> range:
        """Rows of the tensor that the block holds (single elements, where it has one dimension)."""
        return range(self.start // self.width, self.stop // self.width)

    def part(self, part: slice) -> Block:
        """One of its tiles, as a block of its own."""
        return Block(self.index, self.start + part.start, self.start + part.stop, self.width)

    def tiles(self) -> list[slice]:
        """Pieces that fit the processor's cache; whole rows too, so a row longer than that is one tile."""
        step = max(1, TILE_ELEMENTS // self.width) * self.width
        return [slice(at, min(at + step, self.numel)) for at in range(0, self.numel, step)]


def split(shape: tuple[int, ...]) -> list[Block]:
    """Blocks of 2^20 elements, less to end on a whole row, more where one row is longer than that.

    Rows are along the first dimension; a tensor of one dimension is cut anywhere.
    """
    numel = 1
    for size in shape:
        numel *= size
    width = numel // shape[0] if len(shape) > 1 and shape[0] else 1
    step = max(1, BLOCK_ELEMENTS // max(1, width)) * max(1, width)
    return [
        Block(index, start, min(start + step, numel), max(1, width))
        for index, start in enumerate(range(0, numel, step))
    ]
