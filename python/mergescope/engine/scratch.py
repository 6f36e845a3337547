"""Buffers that a thread uses again for every tile: fresh memory costs more than the arithmetic on it.

A page that the system hands out for the first time is cleared by it, about 0.5 ns an element of fp32; an addition
takes 0.1 ns.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

import torch

_LOCAL = threading.local()


def buffer(
    name: Any, numel: int, dtype: torch.dtype = torch.float32, place: torch.device | None = None
) -> torch.Tensor:
    """A flat buffer of this thread, with whatever it held; the next call with the same name gives it again.

    Args:
        name: whose it is; two that are in use at the same time need two names.
    """
    held = _LOCAL.__dict__.setdefault("buffers", {})
    key = (name, dtype, place)
    found = held.get(key)
    if found is None or found.numel() < numel:
        found = held[key] = torch.empty(numel, dtype=dtype, device=place)
    return found[:numel]


def like(name: Any, tile: torch.Tensor) -> torch.Tensor:
    """A flat fp32 buffer as large as a tile and on its device."""
    return buffer(name, tile.numel(), torch.float32, tile.device)


class Pool:
    """Buffers that wander from thread to thread: taken by one, given back by another."""

    def __init__(self) -> None:
        self._free: deque[torch.Tensor] = deque()

    def take(self, numel: int, dtype: torch.dtype) -> torch.Tensor:
        """Flat, with whatever it held."""
        size = numel * dtype.itemsize
        try:
            found = self._free.pop()
        except IndexError:
            found = torch.empty(size, dtype=torch.uint8)
        if found.numel() < size:
            found = torch.empty(size, dtype=torch.uint8)
        return found[:size].view(dtype)

    def give(self, tensor: torch.Tensor) -> None:
        """One that `take` gave and that nobody looks at any more."""
        self._free.append(torch.empty(0, dtype=torch.uint8).set_(tensor.untyped_storage()))
