"""One output file, written front to back and hashed on the way."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mergescope.engine.safetensors_io import OutputShard


class ShardFile:
    """Appends the data of a shard under a temporary name; `finish` gives it its own.

    It lies in the system's cache then, safe from the end of any process. What a power cut takes is noticed when
    the shard is hashed again before a run goes on; whoever gives the folder its final name makes it durable first.
    """

    def __init__(self, folder: Path, shard: OutputShard) -> None:
        self._shard = shard
        self._target = folder / shard.file_name
        self._partial = folder / f"{shard.file_name}.partial"
        self._hash = hashlib.sha256()
        # Beside the writing: on two cores both together take as long as the longer of them.
        self._hasher = ThreadPoolExecutor(1, "mergescope-hash")
        self._written = 0
        self._descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        self.append(shard.header)

    def append(self, data: bytes | memoryview) -> None:
        """Writes the next bytes.

        Raises:
            OSError: ENOSPC, EIO and their kind, as the system gave them, with the path.
        """
        view = memoryview(data).cast("B")
        hashed = self._hasher.submit(self._hash.update, view)
        self._written += len(view)
        try:
            with self._named_errors():
                while view:
                    view = view[os.write(self._descriptor, view) :]
        finally:
            hashed.result()

    def finish(self) -> str:
        """Returns the sha256 of the whole file."""
        if self._written != self._shard.nbytes:
            raise RuntimeError(
                f"{self._shard.file_name}: {self._written} bytes of {self._shard.nbytes} written"
            )
        self.close()
        os.replace(self._partial, self._target)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Lets go of the file without finishing it."""
        self._hasher.shutdown()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @contextlib.contextmanager
    def _named_errors(self) -> Iterator[None]:
        """The system does not say which file it could not write."""
        try:
            yield
        except OSError as error:
            error.filename = str(self._partial)
            raise
