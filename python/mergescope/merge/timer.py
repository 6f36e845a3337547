"""Seconds by part of the work."""

from __future__ import annotations

import time


class Timer:
    """A stopwatch that names its laps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, part: str) -> None:
        """What has passed since the last lap was spent on this part."""
        now = time.monotonic()
        self.seconds[part] = round(now - self._last, 3)
        self._last = now
