"""In what the tensors of a folder are not those of a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch

#: dtype and shape by name.
StoredTensors = Mapping[str, tuple[torch.dtype, tuple[int, ...]]]


class Misshapen(NamedTuple):
    name: str
    shape: tuple[int, ...]
    wanted: tuple[int, ...]


class Differences(NamedTuple):
    missing: list[str]
    unexpected: list[str]
    misshapen: list[Misshapen]

    @property
    def number(self) -> int:
        """How many tensors differ."""
        return len(self.missing) + len(self.unexpected) + len(self.misshapen)
