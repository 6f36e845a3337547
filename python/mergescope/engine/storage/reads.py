"""How much was read of each donor."""

from __future__ import annotations

import threading

from mergescope.messages import DonorRead


class Reads:
    """Bytes read so far, by donor. Safe from any thread.

    A method that passes over its inputs twice reads them twice, and that is what is counted.

    Args:
        donors: their names, in the order of the config.
    """

    def __init__(self, donors: list[str]) -> None:
        self._bytes = dict.fromkeys(donors, 0)
        self._lock = threading.Lock()

    def add(self, donor: str, count: int) -> None:
        """`count` more bytes were read of a donor."""
        with self._lock:
            self._bytes[donor] += count

    def fresh(self) -> dict[str, int]:
        """What was read since the last time that this was asked."""
        with self._lock:
            read = {donor: count for donor, count in self._bytes.items() if count}
            self._bytes = dict.fromkeys(self._bytes, 0)
            return read

    def as_json(self) -> list[DonorRead]:
        """[{model, bytes}] in the order of the config."""
        with self._lock:
            return [{"model": donor, "bytes": count} for donor, count in self._bytes.items()]
