"""What lies under an address, and which of it an upload of ours has brought there."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from pathlib import Path
from typing import TypedDict

from mergescope.errors import MergescopeError, failure_of, naming
from mergescope.messages import Failure
from mergescope.own_file import read_own
from mergescope.sources.object_storage import WRITING, library, open_bucket, tag_of, tried

#: A model has fewer files.
_MOST_NAMES = 2_000


class FilePut(TypedDict):
    """An object: its bytes, and its ETag where it has one."""

    size: int
    tag: str | None


class Looked(TypedDict):
    """Names of objects, below the URI."""

    names: list[str]


def listed(uri: str) -> dict[str, FilePut]:
    """The objects under a URI, however deep, by their names below it; not what consoles put there to show an empty folder.
    Raises as of WRITING."""
    bucket, prefix = open_bucket(uri)
    chunks = tried(uri, lambda: list(library().list(bucket, f"{prefix}/")), WRITING)
    return {
        entry["path"][len(prefix) + 1 :]: {"size": entry["size"], "tag": tag_of(entry)}
        for chunk in chunks
        for entry in chunk
        if entry["path"] != prefix
    }


def remove(uri: str, name: str) -> None:
    """The object, where it is there. Raises as of WRITING."""
    bucket, key = open_bucket(f"{uri}/{name}")

    def delete() -> None:
        # Google and Microsoft say so, also of the second request where the answer to the first was lost.
        with contextlib.suppress(FileNotFoundError):
            library().delete(bucket, key)

    tried(f"{uri}/{name}", delete, WRITING)


class Record:
    """What was uploaded to a URI so far, and begun, on the disk beside the folder that it comes from; so that who goes on uploads
    nothing twice, and knows its own, however the one before ended."""

    def __init__(self, path: Path, uri: str) -> None:
        self._path, self._uri, self._lock = path, uri, threading.Lock()
        self._put: dict[str, dict[str, int | str | None]] = {}
        self._begun: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(read_own(path))
            if held["uri"] == uri:
                self._put, self._begun = dict(held["files"]), dict(held["begun"])

    def is_ours(self, name: str, there: FilePut) -> bool:
        """Whether an object is the one that was uploaded."""
        return self._is_put(name, there) or self._begun.get(name) == there["size"]

    def _is_put(self, name: str, there: FilePut) -> bool:
        put = self._put.get(name)
        return put is not None and (put["size"], put["tag"]) == (there["size"], there["tag"])

    def holds(self, name: str, there: FilePut | None, file: Path) -> bool:
        """Whether the object is there, and of the file as it is now."""
        return (
            there is not None
            and self._is_put(name, there)
            and self._put[name]["modified"] == file.stat().st_mtime_ns
        )

    def begin(self, name: str, size: int) -> None:
        """Notes what is going to be uploaded: who is killed then cannot say whether it has arrived. As of `add`."""
        with self._lock:
            self._begun[name] = size
            self._save()

    def add(self, name: str, put: FilePut, file: Path) -> None:
        """Notes what was uploaded, on the disk before anything else. Safe from any thread."""
        with self._lock:
            self._begun.pop(name, None)
            self._put[name] = {**put, "modified": file.stat().st_mtime_ns}
            self._save()

    def _save(self) -> None:
        partial = self._path.with_name(f"{self._path.name}.partial")
        with naming(partial):
            with open(partial, "w", encoding="utf-8") as out:
                json.dump({"uri": self._uri, "files": self._put, "begun": self._begun}, out)
                out.flush()
                os.fsync(out.fileno())
            os.replace(partial, self._path)


def look(uri: str, record: str, probes: str) -> Looked | Failure:
    """The names of others' objects under a URI.

    Args:
        record: path of the `Record` of what we have uploaded there.
        probes: `write`: whether something can be written there is tried, and taken away again.
    """
    try:
        own = Record(Path(record), uri)
        names = [name for name, there in listed(uri).items() if not own.is_ours(name, there)]
        if probes == "write":
            name = f".mergescope-{secrets.token_hex(4)}"
            bucket, key = open_bucket(f"{uri}/{name}")
            tried(uri, lambda: library().put(bucket, key, b"", use_multipart=False), WRITING)
            remove(uri, name)
        return {"names": names[:_MOST_NAMES]}
    except (MergescopeError, OSError) as error:
        return failure_of(error)
