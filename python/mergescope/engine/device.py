"""Where the arithmetic happens, and what to do when that place has no room left."""

from __future__ import annotations

import enum
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import torch

from mergescope.errors import MergescopeError

LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Piece(enum.IntEnum):
    """How much of the work the device is given at once."""

    BLOCK = 0
    TILE = 1
    NOTHING = 2


class Device:
    """A device that is given smaller pieces, and at last none, when its own memory runs out.

    Args:
        piece: what to begin with; what has been too much once is not tried again.
    """

    def __init__(self, place: torch.device, piece: Piece = Piece.BLOCK) -> None:
        self.place = place
        self._piece = piece
        self._lock = threading.Lock()

    @staticmethod
    def named(name: str) -> Device:
        """`auto` is the first accelerator that torch finds, else the processor.

        Raises:
            MergescopeError: usage, where torch does not know the device or it is not there.
        """
        if name == "auto":
            name = next((kind for kind in _ACCELERATORS if _is_there(kind)), "cpu")
        try:
            place = torch.device(name)
        except RuntimeError as error:
            raise MergescopeError(
                "usage", f"torch knows no device {name!r}", "use auto, cpu or cuda"
            ) from error
        if place.type in _ACCELERATORS and not _is_there(place.type):
            raise MergescopeError("usage", f"there is no {place.type} device here", "use --device cpu")
        return Device(place, Piece.NOTHING if place.type == "cpu" else Piece.BLOCK)

    @property
    def pins(self) -> bool:
        """Whether memory that the system cannot move makes copies to the device faster."""
        return self.place.type == "cuda"

    def run(self, work: Callable[[torch.device, Piece], T], needed: int = 0) -> T:
        """Calls `work`; again with a smaller piece, and then with the processor, if the device is out of memory.

        Args:
            work: is told where to compute and how much of it may lie there at once.
            needed: bytes of a whole block on the device; where they are not free, tiles are taken at once.
        """
        piece = self._piece
        if piece is Piece.BLOCK and needed > self._free():
            piece = Piece.TILE
        while piece is not Piece.NOTHING:
            try:
                return work(self.place, piece)
            except torch.OutOfMemoryError:
                piece = self._shrink(piece)
        return work(torch.device("cpu"), piece)

    def load(self, tensors: list[torch.Tensor], place: torch.device) -> list[torch.Tensor]:
        """The tensors on the device, all copies under way at the same time."""
        moved = [x.to(place, non_blocking=self.pins) for x in tensors]
        if place.type == "cuda":
            # The buffers that they were read into are filled again soon.
            torch.cuda.current_stream(place).synchronize()
        return moved

    def _free(self) -> float:
        return torch.cuda.mem_get_info(self.place)[0] if self.place.type == "cuda" else float("inf")

    def _shrink(self, piece: Piece) -> Piece:
        smaller = Piece(piece + 1)
        with self._lock:
            if self._piece < smaller:
                self._piece = smaller
                LOG.warning("%s is out of memory: %s", self.place, _SAID[smaller])
        if self.place.type == "cuda":
            torch.cuda.empty_cache()
        return smaller


_SAID = {
    Piece.TILE: "it is given smaller pieces from here on",
    Piece.NOTHING: "the rest is computed on the processor",
}


_ACCELERATORS = ("cuda", "xpu", "mps")


def _is_there(kind: str) -> bool:
    module = getattr(torch, kind, None) if kind != "mps" else torch.backends.mps
    return module is not None and module.is_available()
