"""What comes next in a donor's file is fetched while what came before is merged."""

import ctypes
import mmap
import os
import time

import numpy as np
import pytest
import torch
from mergescope.engine.storage.ahead import AHEAD
from mergescope.engine.storage.reading import Files
from mergescope.sources.source import Source

MB = 1 << 20

pytestmark = pytest.mark.skipif(
    not hasattr(os, "posix_fadvise"),
    reason="this system cannot be asked for what comes next: run this test on Linux",
)


def is_cached(path, offset):
    """By mincore, as any read would have the system fetch it."""
    with (
        open(path, "rb") as file,
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE) as mapped,
    ):
        pages = np.frombuffer(mapped, np.uint8)
        cached = (ctypes.c_ubyte * 1)()
        libc = ctypes.CDLL(None, use_errno=True)
        assert libc.mincore(ctypes.c_void_p(pages.ctypes.data + offset), 4096, cached) == 0
        del pages
    return bool(cached[0] & 1)


def test_the_next_megabytes_of_a_cold_donor_are_fetched_before_they_are_asked_for(tmp_path):
    path = tmp_path / "donor"
    path.write_bytes(os.urandom(48 * MB))
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)
    if is_cached(path, 20 * MB):
        pytest.skip("this file system holds its files in memory: set TMPDIR to a folder on a disk")
    files = Files()
    tensor = Source(str(path), "w", torch.uint8, (36 * MB,), offset=6 * MB, donor="d")
    assert files.read(tensor, 0, 2 * MB).numel() == 2 * MB
    soon = 8 * MB + AHEAD - 4096
    began = time.monotonic()
    while not is_cached(path, soon) and time.monotonic() - began < 60:
        time.sleep(0.01)
    assert is_cached(path, soon)
    assert not is_cached(path, soon + 8 * MB)
    files.close()
