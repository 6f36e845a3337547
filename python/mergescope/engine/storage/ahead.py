"""Has the system fetch what comes next in a donor's file, while what came before is merged."""

from __future__ import annotations

import os

#: Bytes of a donor that are asked for beyond what is read at the moment, and how few of them are left when more are. All
#: donors together are asked for no more than MOST: of the others the system fetches what it foresees itself.
AHEAD, FEW, MOST = 16 << 20, 8 << 20, 512 << 20
#: Systems cut a longer request off, at what the disk takes at once.
_REQUEST = 1 << 20


class Ahead:
    """Safe from any thread: two that ask for the same at a time cost some system calls.

    A donor's tensors are merged in the order in which they lie in its files, or nearly so. What is asked for lies in the
    system's cache, and gives way there to what is needed more.
    """

    def __init__(self) -> None:
        self._asked: dict[str, tuple[int, int]] = {}

    def read(self, donor: str, descriptor: int, start: int, stop: int) -> None:
        """Bytes [start, stop) of a file of the donor are about to be read."""
        if not hasattr(os, "posix_fadvise"):  # macOS and Windows
            return
        before, asked = self._asked.get(donor, (descriptor, stop))
        if before != descriptor or not start <= asked <= stop + 2 * AHEAD:
            asked = stop
        if asked - stop >= FEW or (donor not in self._asked and len(self._asked) * AHEAD >= MOST):
            return
        self._asked[donor] = descriptor, stop + AHEAD
        for at in range(asked, stop + AHEAD, _REQUEST):
            os.posix_fadvise(descriptor, at, _REQUEST, os.POSIX_FADV_WILLNEED)
