"""The device that the arithmetic happens on, and what to do when its memory is full."""

from __future__ import annotations

import contextlib
import enum
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import torch

from mergescope.engine.blocks import BLOCK_ELEMENTS, DEVICE_BLOCK_ELEMENTS
from mergescope.errors import MergescopeError

#: More threads than these only wait for the device.
MOST_THREADS = 4

LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Piece(enum.IntEnum):
    """How much of the work the device is given at once."""

    BLOCK = 0
    TILE = 1
    NOTHING = 2


class _Streams(threading.local):
    """A stream of each thread: what one thread waits for is not held up by what others have queued."""

    def __init__(self) -> None:
        self._made: dict[torch.device, torch.cuda.Stream] = {}

    def of(self, torch_device: torch.device) -> torch.cuda.Stream:
        if torch_device not in self._made:
            self._made[torch_device] = torch.cuda.Stream(torch_device)
        return self._made[torch_device]


class Device:
    """A device that is given smaller pieces, and at last none, when its own memory runs out.

    Args:
        piece: what to begin with; what has been too much once is not tried again.
        block_elements: how much of a tensor makes a block; None: what suits the type of device.
    """

    def __init__(
        self, torch_device: torch.device, piece: Piece = Piece.BLOCK, block_elements: int | None = None
    ) -> None:
        self.torch_device = torch_device
        self.block_elements = block_elements or (
            BLOCK_ELEMENTS if torch_device.type == "cpu" else DEVICE_BLOCK_ELEMENTS
        )
        self._piece = piece
        self._lock = threading.Lock()
        self._streams = _Streams()

    @property
    def pins(self) -> bool:
        """Whether memory that the system cannot move makes copies to the device faster."""
        return self.torch_device.type == "cuda"

    def threads(self, cores: int) -> int:
        """How many keep it busy."""
        return cores if self.torch_device.type == "cpu" else min(cores, MOST_THREADS)

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
                with self._stream():
                    return work(self.torch_device, piece)
            except torch.OutOfMemoryError:
                piece = self._shrink(piece)
        return work(torch.device("cpu"), piece)

    def run_whole(self, work: Callable[[torch.device], T], name: str, same_bytes: bool = False) -> T:
        """Calls `work`; again with the processor, if the device is out of memory.

        Args:
            work: is told where to compute; takes no smaller pieces.
            name: what is computed, for people.
            same_bytes: the processor, which gives other bytes, is not to take over.

        Raises:
            MergescopeError: bytes-would-differ, where it would have to.
        """
        try:
            return work(self.torch_device)
        except torch.OutOfMemoryError as error:
            if self.torch_device.type == "cpu":
                raise
            if same_bytes:
                raise MergescopeError(
                    "bytes-would-differ",
                    f"{self.torch_device} is out of memory, and the processor would compute {name} with other bytes",
                    "take a GPU with more memory, --device cpu, or leave --same-bytes away",
                ) from error
            LOG.warning("%s is out of memory: %s is computed on the processor", self.torch_device, name)
        self._empty()
        return work(torch.device("cpu"))

    def load(self, tensors: list[torch.Tensor], torch_device: torch.device) -> list[torch.Tensor]:
        """The tensors on the device, all copies under way at the same time."""
        moved = [x.to(torch_device, non_blocking=self.pins) for x in tensors]
        if torch_device.type == "cuda":
            # The buffers that they were read into are filled again soon.
            torch.cuda.current_stream(torch_device).synchronize()
        return moved

    def _free(self) -> float:
        return (
            torch.cuda.mem_get_info(self.torch_device)[0]
            if self.torch_device.type == "cuda"
            else float("inf")
        )

    def _shrink(self, piece: Piece) -> Piece:
        smaller = Piece(piece + 1)
        with self._lock:
            if self._piece < smaller:
                self._piece = smaller
                LOG.warning("%s is out of memory: %s", self.torch_device, _SAID[smaller])
        self._empty()
        return smaller

    def _stream(self) -> contextlib.AbstractContextManager[object]:
        if self.torch_device.type != "cuda":
            return contextlib.nullcontext()
        return torch.cuda.stream(self._streams.of(self.torch_device))

    def _empty(self) -> None:
        if self.torch_device.type == "cuda":
            torch.cuda.empty_cache()


_SAID = {
    Piece.TILE: "it is given smaller pieces from here on",
    Piece.NOTHING: "the rest is computed on the processor",
}
