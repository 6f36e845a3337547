"""Tensors that cannot be read in place: pickles, and layouts that only mergekit knows."""

from __future__ import annotations

import threading
from collections.abc import Callable

import torch

from mergescope.engine.storage.sized import Sized


class LoadedTensor(Sized):
    """Is loaded as a whole when it is first read, and let go when its output tensor is done.

    Args:
        dtype, shape: of what `load` gives; donor: as of `StoredTensor`.
        load: gives the tensor, on any thread.
    """

    def __init__(
        self,
        name: str,
        dtype: torch.dtype,
        shape: tuple[int, ...],
        donor: str,
        load: Callable[[], torch.Tensor],
    ) -> None:
        self.name, self.dtype, self.shape, self.donor = name, dtype, shape, donor
        self._load = load
        self._flat: torch.Tensor | None = None
        self._lock = threading.Lock()

    def read(self, start: int, stop: int) -> torch.Tensor:
        """Elements [start, stop), flat; they are not to be written into. Safe from any thread."""
        with self._lock:
            if self._flat is None:
                # A view of another tensor, and one with other strides, becomes one of its own.
                self._flat = self._load().detach().reshape(-1)
            return self._flat[start:stop]

    def release(self) -> None:
        """Nobody reads it for now."""
        with self._lock:
            self._flat = None
