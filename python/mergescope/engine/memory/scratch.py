"""Buffers that a thread uses again for every tile: fresh memory costs more than the arithmetic on it.

A page that the system hands out for the first time is cleared by it, about 0.5 ns an element of fp32; an addition
takes 0.1 ns.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable

import torch

_LOCAL = threading.local()
_NONE = (None, None)


def buffer(
    name: Hashable, numel: int, dtype: torch.dtype = torch.float32, device: torch.device | None = None
) -> torch.Tensor:
    """A flat buffer of this thread, with whatever it held; the next call with the same name gives it again.

    Args:
        name: whose it is; two that are in use at the same time need two names.
    """
    held = _LOCAL.__dict__.setdefault("buffers", {})
    key = (name, dtype, device)
    whole, view = held.get(key, _NONE)
    # Tiles are mostly of one size; cutting a view each time costs as much as a small operation.
    if view is not None and view.numel() == numel:
        return view
    if whole is None or whole.numel() < numel:
        whole = torch.empty(numel, dtype=dtype, device=device)
    view = whole[:numel]
    held[key] = whole, view
    return view


def like(name: Hashable, tile: torch.Tensor) -> torch.Tensor:
    """A flat fp32 buffer as large as a tile and on its device."""
    return buffer(name, tile.numel(), torch.float32, tile.device)


class Buffer:
    """Memory to work in. values: flat, with whatever it held; data: the same as bytes."""

    def __init__(self, memory: torch.Tensor, numel: int, dtype: torch.dtype) -> None:
        self.memory = memory
        held = memory[: numel * dtype.itemsize]
        self.values = held.view(dtype)
        self.data = held.numpy().data


def fitted(held: Buffer | None, numel: int, dtype: torch.dtype, pinned: bool = False) -> Buffer:
    """`held` as it is, where it has that size and dtype already; else cut anew from its memory, or from fresh.

    Args:
        pinned: fresh memory stays where it is, so that a device can fetch from it by itself.
    """
    if held is not None and held.values.numel() == numel and held.values.dtype == dtype:
        return held
    size = numel * dtype.itemsize
    if held is not None and held.memory.numel() >= size:
        return Buffer(held.memory, numel, dtype)
    return Buffer(torch.empty(size, dtype=torch.uint8, pin_memory=pinned), numel, dtype)


class Pool:
    """Buffers that wander from thread to thread: taken by one, given back by another.

    Args:
        pinned: as of `fitted`.
    """

    def __init__(self, pinned: bool = False) -> None:
        self._pinned = pinned
        self._free: deque[Buffer] = deque()

    def take(self, numel: int, dtype: torch.dtype) -> Buffer:
        """One of that size and dtype."""
        try:
            free = self._free.pop()
        except IndexError:
            free = None
        return fitted(free, numel, dtype, self._pinned)

    def give(self, returned: Buffer) -> None:
        """One that nobody looks at any more."""
        self._free.append(returned)
