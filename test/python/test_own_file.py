"""What lies in the place of a file of ours is neither waited for nor taken for one."""

import os
from pathlib import Path

import pytest
from mergescope.architecture.remembered import remembered
from mergescope.merge.manifest import _read
from mergescope.upload.record import Record


def _text(text: bytes):
    return lambda path: path.write_bytes(text)


KINDS = {
    "a folder": Path.mkdir,
    "a named pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link": lambda path: path.symlink_to("/nowhere/at-all"),
    "no text": _text(b"\x00{{\xff"),
    "nothing": _text(b""),
    "a list": _text(b"[1]"),
    "an object": _text(b"{}"),
}
FILES = {
    "a manifest": _read,
    "a check of a class": lambda path: remembered(path.parent, path.name),
    "a record of an upload": lambda path: (
        Record(path, "s3://bucket/model").holds("x", {"size": 1, "tag": None}, path) or None
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", FILES)
def test_is_no_file_of_ours(tmp_path: Path, kind: str, file: str) -> None:
    KINDS[kind](tmp_path / "file")
    assert FILES[file](tmp_path / "file") is None
