"""Where the arithmetic happens, and what to do when that place has no room left."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import torch

from mergescope.errors import MergescopeError

LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Device:
    """A device that gives work to the processor when its own memory runs out."""

    def __init__(self, place: torch.device) -> None:
        self.place = place
        self._full = threading.Event()

    @staticmethod
    def named(name: str) -> Device:
        """`auto` is the first accelerator that torch finds, else the processor.

        Raises:
            MergescopeError: usage, where torch does not know the device or it is not there.
        """
        if name == "auto":
            return Device(torch.device(next((kind for kind in _ACCELERATORS if _is_there(kind)), "cpu")))
        try:
            place = torch.device(name)
        except RuntimeError as error:
            raise MergescopeError(
                "usage", f"torch knows no device {name!r}", "use auto, cpu or cuda"
            ) from error
        if place.type in _ACCELERATORS and not _is_there(place.type):
            raise MergescopeError("usage", f"there is no {place.type} device here", "use --device cpu")
        return Device(place)

    def run(self, work: Callable[[torch.device], T]) -> T:
        """Calls `work` with the device; once more with the processor if the device is out of memory."""
        if self.place.type == "cpu" or self._full.is_set():
            return work(torch.device("cpu"))
        try:
            return work(self.place)
        except torch.OutOfMemoryError:
            if not self._full.is_set():
                self._full.set()
                LOG.warning("%s is out of memory: the rest is computed on the processor", self.place)
            return work(torch.device("cpu"))


_ACCELERATORS = ("cuda", "xpu", "mps")


def _is_there(kind: str) -> bool:
    module = getattr(torch, kind, None) if kind != "mps" else torch.backends.mps
    return module is not None and module.is_available()
