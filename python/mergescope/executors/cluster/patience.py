"""How long nothing has come from a cluster."""

from __future__ import annotations

import logging
import time

from mergescope.executors.cluster.room import Room

LOG = logging.getLogger(__name__)


class Patience:
    """Tells it after `seconds`, and again after twice as long each time. Only what nodes send counts as a move."""

    def __init__(self, seconds: float = 300) -> None:
        self._first = self._next = seconds
        self._moved = time.monotonic()

    def moved(self) -> None:
        """Something has come."""
        self._moved, self._next = time.monotonic(), self._first

    def look(self, waiting: list[Room], at_work: int) -> None:
        """waiting: what the files that nobody has begun ask for; at_work: how many somebody has."""
        idle = time.monotonic() - self._moved
        if idle < self._next:
            return
        self._next *= 2
        what = [f"{len(waiting)} wait for a machine with {max(waiting, key=_size)} free"] if waiting else []
        what += [f"{at_work} are being merged"] if at_work else []
        LOG.warning("nothing has come from the cluster for %.0f s; of the files %s", idle, ", ".join(what))


def _size(room: Room) -> int:
    return room.memory
