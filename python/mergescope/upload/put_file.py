"""One file becomes an object, and is believed only when the storage holds its very bytes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from mergescope import events
from mergescope.errors import naming
from mergescope.sources.object_storage import WRITING, Wrong, library, open_bucket, reason_of, tag_of, tried
from mergescope.sources.obstore_types import Bucket, ObjectMeta
from mergescope.upload.record import MARK, FilePut

#: Bytes of a part, at least: S3 takes none that is smaller, and no more than 10,000 of them. A small part is soon over,
#: which is what Ctrl-C waits for.
_PART, _MOST_PARTS = 5 << 20, 9_000
#: The parts are tried again each by itself; this is the whole file.
_TRIES = 3


def put_file(path: Path, uri: str, mark: str, advance: Callable[[int], None]) -> FilePut:
    """Puts the file there, in parts where it is large; none of them stays where it is not finished.

    Args:
        mark: as of `Record`.
        advance: is told of bytes that are on their way; a negative number takes back what has to go again.

    Raises:
        Cancelled: somebody asked to stop. MergescopeError: file-unwritable, donor-changed. OSError: of the file.
    """
    size = path.stat().st_size
    part = max(_PART, -(-size // _MOST_PARTS))
    bucket, key = open_bucket(uri, retried=True)
    marked = {MARK: mark}

    def put() -> FilePut:
        feed = _Feed(path, size, part, advance)
        try:
            if size <= part:
                library().put(bucket, key, b"".join(feed), attributes=marked, use_multipart=False)
            else:
                _in_parts(bucket, key, feed, part, marked)
            held = _head(bucket, key)
            if held["size"] != size or not (feed.tag == _bare(tag_of(held)) or _same(path, bucket, key)):
                raise Wrong("what is there afterwards is not what was sent")
        except Exception:
            advance(-feed.done)
            raise
        return {"size": size, "tag": tag_of(held)}

    return tried(uri, put, WRITING, _TRIES)


def _in_parts(bucket: Bucket, key: str, feed: _Feed, part: int, marked: dict[str, str]) -> None:
    """Whoever leaves the writer with an exception has taken the parts back, and so has the writer whose last request fails. A part
    that fails is told by the next write, since there is one under way at a time; the last one by the end, too late for that."""
    try:
        # Where the answer to the last request is lost, it is done, and unknown when that is repeated.
        with (
            contextlib.suppress(FileNotFoundError),
            library().open_writer(
                bucket, key, attributes=marked, buffer_size=part, max_concurrency=1
            ) as writer,
        ):
            for data in feed:
                writer.write(data)
    except OSError as error:
        # Of a file of ours there is a number.
        if error.errno is not None:
            raise
        raise Wrong(reason_of(error)) from None


def _head(bucket: Bucket, key: str) -> ObjectMeta:
    try:
        return library().head(bucket, key)
    except FileNotFoundError:
        raise Wrong("nothing is there afterwards, or no such bucket") from None


class _Feed:
    """The parts of a file as it was, one after the other: a log may grow meanwhile. tag: the ETag that S3 gives for them, once all
    were asked for."""

    def __init__(self, path: Path, size: int, part: int, advance: Callable[[int], None]) -> None:
        self._path, self._size, self._part, self._advance = path, size, part, advance
        self._digests: list[hashlib._Hash] = []
        self.done = 0

    def __iter__(self) -> Iterator[bytes]:
        with naming(self._path), open(self._path, "rb") as file:
            while data := file.read(min(self._part, self._size - self.done)):
                events.check()
                self._digests.append(hashlib.md5(data, usedforsecurity=False))
                self.done += len(data)
                self._advance(len(data))
                yield data

    @property
    def tag(self) -> str:
        if len(self._digests) < 2:
            return self._digests[0].hexdigest() if self._digests else hashlib.md5(b"").hexdigest()
        whole = hashlib.md5(b"".join(digest.digest() for digest in self._digests), usedforsecurity=False)
        return f"{whole.hexdigest()}-{len(self._digests)}"


def _bare(tag: str | None) -> str:
    return (tag or "").strip('"')


def _same(path: Path, bucket: Bucket, key: str) -> bool:
    """Whether the object, which is no longer, has the bytes of the file: asked where its tag does not tell, as with keys of one's own, and in
    Google's and Microsoft's storage."""
    with open(path, "rb") as file:
        for piece in library().get(bucket, key).stream(min_chunk_size=1 << 20):
            events.check()
            if file.read(len(piece)) != bytes(piece):
                return False
    return True
