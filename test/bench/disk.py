"""What the disk takes: cold files, and the least time that a merge of them needs."""

from __future__ import annotations

import os
import time
from pathlib import Path


def evict(donors: list[Path]) -> None:
    """Drops the donors' weights from the page cache."""
    for donor in donors:
        descriptor = os.open(donor / "model.safetensors", os.O_RDONLY)
        # Pages that still have to be written stay.
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def floor(donors: list[Path], folder: Path) -> float:
    """Seconds that reading the cold donors and writing a model of their size takes, nothing in between. As for a merge, what
    is written may lie in the system's cache in the end."""
    evict(donors)
    began = time.monotonic()
    with open(folder / "floor", "wb") as target:
        for number, donor in enumerate(donors):
            with open(donor / "model.safetensors", "rb") as source:
                while chunk := source.read(1 << 22):
                    if number == 0:
                        target.write(chunk)
    seconds = time.monotonic() - began
    (folder / "floor").unlink()
    return seconds
