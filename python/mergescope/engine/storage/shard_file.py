"""One output file: written at known offsets by many threads, and hashed from front to back as it comes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from mergescope.engine.storage.in_order_hash import InOrderHash
from mergescope.engine.storage.safetensors_io import OutputShard, OutputTensor
from mergescope.engine.storage.write_back import WriteBack
from mergescope.errors import naming

#: Puts bytes at an offset of a tensor, counted in bytes from its first; each once, and none is left out. The function is
#: called when nobody reads them any more, now or later, by any thread.
Write = Callable[[int, memoryview, Callable[[], None]], None]

#: Bytes handed to the system at once. Given more it looks for cache pages of that size, up to 2 MB, which a virtual
#: machine has often given back to its host: writing 0.7 GB then takes 1.5 s instead of 0.15 s.
_WRITE_BYTES = 1 << 18


def partial(folder: Path, file_name: str, attempt: str = "") -> Path:
    """Where a shard lies until it is adopted; attempt: tells those who try it apart, where there may be several."""
    return folder / f"{file_name}{attempt and '.'}{attempt}.partial"


def adopt(folder: Path, file_name: str, attempt: str = "") -> None:
    """Gives a whole shard its name."""
    os.replace(partial(folder, file_name, attempt), folder / file_name)


class ShardFile:
    """Fills a shard under a temporary name, under which it stays until `adopt` gives it its own.

    It lies in the system's cache then, safe from the end of any process. What a power cut takes is noticed when
    the shard is hashed again before a run goes on; whoever gives the folder its final name makes it durable first.
    Hashing each tensor as well takes as long as hashing the file.
    """

    def __init__(
        self, folder: Path, shard: OutputShard, attempt: str = "", each_tensor: bool = False
    ) -> None:
        self._shard = shard
        self._tensors = {tensor.name: hashlib.sha256() for tensor in shard.tensors if each_tensor}
        self._partial = partial(folder, shard.file_name, attempt)
        self._hash = InOrderHash(shard.header)
        self._offsets = shard.offsets
        # Never a file that is there: a run that was suspended for long may wake up and go on writing in it.
        self._partial.unlink(missing_ok=True)
        self._descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        self._back = WriteBack(self._descriptor)
        try:
            self.write(0, memoryview(shard.header))
        except OSError:
            self.close()
            raise

    def writer(self, tensor: OutputTensor) -> Write:
        """Writes into a tensor, and hashes it, from any thread; raises as `write` does."""
        offset, digest = self._offsets[tensor.name], self._tensors.get(tensor.name)

        def write(at: int, data: memoryview, free: Callable[[], None]) -> None:
            self.write(offset + at, data)
            self._back.wrote(len(data))
            self._hash.bring(offset + at, data, free, digest)

        return write

    def write(self, at: int, data: memoryview) -> None:
        """Writes bytes at an offset of the file. Safe from any thread, which has to be done before `close`.

        Raises:
            OSError: ENOSPC, EIO and their kind, as the system gave them, with the path.
        """
        with naming(self._partial):
            while data:
                count = os.pwrite(self._descriptor, data[:_WRITE_BYTES], at)
                data, at = data[count:], at + count

    def finish(self) -> str:
        """Returns the sha256 of the whole file."""
        size, hashed = os.fstat(self._descriptor).st_size, self._hash.taken
        if not hashed == size == self._shard.nbytes:
            raise RuntimeError(
                f"{self._shard.file_name}: {size} bytes written and {hashed} hashed of {self._shard.nbytes}"
            )
        self._back.begin()
        self.close()
        return self._hash.hexdigest()

    def tensors(self) -> dict[str, str]:
        """The sha256 of each tensor's bytes, once all are written; none where nobody asked for them."""
        return {name: digest.hexdigest() for name, digest in self._tensors.items()}

    def close(self) -> None:
        """Lets go of the file without finishing it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
