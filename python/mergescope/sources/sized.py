"""What follows from the dtype and the shape of a tensor, wherever its values are."""

from __future__ import annotations

import math
from typing import Protocol

import torch


class _Shaped(Protocol):
    @property
    def dtype(self) -> torch.dtype: ...

    @property
    def shape(self) -> tuple[int, ...]: ...


class Sized:
    """A tensor that is planned, stored or loaded."""

    @property
    def numel(self: _Shaped) -> int:
        return math.prod(self.shape)

    @property
    def nbytes(self: _Shaped) -> int:
        return math.prod(self.shape) * self.dtype.itemsize
