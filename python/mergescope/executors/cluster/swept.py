"""A folder for what Ray writes, which is gone afterwards, however this process ends."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator

#: Waits until we are gone, and then until Ray's own processes, which end a little later, write nothing any more.
_SWEEP = """
import os, shutil, sys, time
sys.stdin.buffer.read()
until, quiet = time.monotonic() + 60, 0
while time.monotonic() < until and quiet < 10:
    quiet = 0 if os.path.isdir(sys.argv[1]) else quiet + 1
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    time.sleep(0.3)
"""


@contextlib.contextmanager
def swept_folder() -> Generator[str]:
    """It is removed by another process where this one is killed."""
    # Short, since the paths of sockets in there are.
    folder = tempfile.mkdtemp(prefix="mergescope-ray-")
    # In a session of its own: a Ctrl-C and what is sent to our group do not reach it. The end of the pipe does.
    sweeper = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _SWEEP, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        assert sweeper.stdin is not None
        sweeper.stdin.close()
