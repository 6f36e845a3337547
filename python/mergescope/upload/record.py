"""Which objects under an address an upload of ours has brought there."""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from pathlib import Path
from typing import TypedDict

from mergescope.own_file import read_own
from mergescope.replace_own import replace_own
from mergescope.sources.object_storage import WRITING, library, open_bucket, tried

#: The name of the user-defined metadata that an object of ours has; it says of which upload it is.
MARK = "mergescope"


class FilePut(TypedDict):
    """An object: its bytes, and its ETag where it has one."""

    size: int
    tag: str | None


class Put(FilePut):
    """And the file that it was, by its time."""

    modified: int


class Record:
    """What was uploaded to a URI so far, and begun, on the disk beside the folder that it comes from; so that who goes on uploads
    nothing twice, and knows its own, however the one before ended. `mark`: what the metadata of each object says."""

    def __init__(self, path: Path, uri: str) -> None:
        self._path, self._uri, self._lock = path, uri, threading.Lock()
        self._put: dict[str, Put] = {}
        self._begun: set[str] = set()
        self.mark = secrets.token_hex(8)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(read_own(path))
            if held["uri"] == uri:
                self._put = dict(held["files"])
                # One that an older version has written has no mark, and may have nothing begun.
                self.mark, self._begun = held["mark"], set(held["begun"])

    def is_ours(self, name: str, there: FilePut) -> bool:
        """Whether an object is one that was uploaded. Raises as of WRITING."""
        return self._is_put(name, there) or (name in self._begun and self._is_marked(name))

    def _is_put(self, name: str, there: FilePut) -> bool:
        put = self._put.get(name)
        return put is not None and (put["size"], put["tag"]) == (there["size"], there["tag"])

    def _is_marked(self, name: str) -> bool:
        uri = f"{self._uri}/{name}"
        bucket, key = open_bucket(uri)
        looked = tried(uri, lambda: library().get(bucket, key, options={"head": True}), WRITING)
        return looked.attributes.get(MARK) == self.mark

    def holds(self, name: str, there: FilePut | None, file: Path) -> bool:
        """Whether the object is there, and of the file as it is now."""
        return (
            there is not None
            and self._is_put(name, there)
            and self._put[name]["modified"] == file.stat().st_mtime_ns
        )

    def begin(self, name: str) -> None:
        """Notes what is going to be uploaded: who is killed then cannot say whether it has arrived. As of `add`."""
        with self._lock:
            self._begun.add(name)
            self._save()

    def add(self, name: str, put: FilePut, file: Path) -> None:
        """Notes what was uploaded, on the disk before anything else. Safe from any thread."""
        with self._lock:
            self._begun.discard(name)
            self._put[name] = {**put, "modified": file.stat().st_mtime_ns}
            self._save()

    def _save(self) -> None:
        held = {"uri": self._uri, "mark": self.mark, "files": self._put, "begun": sorted(self._begun)}
        replace_own(self._path, held)
