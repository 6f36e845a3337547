"""What a merge lets an audit see. The engine knows no more of it; `mergescope.audit` is one that it may be handed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import numpy as np
import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Kernel, Look, TileResult

#: The share of voice of a tensor, in whatever form the audit has it.
Voice = TypeVar("Voice", covariant=True)


class BlockAudit(Protocol):
    """Of one block, on one thread, its tiles in order."""

    def joined(self, parts: Iterable[tuple[int, slice]]) -> Iterator[tuple[int, slice]]:
        """(number of the tile in the tensor, part of the block), with those put together that follow each other and need not
        be looked at one by one."""
        ...

    def look(self, number: int) -> Look:
        """What is wanted of a tile beside its value."""
        ...

    def add_norms(self, squares: list[float]) -> None:
        """|tau|^2 of each donor in a tile of which only that was wanted."""
        ...

    def add(self, number: int, result: TileResult, written: torch.Tensor, kinds: np.ndarray | None) -> None:
        """A tile that was looked at in full, or a piece of one.

        Args:
            written: as it goes to the file, fp32.
            kinds: int8 [K, rows], what each of its rows is for each donor (see `row_kinds`); None: no vocabulary.
        """
        ...

    def close(self) -> None:
        """What was added since the last call was one tile."""
        ...


class Audit(Protocol[Voice]):
    """Of one output tensor."""

    def begin(self, kernel: Kernel, blocks: list[Block], kinds: np.ndarray | None) -> None:
        """The passes are over; `block` will be called for each block. kinds: as of `add`, of the whole tensor."""
        ...

    def block(self) -> BlockAudit:
        """Safe from any thread."""
        ...

    def absorb(self, block: BlockAudit) -> None:
        """What a block told, in the order of the blocks."""
        ...

    def voice(self) -> Voice | None:
        """The share of voice of the tensor, None where nothing was measured; what was kept of it can go."""
        ...
