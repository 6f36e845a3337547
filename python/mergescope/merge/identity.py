"""What a file is, so that it shows when it becomes another one: where it lies, its times, a sample of its bytes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 4096
#: Offsets of a file that are looked at, beside its two ends and its header.
_MOST = 1024
_MOST_HEADER = 100_000_000


#: Size, name in the Hub cache or time of the last change, sample.
Facts = list[int | str]


@dataclass(frozen=True)
class Identity:
    """A file as it was at one time.

    blob: its name in the Hub cache, where files are named after their content; None elsewhere.
    sample: sha256 of its header, its ends, and of a block of each tensor or of blocks all over it.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int
    permissions: tuple[int, int, int, int]
    blob: str | None
    sample: str

    def as_json(self) -> Facts:
        """What must be the same when a run goes on: a copy or another download of the same bytes is."""
        return [self.size, self.blob or self.modified, self.sample]


def identify(path: Path) -> Identity:
    """Raises OSError where the file cannot be read."""
    with open(path, "rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        return Identity(*_facts(path, status), _sample(file.fileno(), status.st_size, path.suffix))


def is_other(path: Path, before: Identity) -> bool:
    """Whether a file is another one now than it was; looks at its bytes where its times do not tell.

    Raises:
        OSError: it cannot be read any more.
    """
    status = os.stat(path)
    device, inode, size, modified, changed, permissions, blob = _facts(path, status)
    if (device, inode, size, modified, changed) == (
        before.device,
        before.inode,
        before.size,
        before.modified,
        before.changed,
    ):
        return False
    if size != before.size or blob != before.blob:
        return True
    in_place = (device, inode) == (before.device, before.inode)
    # The Hub cache names files after their content: another download of it has another time.
    if modified != before.modified and (in_place or blob is None):
        return True
    # Written to, and its time put back: but for that, only a link, a mode or an owner moves the one time alone.
    if in_place and permissions == before.permissions:
        return True
    return identify(path).sample != before.sample


def _facts(
    path: Path, status: os.stat_result
) -> tuple[int, int, int, int, int, tuple[int, int, int, int], str | None]:
    real = path.resolve()
    named = real.parent.name == "blobs" and re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", real.name)
    permissions = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, status.st_nlink)
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        permissions,
        real.name if named else None,
    )


def _sample(descriptor: int, size: int, suffix: str) -> str:
    digest = hashlib.sha256()
    header = _header(descriptor, size) if suffix == ".safetensors" else b""
    digest.update(header)
    for offset in _offsets(header, size):
        digest.update(os.pread(descriptor, _BLOCK, offset))
    return digest.hexdigest()


def _header(descriptor: int, size: int) -> bytes:
    length = int.from_bytes(os.pread(descriptor, 8, 0), "little")
    return os.pread(descriptor, 8 + min(length, size, _MOST_HEADER), 0)


def _offsets(header: bytes, size: int) -> list[int]:
    """Where blocks are looked at: all of a short file; the ends of a long one, and an offset in each tensor."""
    if size <= _MOST * _BLOCK // 4:
        return list(range(0, size, _BLOCK))
    inner = _tensor_offsets(header) or [size * part // _MOST for part in range(1, _MOST)]
    return [0, *inner[:: len(inner) // _MOST + 1], size - _BLOCK]


def _tensor_offsets(header: bytes) -> list[int]:
    try:
        entries = json.loads(header[8:])
        spans = [entry["data_offsets"] for name, entry in entries.items() if name != "__metadata__"]
        # Not always the first bytes: a tensor may begin with padding tokens that are the same in every model.
        return [len(header) + (begin + end) // 2 for begin, end in sorted(spans)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
