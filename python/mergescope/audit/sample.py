"""Which tiles of a tensor the audit measures, and what it wants of those between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from mergescope.audit.ghost_tiles import ghost_tiles
from mergescope.audit.tally import stride_of
from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Look


@dataclass(frozen=True)
class Sample:
    """tiles: how many the tensor has; stride: every how many are measured, None: none; ghosts: the numbers of those
    that are looked at for their ghost rows only; rest: what is wanted of all others."""

    tiles: int
    stride: int | None
    ghosts: frozenset[int]
    rest: Look

    @staticmethod
    def of(mode: str, blocks: list[Block], kinds: np.ndarray | None, norms_known: bool) -> Sample:
        """kinds: as of `ghost_tiles`; norms_known: whether |tau|^2 need not be summed."""
        tiles = sum(len(block.tiles()) for block in blocks)
        stride = stride_of(mode, tiles)
        rest = Look.NOTHING if stride is None or norms_known else Look.NORMS
        return Sample(tiles, stride, ghost_tiles(kinds, blocks, stride), rest)

    def measures(self, number: int) -> bool:
        """Whether tile `number` of the tensor is part of the sample."""
        return self.stride is not None and number % self.stride == 0

    def look(self, number: int) -> Look:
        """What is wanted of tile `number`."""
        return Look.ALL if self.measures(number) or number in self.ghosts else self.rest

    def joined(self, parts: Iterable[tuple[int, slice]]) -> Iterator[tuple[int, slice]]:
        """(number of the tile, part of the block), with those that are not looked at in full put together as long as they follow each other."""
        for look, some in groupby(parts, lambda entry: self.look(entry[0])):
            if look is Look.ALL:
                yield from some
            else:
                (number, begin), *others = some
                yield number, slice(begin.start, (others[-1][1] if others else begin).stop)
