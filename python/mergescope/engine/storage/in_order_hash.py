"""The sha256 of a file whose pieces come in any order."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Protocol


class Digest(Protocol):
    """Of a part of the file, which gets that part's bytes from front to back."""

    def update(self, data: memoryview, /) -> None: ...


class InOrderHash:
    """Takes the pieces from front to back, on the threads that bring them.

    A thread that only hashes would be one more than there are cores, and each time that one of them hands Python's
    lock or its core to another costs some 10 us: with it, linear over three donors of 0.6 GB took 0.83 s on two cores,
    without it 0.72 s.

    Args:
        begin: the first bytes of the file.
    """

    def __init__(self, begin: bytes) -> None:
        self.taken = len(begin)
        self._hash = hashlib.sha256(begin)
        self._waiting: dict[int, tuple[memoryview, Callable[[], None], Digest | None]] = {}
        self._busy = False
        self._lock = threading.Lock()

    def bring(self, at: int, data: memoryview, free: Callable[[], None], part: Digest | None = None) -> None:
        """Takes the bytes of the file from offset `at`, at once or when all before them have come.

        Args:
            free: called when they have been taken, maybe by a thread that brought others; part: takes them as well.
        """
        if not data:
            return free()
        with self._lock:
            self._waiting[at] = data, free, part
            if self._busy or at != self.taken:
                return
            self._busy = True
        while waiting := self._next():
            piece, done, also = waiting
            self._hash.update(piece)
            if also is not None:
                also.update(piece)
            self.taken += len(piece)
            done()

    def hexdigest(self) -> str:
        """Of all that was taken."""
        return self._hash.hexdigest()

    def _next(self) -> tuple[memoryview, Callable[[], None], Digest | None] | None:
        with self._lock:
            waiting = self._waiting.pop(self.taken, None)
            self._busy = waiting is not None
            return waiting
