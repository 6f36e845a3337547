"""The event channel to the parent: one JSON object a line out, `cancel` in.

The channel is a duplex pipe whose other end only the parent holds. When it ends, the parent is gone and this
process ends too, so that no merge runs on for nobody.
"""

from __future__ import annotations

import json
import math
import os
import threading
import time

from mergescope.errors import Cancelled
from mergescope.messages import CallFinished, Event, Heartbeat, SignOfLife

_HEARTBEAT_SECONDS = 1.0


class _Channel:
    def __init__(self) -> None:
        self.descriptor: int | None = None
        self.lock = threading.Lock()
        self.cancelled = threading.Event()
        self.busy = False
        self.moved = time.monotonic()


_channel = _Channel()


def connect() -> None:
    """Takes over the descriptor that MERGESCOPE_EVENT_FD names; without it, events go nowhere."""
    name = os.environ.pop("MERGESCOPE_EVENT_FD", None)
    if name is None or _channel.descriptor is not None:
        return
    _channel.descriptor = int(name)
    # A child of ours that kept the descriptor open would hide our end from the parent.
    os.set_inheritable(_channel.descriptor, False)
    threading.Thread(target=_listen, name="mergescope-listen", daemon=True).start()
    threading.Thread(target=_beat, name="mergescope-heartbeat", daemon=True).start()


def emit(event: Event | SignOfLife) -> None:
    """Sends one event. Safe from any thread; NaN and infinities become null."""
    if _channel.descriptor is None:
        return
    line = _json(event).encode("ascii") + b"\n"
    with _channel.lock:
        view = memoryview(line)
        while view:
            try:
                view = view[os.write(_channel.descriptor, view) :]
            except OSError:
                os._exit(1)


def check() -> None:
    """Marks that the work moved.

    Raises:
        Cancelled: the parent asked to stop.
    """
    if cancelled():
        raise Cancelled("cancelled")


def cancelled() -> bool:
    """Whether the parent asked to stop; also marks that the work moved."""
    _channel.moved = time.monotonic()
    return _channel.cancelled.is_set()


def begin() -> None:
    """Called when a call starts: an earlier cancel does not concern it."""
    _channel.cancelled.clear()
    _channel.moved = time.monotonic()
    _channel.busy = True


def finish(call: int) -> None:
    """Called when a call ends: nothing of it follows on the channel."""
    _channel.busy = False
    emit(CallFinished(event="call-finished", id=call))


def memory_bytes() -> int:
    """Resident size of this process in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        try:
            import resource

            # Kilobytes on Linux, bytes on macOS; Linux was served above.
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        except ImportError:
            return 0


def finite(value: object) -> object:
    """The same value with NaN and infinities as None, which is all that JSON can say of them."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value


def _json(value: object) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(finite(value), allow_nan=False)


def _listen() -> None:
    assert _channel.descriptor is not None
    rest = b""
    while True:
        try:
            chunk = os.read(_channel.descriptor, 4096)
        except OSError:
            chunk = b""
        if not chunk:
            os._exit(1)
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if b"cancel" in lines:
            _channel.cancelled.set()


def _beat() -> None:
    last = time.monotonic()
    while True:
        now = time.monotonic()
        # A beat that comes late by more than this was suspended (Ctrl-Z, a sleeping machine): nothing could move.
        if now - last > 10 * _HEARTBEAT_SECONDS:
            _channel.moved += now - last
        last = now
        idle = time.monotonic() - _channel.moved if _channel.busy else 0.0
        emit(Heartbeat(event="heartbeat", idleSeconds=round(idle, 3), memoryBytes=memory_bytes()))
        time.sleep(_HEARTBEAT_SECONDS)
