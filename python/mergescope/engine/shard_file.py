"""One output file: written at known places by many threads, and hashed from front to back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from mergescope.engine.safetensors_io import OutputShard, OutputTensor
from mergescope.errors import naming

#: Puts bytes at a place of a tensor, counted in bytes from its first.
Write = Callable[[int, memoryview], None]

#: Bytes handed to the system at once. Given more it looks for cache pages of that size, up to 2 MB, which a virtual
#: machine has often given back to its host: writing 0.7 GB then takes 1.5 s instead of 0.15 s.
_WRITE_BYTES = 1 << 18


class ShardFile:
    """Fills a shard under a temporary name; `finish` gives it its own.

    It lies in the system's cache then, safe from the end of any process. What a power cut takes is noticed when
    the shard is hashed again before a run goes on; whoever gives the folder its final name makes it durable first.
    """

    def __init__(self, folder: Path, shard: OutputShard) -> None:
        self._shard = shard
        self._target = folder / shard.file_name
        self._partial = folder / f"{shard.file_name}.partial"
        self._hash = hashlib.sha256(shard.header)
        self._hashed = len(shard.header)
        self._places = shard.places
        self._descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            self.write(0, memoryview(shard.header))
        except OSError:
            self.close()
            raise

    def writer(self, tensor: OutputTensor) -> Write:
        """Writes into a tensor, from any thread; raises as `write` does."""
        place = self._places[tensor.name]
        return lambda at, data: self.write(place + at, data)

    def write(self, at: int, data: memoryview) -> None:
        """Writes bytes at a place of the file. Safe from any thread, which has to be done before `close`.

        Raises:
            OSError: ENOSPC, EIO and their kind, as the system gave them, with the path.
        """
        with naming(self._partial):
            while data:
                count = os.pwrite(self._descriptor, data[:_WRITE_BYTES], at)
                data, at = data[count:], at + count

    def hash(self, data: memoryview) -> None:
        """Takes the next bytes of the file, which were written."""
        self._hash.update(data)
        self._hashed += len(data)

    def finish(self) -> str:
        """Returns the sha256 of the whole file."""
        size = os.fstat(self._descriptor).st_size
        if not self._hashed == size == self._shard.nbytes:
            raise RuntimeError(
                f"{self._shard.file_name}: {size} bytes written and {self._hashed} hashed of {self._shard.nbytes}"
            )
        self.close()
        os.replace(self._partial, self._target)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Lets go of the file without finishing it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
