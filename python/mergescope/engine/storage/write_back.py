"""What was written lies in the system's cache: it is sent on to the disk while the merge goes on, not waited for at its end."""

from __future__ import annotations

import ctypes
import threading

from mergescope.engine.libc import libc_call

#: Bytes after which the system is asked again. Asking costs 0.1 s a GB.
STEP = 1 << 26
#: SYNC_FILE_RANGE_WRITE of Linux: begins, and does not wait. What fails is told by whoever waits, as without it.
_BEGIN = 2


class WriteBack:
    """Of one open file; does nothing where the system has no such call."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._since = 0
        self._lock = threading.Lock()

    def wrote(self, count: int) -> None:
        """So many bytes more, by any thread that may not close the file meanwhile."""
        with self._lock:
            self._since += count
            if self._since < STEP:
                return
            self._since = 0
        self.begin()

    def begin(self) -> None:
        """All that was written so far."""
        if _SYNC is not None:
            _SYNC(self._descriptor, ctypes.c_int64(0), ctypes.c_int64(0), _BEGIN)


_SYNC = libc_call("sync_file_range")
