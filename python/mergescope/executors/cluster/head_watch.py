"""Whether the head of a cluster is still there."""

from __future__ import annotations

import time

from mergescope.errors import MergescopeError
from mergescope.executors.cluster.address import SECONDS, answers

#: How long the head may be away.
_HEAD_SECONDS = 20
#: The most that counts between two looks, which are seconds apart: who was stopped in between was away itself.
_MOST_BETWEEN = SECONDS + 5


class HeadWatch:
    """Of the head at an address that Ray itself has found."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._away = 0.0
        self._failed: float | None = None

    def answers(self) -> bool:
        """After a minute without its head Ray ends this process, and whoever asks it something waits until then.

        Raises:
            MergescopeError: cluster-unusable, where it has been away for too long.
        """
        if answers(self._address):
            self._away, self._failed = 0.0, None
            return True
        now = time.monotonic()
        if self._failed is not None:
            self._away += min(now - self._failed, _MOST_BETWEEN)
        self._failed = now
        if self._away > _HEAD_SECONDS:
            raise MergescopeError(
                "cluster-unusable",
                f"the head of the Ray cluster, {self._address}, answers no more",
                "start Ray on all machines again; --resume goes on with what is finished",
            )
        return False
