"""Tensors that are decoded as a whole: they lie in memory from when they are first read until they are let go."""

from __future__ import annotations

import threading
from collections.abc import Callable

import torch

from mergescope.sources.checkpoint import CHECKPOINT, CONVERTED, Checkpoints
from mergescope.sources.source import Source


class Decoded:
    """Safe from any thread. A new way of storing tensors is a line in here and a file beside it."""

    def __init__(self) -> None:
        checkpoints = Checkpoints()
        self._decoders: dict[str, Callable[[Source], torch.Tensor]] = {
            CHECKPOINT: checkpoints.tensor,
            CONVERTED: checkpoints.converted,
        }
        self._whole: dict[tuple[str, str], torch.Tensor] = {}
        self._locks: dict[tuple[str, str], threading.Lock] = {}

    def read(self, source: Source, start: int, stop: int) -> torch.Tensor:
        """Elements [start, stop), flat; they are not to be written into."""
        key = source.uri, source.name
        first = source.offset // source.dtype.itemsize
        with self._locks.setdefault(key, threading.Lock()):
            if key not in self._whole:
                # A view of another tensor, and one with other strides, becomes one of its own. A pickle may hold
                # parameters, whose every operation torch would remember.
                self._whole[key] = self._decoders[source.decoder](source).detach().reshape(-1)
            return self._whole[key][first + start : first + stop]

    def release(self, source: Source) -> None:
        """Nobody reads it for now."""
        self._whole.pop((source.uri, source.name), None)
