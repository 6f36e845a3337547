"""A folder that looks like a model in object storage but for its values: the small files, and of each weight file the header
and a hole. What reads values goes to the objects themselves, by what `origin` says of the folder."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from mergescope.errors import MergescopeError, failure_of
from mergescope.messages import Failure
from mergescope.own_file import read_own
from mergescope.sources.mirror_listing import LARGEST_SMALL, MirroredFile, listed
from mergescope.sources.object_storage import LOOKING, library, open_bucket, read_range, tag_of, tried
from mergescope.sources.source import DecoderSettings, Source

#: Beside the files of a mirror: where they come from.
_ORIGIN = ".object-storage.json"
_LONGEST_HEADER = 100_000_000
#: Headers are mostly shorter: one request then.
_FIRST = 1 << 20
_AT_ONCE = 16


class Mirrored(TypedDict):
    """What a folder mirrors: the files under a URI, by their names below it."""

    uri: str
    files: dict[str, MirroredFile]


def origin(folder: Path) -> Mirrored | None:
    """Of a mirror: what it mirrors; None of any other folder."""
    try:
        return json.loads(read_own(folder / _ORIGIN))
    except FileNotFoundError:
        return None


def in_object_storage(tensors: dict[str, Source], path: Path) -> dict[str, Source]:
    """The tensors of a weight file where their values are: in the object, where the file is one of a mirror."""
    path = Path(os.path.normpath(path))
    for folder in path.parents:
        mirrored = origin(folder)
        if mirrored is not None:
            name = path.relative_to(folder).as_posix()
            uri, file = f"{mirrored['uri']}/{name}", mirrored["files"][name]
            settings: DecoderSettings = {"size": file["size"], "tag": file["tag"]}
            return {key: replace(tensor, uri=uri, settings=settings) for key, tensor in tensors.items()}
    return tensors


def answer_of(uri: str, cache: str) -> dict[str, str] | Failure:
    """{folder} of the mirror, or why there is none."""
    try:
        return {"folder": str(mirror(uri.rstrip("/"), Path(cache)))}
    except (MergescopeError, OSError) as error:
        return failure_of(error)


def copy_of(uri: str, cache: str) -> dict[str, str] | Failure:
    """{file} of a copy of a small object, made anew each time, or why there is none."""
    try:
        bucket, path = open_bucket(uri)
        head = tried(uri, lambda: library().head(bucket, path), LOOKING)
        if head["size"] > LARGEST_SMALL:
            raise MergescopeError("file-unreadable", f"{uri} is too large for what it should be")
        data = bytes(read_range(uri, tag_of(head), 0, head["size"]))
        folder = Path(cache, "copies")
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / hashlib.sha256(uri.encode()).hexdigest()[:32]
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as out:
            out.write(data)
        os.replace(out.name, file)
        return {"file": str(file)}
    except (MergescopeError, OSError) as error:
        return failure_of(error)


def mirror(uri: str, cache: Path) -> Path:
    """The mirror of the model whose files lie under `uri`, in `cache`; another one, where an object has changed.

    Raises:
        MergescopeError: file-unreadable, where there is no model that can be read; as of `read_range`.
        OSError: of the cache.
    """
    files = listed(uri)
    text = json.dumps({"uri": uri, "files": files}, sort_keys=True)
    folder = cache / hashlib.sha256(text.encode()).hexdigest()[:32]
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".", ignore_cleanup_errors=True) as made:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(lambda item: _write(uri, Path(made), *item), files.items()))
            Path(made, _ORIGIN).write_text(text, encoding="utf-8")
            _rename(Path(made), folder)
    return folder


def _rename(made: Path, folder: Path) -> None:
    try:
        os.rename(made, folder)
        # Whoever removes it finds it there.
        made.mkdir()
    except OSError:
        if not folder.is_dir():
            raise


def _write(uri: str, folder: Path, name: str, file: MirroredFile) -> None:
    path, size = folder / name, file["size"]
    path.parent.mkdir(parents=True, exist_ok=True)

    def read(start: int, stop: int) -> bytes:
        return bytes(read_range(f"{uri}/{name}", file["tag"], start, min(stop, size)))

    if name.endswith(".safetensors"):
        data = read(0, _FIRST)
        header = 8 + struct.unpack("<Q", data[:8].ljust(8, b"\0"))[0]
        if len(data) < header <= _LONGEST_HEADER:
            data += read(len(data), header)
        data = data[:header]
    else:
        data = read(0, size)
    with open(path, "wb") as out:
        out.write(data)
        out.truncate(size)
    os.utime(path, (file["modified"], file["modified"]))
