"""How far the merge is, a few times a second."""

from __future__ import annotations

import time

from mergescope import events
from mergescope.engine.storage.reads import Reads
from mergescope.messages import ProgressEvent, StepEvent
from mergescope.shards.context import Advance

_INTERVAL = 0.1


class Progress:
    """Counts output bytes.

    Args:
        sizes: bytes of tensors that each file of the output will have.
        donors: their names, in the order of the config.
    """

    def __init__(self, sizes: dict[str, int], donors: list[str]) -> None:
        self._sizes = sizes
        self._streams: dict[str, int] = {}
        self._total = sum(sizes.values())
        self._reads = Reads(donors)
        self._done = 0
        self._fresh = 0
        self._began = time.monotonic()
        self._told = 0.0
        self._told_of: dict[str, float] = {}

    def skip(self, count: int) -> None:
        """Bytes that an earlier run has written; they do not count for the rate."""
        self._done += count

    def advance(self, told: Advance) -> None:
        """Where several work at once, each file has a line of its own, with who writes it."""
        count = told["bytes"]
        for donor, more in told["read"].items():
            self._reads.add(donor, more)
        self._done += count
        self._fresh += count
        now = time.monotonic()
        if told["node"]:
            self._stream(told, now)
        if now - self._told < _INTERVAL and self._done < self._total:
            return
        self._told = now
        rate = self._fresh / max(now - self._began, 1e-6)
        event: ProgressEvent = {
            "event": "progress",
            "item": told["item"],
            "done": self._done,
            "total": self._total,
            "bytesPerSecond": round(rate),
            "memoryBytes": events.memory_bytes(),
            "read": self._reads.as_json(),
        }
        if rate:
            event["remainingSeconds"] = round((self._total - self._done) / rate, 1)
        events.emit(event)

    def _stream(self, told: Advance, now: float) -> None:
        file, total = told["file"], self._sizes[told["file"]]
        before = self._streams.get(file, 0)
        done = self._streams[file] = before + told["bytes"]
        if (now - self._told_of.get(file, 0.0) < _INTERVAL and 0 < done < total) or done == before:
            return
        self._told_of[file] = now
        events.emit(
            ProgressEvent(
                event="progress", item=told["item"], done=done, total=total, lane=file, node=told["node"]
            )
        )


def step(title: str) -> None:
    """Something that takes a while and has no measure is beginning."""
    events.check()
    events.emit(StepEvent(event="step", title=title))
