"""Ranges of objects: what is read from front to back is there before it is asked for, what lies apart is asked for at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from mergescope.sources.object_storage import read_range
from mergescope.sources.obstore_types import Data
from mergescope.sources.source import Source

#: Pieces that an object is cut into, how many are fetched ahead of what was asked for, and kept of each donor.
PIECE, _AHEAD, _KEPT = 4 << 20, 4, 16
#: What of a donor lies in memory at most.
HELD_BYTES = PIECE * _KEPT
#: Ranges with less between them are one request; one of this size or more is read in pieces.
_GAP, _LONG = 256 << 10, 1 << 20
_REQUESTS = 16

#: Bytes from an offset of the object into a view.
Part = tuple[memoryview, int]


class ReadAhead:
    """Safe from any thread. The settings of a source say {size, tag} of its object."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_REQUESTS, "mergescope-objects")
        self._pieces: dict[str, OrderedDict[tuple[str, int, int], Future[Data]]] = {}
        self._lock = threading.Lock()

    def fill(self, source: Source, parts: list[Part]) -> None:
        """Raises as of `read_range`."""
        apart: list[tuple[list[Part], Future[Data], int]] = []
        for span in _joined(parts):
            start, stop = span[0][1], max(at + len(view) for view, at in span)
            if stop - start >= _LONG or len(parts) == 1:
                for view, at in span:
                    self._in_pieces(source, view, at)
            else:
                apart.append((span, self._request(source, start, stop), start))
        for span, data, start in apart:
            whole = memoryview(data.result())
            for view, at in span:
                view[:] = whole[at - start : at - start + len(view)]

    def close(self) -> None:
        """Nothing is read any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _in_pieces(self, source: Source, view: memoryview, at: int) -> None:
        cut = _cut(source)
        last = (source.offset + source.nbytes - 1 - cut.start) // cut.step
        while view:
            number, skipped = divmod(at - cut.start, cut.step)
            piece = self._piece(source, cut, number)
            for ahead in range(number + 1, min(number + _AHEAD, last) + 1):
                self._piece(source, cut, ahead)
            data = memoryview(piece.result())[skipped : skipped + len(view)]
            view[: len(data)] = data
            view, at = view[len(data) :], at + len(data)

    def _piece(self, source: Source, cut: range, number: int) -> Future[Data]:
        start = cut.start + number * cut.step
        key = source.uri, cut.step, start
        with self._lock:
            kept = self._pieces.setdefault(source.donor, OrderedDict())
            if key not in kept:
                kept[key] = self._request(source, start, min(start + cut.step, cut.stop))
            kept.move_to_end(key)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
            return kept[key]

    def _request(self, source: Source, start: int, stop: int) -> Future[Data]:
        return self._pool.submit(read_range, source.uri, source.tag, start, stop)


def _cut(source: Source) -> range:
    """Where pieces begin. Those of a large tensor hold nothing else; small ones, which often follow each other, share theirs."""
    if source.nbytes >= _LONG:
        return range(source.offset, source.offset + source.nbytes, PIECE)
    assert "size" in source.settings, source.uri
    return range(0, source.settings["size"], _LONG)


def _joined(parts: list[Part]) -> list[list[Part]]:
    """In the order of the object, those together that lie close."""
    spans: list[list[Part]] = []
    end = 0
    for view, at in sorted(parts, key=lambda part: part[1]):
        if spans and at - end <= _GAP:
            spans[-1].append((view, at))
        else:
            spans.append([(view, at)])
        end = max(end, at + len(view))
    return spans
