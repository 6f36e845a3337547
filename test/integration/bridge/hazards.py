"""Functions that do to the bridge what broken code does. No import that takes time."""

import os
import subprocess
import sys
import threading
import time

from mergescope import events


def echo(value):
    return value


def many_events(count):
    threads = [threading.Thread(target=_burst, args=(name, count)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count


def _burst(name, count):
    for number in range(count):
        events.emit({"event": "tick", "name": name, "number": number})


def leave(code):
    sys.exit(code)


def leave_hard(code):
    print("the last words", flush=True)
    os._exit(code)


def surrogate(_):
    raise ValueError("a token \ud83d and no more")


def unprintable(_):
    class Rude(Exception):
        def __str__(self):
            raise RuntimeError("no")

    raise Rude


def not_finite(_):
    return {"nan": float("nan"), "inf": [float("inf"), 1.5]}


def storm(megabytes):
    line = "x" * 1023 + "\n"
    for _ in range(megabytes * 1024):
        sys.stdout.write(line)
    sys.stderr.write("y" * 1024 * 1024)
    return "done"


def hang(seconds):
    """Alive, but stuck: heartbeats go on, the work does not."""
    time.sleep(seconds)


def stop_self(_):
    """No thread runs any more, as under a debugger."""
    os.kill(os.getpid(), 19)


def stubborn(seconds):
    """Never looks whether it was cancelled, and ignores SIGTERM."""
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    events.emit({"event": "ready", "pid": os.getpid()})
    time.sleep(seconds)


def polite(_):
    events.emit({"event": "ready", "pid": os.getpid()})
    while True:
        events.check()
        time.sleep(0.02)


def with_child(seconds):
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    events.emit({"event": "ready", "pid": os.getpid(), "child": child.pid})
    time.sleep(seconds)


def out_of_memory(_):
    raise MemoryError


def disk_full(_):
    raise OSError(28, "No space left on device")


def eat(_):
    """Takes memory until the system ends somebody."""
    held = []
    while True:
        held.append(bytearray(b"1") * (16 << 20))
