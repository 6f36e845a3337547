"""What runs on a node: one attempt at a shard task, told as it goes."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal, TypedDict

from mergescope.errors import failure_of
from mergescope.executors.cluster.probe import Found, Wanted, look
from mergescope.messages import Failure, VoiceEvent
from mergescope.shards.context import Advance, ShardResult

#: Seconds between two events of how far it is.
_INTERVAL = 0.25


class Logged(TypedDict):
    """A line of the log."""

    event: Literal["logged"]
    source: str
    level: int
    message: str


class Ended(TypedDict):
    """The last of an attempt; one of the two is there."""

    event: Literal["ended"]
    result: ShardResult | None
    failure: Failure | None


class Begun(TypedDict):
    """The first of an attempt; node: its id."""

    event: Literal["begun"]
    node: str


class Arrived(TypedDict):
    """All there is of an attempt at a node that nobody has asked yet."""

    event: Literal["arrived"]
    node: str
    found: Found


@dataclass(frozen=True)
class Attempt:
    """folder: of the output, the same on every node; name: tells attempts apart; threads: as of `Context`; known: ids of
    the nodes that can do their part."""

    folder: str
    file: str
    name: str
    threads: int
    known: tuple[str, ...]


Told = Advance | VoiceEvent | Logged | Begun | Arrived | Ended


def attempted(attempt: Attempt, wanted: Wanted) -> Generator[Told]:
    """Carries the task out. What goes wrong is the last event, since Ray can lose what an exception of ours says.

    A node that has joined since the nodes were asked says what it is like, and leaves the rest to who asks.
    """
    node = _node()
    if node not in attempt.known:
        yield Arrived(event="arrived", node=node, found=look(wanted))
        return
    yield Begun(event="begun", node=node)
    told: SimpleQueue[Told] = SimpleQueue()
    threading.Thread(target=_run, args=(attempt, told), daemon=True).start()
    waiting: Advance | None = None
    due = time.monotonic()
    while True:
        try:
            event = told.get(timeout=None if waiting is None else max(0.0, due - time.monotonic()))
        except Empty:
            event = None
        if event is not None and event["event"] == "advance":
            waiting = event if waiting is None else _added(waiting, event)
            continue
        if waiting is not None:
            yield waiting
            waiting, due = None, time.monotonic() + _INTERVAL
        if event is not None:
            yield event
            if event["event"] == "ended":
                return


def _added(before: Advance, more: Advance) -> Advance:
    read = dict(before["read"])
    for donor, count in more["read"].items():
        read[donor] = read.get(donor, 0) + count
    return {**more, "bytes": before["bytes"] + more["bytes"], "read": read}


def _run(attempt: Attempt, told: SimpleQueue[Told]) -> None:
    from mergescope.engine.compute.find_device import find_device
    from mergescope.engine.compute.processors import on_processors
    from mergescope.shards.context import Context
    from mergescope.shards.execute import execute
    from mergescope.shards.task import ShardTask

    root = logging.getLogger()
    handler = _Handler(told)
    root.addHandler(handler)
    try:
        task = ShardTask.read(Path(attempt.folder), attempt.file)
        device = find_device(task.device)
        context = Context(told.put, lambda: False, attempt.threads, device, attempt.name)
        # As many as Ray was asked for, where torch's own threads are more.
        with on_processors(attempt.threads if task.has_own else None):
            result = execute(task, context)
        told.put(Ended(event="ended", result=result, failure=None))
    except BaseException as error:
        told.put(Ended(event="ended", result=None, failure=failure_of(error)))
    finally:
        root.removeHandler(handler)


def _node() -> str:
    return importlib.import_module("ray").get_runtime_context().get_node_id()


class _Handler(logging.Handler):
    """Warnings, and what is worse."""

    def __init__(self, told: SimpleQueue[Told]) -> None:
        super().__init__(logging.WARNING)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        line = Logged(event="logged", source=record.name, level=record.levelno, message=record.getMessage())
        self._told.put(line)
