"""How a tensor is cut up. Depends on its shape and the type of device, so that memory and threads change no byte."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_ELEMENTS = 1 << 20
TILE_ELEMENTS = 1 << 18

#: Elements of a block for a device, whose launches take as long as the arithmetic on a block of the processor.
DEVICE_BLOCK_ELEMENTS = 1 << 22


@dataclass(frozen=True)
class Block:
    """Elements [start, stop) of a tensor laid out flat; whole rows where the tensor has two dimensions."""

    index: int
    start: int
    stop: int
    width: int
    whole: bool = False  # one tile

    @property
    def numel(self) -> int:
        return self.stop - self.start

    @property
    def rows(self) -> range:
        """Rows of the tensor that the block holds (single elements, where it has one dimension)."""
        return range(self.start // self.width, self.stop // self.width)

    def tiles(self) -> list[slice]:
        """What a kernel is given at once."""
        return [slice(0, self.numel)] if self.whole else self.pieces()

    def pieces(self) -> list[slice]:
        """Pieces that fit the processor's cache; whole rows too, so a row longer than that is one piece."""
        step = _whole_rows(TILE_ELEMENTS, self.width)
        return [slice(at, min(at + step, self.numel)) for at in range(0, self.numel, step)]

    def draws(self) -> list[tuple[int, int]]:
        """(number, elements) of the pieces of the tensor that random methods draw for, however it is split."""
        step = _whole_rows(BLOCK_ELEMENTS, self.width)
        return [(at // step, min(step, self.stop - at)) for at in range(self.start, self.stop, step)]


def split(shape: tuple[int, ...], elements: int = BLOCK_ELEMENTS) -> list[Block]:
    """Blocks of 2^20 elements, less to end on a whole row, more where one row is longer than that.

    Rows are along the first dimension. A tensor of one dimension is cut anywhere, and so is one of three or more
    (experts that lie in one tensor) whose rows are longer than a block.

    Args:
        elements: more than 2^20 gives blocks of as many of these as it holds, each of them one tile.
    """
    numel = 1
    for size in shape:
        numel *= size
    width = numel // shape[0] if len(shape) > 1 and shape[0] else 1
    if len(shape) > 2 and width > BLOCK_ELEMENTS:
        width = 1
    step = _whole_rows(BLOCK_ELEMENTS, max(1, width))
    step *= max(1, elements // step)
    whole = elements > BLOCK_ELEMENTS
    return [
        Block(index, start, min(start + step, numel), max(1, width), whole)
        for index, start in enumerate(range(0, numel, step))
    ]


def _whole_rows(elements: int, width: int) -> int:
    """The most elements in whole rows that are no more than `elements`; one row at least."""
    return max(1, elements // width) * width
