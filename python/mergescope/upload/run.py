"""The function that the bridge calls to put a finished model into object storage."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mergescope import events
from mergescope.errors import MergescopeError
from mergescope.messages import ProgressEvent, UploadReply, UploadRequest
from mergescope.upload.listing import listed, remove
from mergescope.upload.put_file import put_file
from mergescope.upload.record import FilePut, Record

#: Files that are under way at once.
_AT_ONCE = 4


def upload(value: UploadRequest) -> UploadReply:
    """Puts the files of a folder under a URI: first what is no model by itself, then the index, then config.json. What
    was there is no model any more before the first of them comes, and gone before the index does.

    Raises:
        MergescopeError: output-exists, where others' objects are there, or come meanwhile; file-unwritable.
        Cancelled: somebody asked to stop.
    """
    folder, uri = Path(value["folder"]), value["uri"]
    files = sorted(
        (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()),
        key=lambda name: (_rank(name), name),
    )
    record, there = Record(Path(value["record"]), uri), listed(uri)
    strange = [name for name, object_ in there.items() if not record.is_ours(name, object_)]
    if strange and not value["replace"]:
        raise _filled(uri)
    for name in sorted(there, key=_rank, reverse=True):
        if _rank(name):
            remove(uri, name)
    parts, heads = [name for name in files if not _rank(name)], [name for name in files if _rank(name)]
    left = [name for name in parts if not record.holds(name, there.get(name), folder / name)]
    progress = _Progress(sum((folder / name).stat().st_size for name in [*left, *heads]))
    put = {name: there[name] for name in parts if name not in left}
    with ThreadPoolExecutor(_AT_ONCE, "mergescope-upload") as pool:
        done = [pool.submit(_put, folder, uri, name, record, progress) for name in left]
        try:
            put |= {name: future.result() for name, future in zip(left, done, strict=True)}
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for name in there:
        if not _rank(name) and name not in put:
            remove(uri, name)
    # Somebody else may have written there meanwhile: that is no model of ours then.
    if listed(uri) != put:
        raise _filled(uri)
    for name in heads:
        put[name] = _put(folder, uri, name, record, progress)
    return {"files": len(put), "bytes": sum(file["size"] for file in put.values())}


def _put(folder: Path, uri: str, name: str, record: Record, progress: _Progress) -> FilePut:
    path = folder / name
    record.begin(name)
    put = put_file(path, f"{uri}/{name}", record.mark, lambda count: progress.advance(name, count))
    record.add(name, put, path)
    return put


def _rank(name: str) -> int:
    """What makes it a model for those who read it: nothing 0, the index 1, the config 2."""
    return 2 if name == "config.json" else int(name.endswith(".index.json") and "/" not in name)


def _filled(uri: str) -> MergescopeError:
    return MergescopeError(
        "output-exists", f"{uri} was filled by somebody else meanwhile", "give another address with -o"
    )


class _Progress:
    def __init__(self, total: int) -> None:
        self._done, self._total = 0, total
        self._lock = threading.Lock()

    def advance(self, item: str, count: int) -> None:
        with self._lock:
            self._done += count
            events.emit(ProgressEvent(event="progress", item=item, done=self._done, total=self._total))
