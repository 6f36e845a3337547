"""What a shard task is carried out with, wherever that is; and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypedDict

from mergescope.engine.compute.device import Device
from mergescope.errors import Cancelled
from mergescope.messages import TensorSums, VoiceEvent, WrittenValues


class Advance(TypedDict):
    """More of a shard is on its way to the disk: bytes of the tensor, and those read of each donor since the last time.
    node: as of `Context`."""

    event: Literal["advance"]
    file: str
    node: str
    item: str
    bytes: int
    read: dict[str, int]


@dataclass(frozen=True)
class Context:
    """emit: is told how it goes, on the thread that asks for it; attempt: as of `partial`; node: the machine or device, where
    there are several."""

    emit: Callable[[Advance | VoiceEvent], None]
    cancelled: Callable[[], bool]
    threads: int
    device: Device
    attempt: str = ""
    node: str = ""

    def check(self) -> None:
        """Raises Cancelled, where somebody asked to stop."""
        if self.cancelled():
            raise Cancelled("cancelled")


class ShardResult(TypedDict):
    """A shard that is on the disk, and what was told of it; attempt, node: as of `Context`; tensors: sha256 of each,
    where the audit is full."""

    file: str
    attempt: str
    node: str
    sha256: str
    tensors: dict[str, str]
    voices: list[TensorSums]
    values: list[WrittenValues]
    seconds: float
