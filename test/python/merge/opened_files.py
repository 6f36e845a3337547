"""Which files of a folder somebody opens, as the kernel tells it (inotify): libraries of Rust and C among it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Generator
from pathlib import Path

_OPEN, _IS_FOLDER = 0x20, 0x40000000


@contextlib.contextmanager
def opened_files(root: Path) -> Generator[set[Path]]:
    """Afterwards the set holds every file below `root` that was opened in between."""
    libc, opened = ctypes.CDLL(None, use_errno=True), set[Path]()
    descriptor = libc.inotify_init1(os.O_NONBLOCK)
    assert descriptor >= 0, os.strerror(ctypes.get_errno())
    folders = {
        libc.inotify_add_watch(descriptor, os.fsencode(folder), _OPEN): folder
        for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]
    }
    try:
        yield opened
        with contextlib.suppress(BlockingIOError):
            while events := os.read(descriptor, 1 << 20):
                while events:
                    number, kind, _, length = struct.unpack_from("iIII", events)
                    name, events = os.fsdecode(events[16 : 16 + length].rstrip(b"\0")), events[16 + length :]
                    if name and not kind & _IS_FOLDER:
                        opened.add(folders[number] / name)
    finally:
        os.close(descriptor)
