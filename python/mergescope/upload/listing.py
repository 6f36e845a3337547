"""What lies under an address, and which of it an upload of ours has brought there."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TypedDict

from mergescope.errors import MergescopeError, failure_of
from mergescope.messages import Failure
from mergescope.sources.object_storage import WRITING, library, open_bucket, tag_of, tried
from mergescope.upload.record import FilePut, Record

#: A model has fewer files.
_MOST_NAMES = 2_000


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
