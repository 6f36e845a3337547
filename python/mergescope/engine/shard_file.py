"""One output file, written front to back and hashed on the way."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from mergescope.engine.safetensors_io import OutputShard


class ShardFile:
    """Appends the data of a shard under a temporary name; `finish` makes it durable and gives it its own."""

    def __init__(self, folder: Path, shard: OutputShard) -> None:
        self._shard = shard
        self._target = folder / shard.file_name
        self._partial = folder / f"{shard.file_name}.partial"
        self._hash = hashlib.sha256()
        self._written = 0
        self._descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        self.append(shard.header)

    def append(self, data: bytes | memoryview) -> None:
        """Writes the next bytes.

        Raises:
            OSError: ENOSPC, EIO and their kind, as the system gave them, with the path.
        """
        view = memoryview(data).cast("B")
        self._hash.update(view)
        self._written += len(view)
        with self._named_errors():
            while view:
                view = view[os.write(self._descriptor, view) :]

    def finish(self) -> str:
        """Returns the sha256 of the whole file."""
        if self._written != self._shard.nbytes:
            raise RuntimeError(
                f"{self._shard.file_name}: {self._written} bytes of {self._shard.nbytes} written"
            )
        with self._named_errors():
            os.fsync(self._descriptor)
        self.close()
        os.replace(self._partial, self._target)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Lets go of the file without finishing it."""
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
