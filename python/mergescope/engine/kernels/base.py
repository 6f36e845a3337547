"""What every kernel is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

import torch

from mergescope.engine.blocks import Block

#: What a sweep saw of a block.
Seen = TypeVar("Seen")
#: Of a method, as the config has them; None where one is left to its default.
Parameters = dict[str, "bool | int | float | str | None"]


def number(parameters: Parameters, name: str, default: float | None = None) -> float:
    """A parameter that is a number; one without a default is there."""
    value = parameters[name] if default is None else parameters.get(name, default)
    assert value is not None, name
    return float(value)


@dataclass(frozen=True)
class Donor:
    """One input of a kernel, by its position among the inputs."""

    position: int
    name: str
    parameters: Parameters


@dataclass(frozen=True)
class TensorTask:
    """One output tensor as a kernel sees it.

    donors: the inputs but the base, in the order of the config; base: position of the base, or None.
    dtype: what the method works in by mergekit's rules; results are rounded to it before anything else.
    memory: bytes that the whole merge may take; what a kernel remembers of a tensor is a small part of it.
    """

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    seed: int
    parameters: Parameters
    donors: tuple[Donor, ...]
    base: int | None
    memory: int
    base_name: str | None = None
    base_parameters: Parameters = field(default_factory=dict)

    @property
    def numel(self) -> int:
        return math.prod(self.shape)

    @property
    def base_position(self) -> int:
        """Position of the base, of a method that has one."""
        assert self.base is not None
        return self.base


#: Tiles of a block in order: (part of the block, inputs, flat, in the dtype that they have). On the processor one tile
#: is the whole block. They are not to be written into.
Tiles = Iterable[tuple[slice, list[torch.Tensor]]]


@dataclass(frozen=True)
class Sweep(Generic[Seen]):
    """A pass over all blocks before the result can be computed.

    measure(block, tiles) runs on any thread and returns what it saw; absorb gets all of that, in the order of the
    blocks.
    """

    measure: Callable[[Block, Tiles], Seen]
    absorb: Callable[[list[Seen]], None]
    wanted: Callable[[], bool] = lambda: True


class Look(Enum):
    """What the audit wants of a tile beside its value. Whatever it is, the value has the same bits."""

    NOTHING = 0
    NORMS = 1
    ALL = 2


@dataclass
class TileResult:
    """value: fp32, the merged tile, not yet rounded. The rest is there when it was asked for: reference and
    task vectors (with the tile's contributions c_i), all fp32; norms: |tau|^2 of each donor; kept2: |s(tau)|^2 of
    each donor, of what sparsification left and before any rescaling, None where the donor is not sparsified.

    value may be a buffer that the thread's next tile overwrites, and so may reference.
    """

    value: torch.Tensor
    reference: torch.Tensor | None = None
    vectors: list[torch.Tensor] | None = None
    contributions: list[torch.Tensor] | None = None
    norms: list[float] | None = None
    kept2: list[float | None] | None = None

    def looked_at(self) -> tuple[torch.Tensor, list[torch.Tensor], list[torch.Tensor]]:
        """Reference, task vectors and contributions, of a tile of which all was asked for."""
        assert self.reference is not None and self.vectors is not None and self.contributions is not None
        return self.reference, self.vectors, self.contributions


class Kernel:
    """One method on one tensor. Parameters that make no sense raise MergescopeError when it is made."""

    #: Bytes that a pass works in, for each entry of a block, beside the inputs and fp32 tiles.
    pass_bytes = 0
    #: Bytes that are held of the tensor from a pass until it is merged.
    remembered_bytes = 0

    def __init__(self, task: TensorTask) -> None:
        self.task = task

    def sweeps(self) -> list[Sweep]:
        return []

    def open(self, block: Block) -> list[object]:
        """What the tiles of a block share for each donor, such as its random numbers; empty where they share nothing."""
        return []

    def fused(
        self,
        block: Block,
        part: slice,
        raw: list[torch.Tensor],
        shared: list[object],
        norms: bool,
        out: torch.Tensor,
    ) -> list[float] | None:
        """Merges as `tile` does, to the same bits, in one call that runs without Python's lock. On the processor.

        Args:
            part: one tile or more.
            raw: the part of each input, in the dtype that it has; stays as it is.
            out: where the tile goes, in the dtype of the file.

        Returns:
            |tau|^2 of each donor, or zeros if `norms` is not asked for; None: not this part, and nothing is done.
        """
        return None

    def tile(
        self, block: Block, part: slice, inputs: list[torch.Tensor], shared: list[object], look: Look
    ) -> TileResult:
        """Merges the elements `part` of a block.

        Args:
            inputs: fp32, flat, of the tile; may be overwritten.
            look: whether norms, or vectors and contributions, are wanted.
        """
        raise NotImplementedError

    def done(self) -> None:
        """The tensor is merged: what was remembered for it can go."""

    def known_norms(self) -> list[float] | None:
        """|tau|^2 of each donor in the whole tensor, where a sweep has summed them already."""
        return None

    def coefficients(self) -> list[tuple[str, float]] | None:
        """What the base and the donor are multiplied with, where the method is no sum of task vectors."""
        return None

    def kept(self) -> list[int | None]:
        """Entries that sparsification left of each donor; None where the method does not sparsify."""
        return [None] * len(self.task.donors)
