"""What one donor holds, as its headers say."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, field
from typing import Any

import torch

from mergescope.engine.storage.safetensors_io import StoredTensor, read_header
from mergescope.merge.anatomy.patterns import pattern_of


@dataclass(frozen=True)
class Holding:
    """The tensors of one donor: files by name; patterns: numbers of the layers by pattern, none for a single tensor."""

    model: Any
    folder: str
    files: dict[str, str]
    is_safetensors: bool
    patterns: dict[str, set[int]] = field(default_factory=dict)

    @staticmethod
    def of(model: Any) -> Holding:
        """Of a model that mergekit's loader has open."""
        from mergekit.io.tasks import LoaderCache

        index = LoaderCache().get(model).index
        holding = Holding(model, index.base_path, index.tensor_paths, index.is_safetensors)
        for name in index.tensor_paths:
            pattern, number = pattern_of(name)
            numbers = holding.patterns.setdefault(pattern, set())
            if number is not None:
                numbers.add(number)
        return holding

    def stored(self, name: str) -> StoredTensor | None:
        """Where a tensor lies; None of a pickle, and of what no torch can hold."""
        return self._header(self.files[name]).get(name) if self.is_safetensors else None

    def is_whole(self, name: str) -> torch.dtype | None:
        """The dtype of a tensor of whole numbers or truths; None of values."""
        stored = self.stored(name)
        return None if stored is None or stored.dtype.is_floating_point else stored.dtype

    @functools.cached_property
    def _header(self) -> Any:
        return functools.lru_cache(maxsize=None)(lambda file: read_header(os.path.join(self.folder, file)))
