"""How far the merge is, a few times a second."""

from __future__ import annotations

import time

from mergescope import events
from mergescope.engine.storage.reads import Reads
from mergescope.messages import ProgressEvent, StepEvent

_INTERVAL = 0.1


class Progress:
    """Counts output bytes.

    Args:
        total: bytes that the output will have.
        donors: their names, in the order of the config.
    """

    def __init__(self, total: int, donors: list[str]) -> None:
        self._total = total
        self._reads = Reads(donors)
        self._done = 0
        self._fresh = 0
        self._began = time.monotonic()
        self._told = 0.0

    def skip(self, count: int) -> None:
        """Bytes that an earlier run has written; they do not count for the rate."""
        self._done += count

    def advance(self, tensor: str, count: int, read: dict[str, int]) -> None:
        """`count` more bytes of `tensor` are on their way to the disk, for which so many were read of each donor."""
        for donor, more in read.items():
            self._reads.add(donor, more)
        self._done += count
        self._fresh += count
        now = time.monotonic()
        if now - self._told < _INTERVAL and self._done < self._total:
            return
        self._told = now
        rate = self._fresh / max(now - self._began, 1e-6)
        event: ProgressEvent = {
            "event": "progress",
            "item": tensor,
            "done": self._done,
            "total": self._total,
            "bytesPerSecond": round(rate),
            "memoryBytes": events.memory_bytes(),
            "read": self._reads.as_json(),
        }
        if rate:
            event["remainingSeconds"] = round((self._total - self._done) / rate, 1)
        events.emit(event)


def step(title: str) -> None:
    """Something that takes a while and has no measure is beginning."""
    events.check()
    events.emit(StepEvent(event="step", title=title))
