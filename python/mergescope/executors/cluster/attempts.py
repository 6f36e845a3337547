"""Attempts at shard tasks on the nodes of a cluster, until each has its result."""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mergescope.engine.storage.shard_file import partial
from mergescope.errors import Cancelled, MergescopeError, RemoteError
from mergescope.executors.cluster.head_watch import HeadWatch
from mergescope.executors.cluster.nodes import Nodes
from mergescope.executors.cluster.patience import Patience
from mergescope.executors.cluster.ray_types import Ray, Stream
from mergescope.executors.cluster.remote import Attempt, Ended, Told, attempted
from mergescope.executors.cluster.room import Room
from mergescope.executors.executor import Tell
from mergescope.shards.context import Advance, ShardResult
from mergescope.shards.task import ShardTask

#: Attempts at a shard, where nodes or workers die.
MOST_ATTEMPTS = 4
#: Seconds between two looks at whether to stop, and at which nodes are alive.
_LOOK_SECONDS, _NODES_SECONDS = 0.2, 3
#: How long those that were cancelled may take to end.
_STOP_SECONDS = 3
LOG = logging.getLogger(__name__)


@dataclass
class _Running:
    """node: who has begun it, for people; empty while it waits."""

    task: ShardTask
    name: str
    number: int
    room: Room
    node: str = ""
    done: int = 0


class Attempts:
    """Of one run."""

    def __init__(
        self, ray: Ray, nodes: Nodes, wanted: object, tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """wanted: reference to a `Wanted`; tell, cancelled: as of `Executor`."""
        self._ray, self._nodes, self._wanted, self._tell = ray, nodes, wanted, tell
        self._cancelled = cancelled
        # Once: each time the cluster is sent the function anew, and each worker fetches it.
        self._remote = ray.remote(attempted)
        self._name = secrets.token_hex(4)
        self._running: dict[Stream, _Running] = {}
        self._told: set[str] = set()
        self._patience = Patience()
        self._head = HeadWatch(ray.get_runtime_context().gcs_address)

    def run(self, tasks: list[ShardTask]) -> Generator[ShardResult]:
        """As of `Executor`."""
        looked = time.monotonic()
        try:
            # The largest first: none of them is what the others wait for in the end.
            for task in sorted(tasks, key=lambda task: -task.bytes):
                self._submit(task, 1)
            while self._running:
                if self._cancelled():
                    raise Cancelled("cancelled")
                ready, _ = self._ray.wait(list(self._running), num_returns=1, timeout=_LOOK_SECONDS)
                for stream in ready:
                    self._patience.moved()
                    yield from self._take(stream)
                if time.monotonic() - looked > _NODES_SECONDS:
                    looked = time.monotonic()
                    self._look()
        finally:
            self._stop()

    def _look(self) -> None:
        if not self._head.answers():
            return
        running = self._running.values()
        waiting = [(attempt.task.file, attempt.room) for attempt in running if not attempt.node]
        if waiting:
            self._nodes.check_room(waiting)
        self._patience.look([room for _, room in waiting], len(self._running) - len(waiting))

    def _submit(self, task: ShardTask, number: int) -> None:
        name, room = f"{self._name}-{number}", self._nodes.room_for(task)
        options: dict[str, object] = {
            "num_cpus": room.cpus,
            "num_gpus": room.gpus,
            "memory": room.memory,
            "max_retries": 0,
            "scheduling_strategy": "SPREAD",
            "num_returns": "streaming",
        }
        if self._nodes.refused:
            options["label_selector"] = {"ray.io/node-id": f"!in({','.join(self._nodes.refused)})"}
        attempt = Attempt(str(task.folder), task.file, name, room.cpus, self._nodes.known)
        stream = self._remote.options(**options).remote(attempt, self._wanted)
        self._running[stream] = _Running(task, name, number, room)

    def _take(self, stream: Stream) -> Iterable[ShardResult]:
        """What one attempt has to tell next."""
        running = self._running[stream]
        try:
            event = cast(Told, self._ray.get(next(stream)))
        except (self._ray.exceptions.RayError, StopIteration) as error:
            # A stream that ends without a result has lost it.
            self._lost(stream, error)
            return
        if event["event"] == "ended":
            del self._running[stream]
            yield self._result(event, running)
        elif event["event"] == "arrived":
            del self._running[stream]
            self._nodes.admit(event["node"], event["found"])
            self._submit(running.task, running.number)
        elif event["event"] == "begun":
            running.node = self._nodes.name_of(event["node"])
        elif event["event"] == "advance":
            running.done += event["bytes"]
            self._tell({**event, "node": running.node})
        elif event["event"] == "voice":
            # An attempt that is made again has told some of them before.
            if event["sums"]["tensor"] not in self._told:
                self._told.add(event["sums"]["tensor"])
                self._tell(event)
        else:
            logging.getLogger(event["source"]).log(event["level"], "%s", event["message"])

    def _result(self, ended: Ended, running: _Running) -> ShardResult:
        if ended["result"] is None:
            self._forget(running)
            assert ended["failure"] is not None
            raise RemoteError(ended["failure"])
        return {**ended["result"], "node": running.node}

    def _lost(self, stream: Stream, error: BaseException) -> None:
        running = self._running.pop(stream)
        self._forget(running)
        name, node = running.task.file, running.node
        self._tell(Advance(event="advance", file=name, node=node, item=name, bytes=-running.done, read={}))
        why = type(error).__name__
        if running.number >= MOST_ATTEMPTS:
            raise MergescopeError(
                "cluster-unusable",
                f"{name} was begun {running.number} times, and each time its node or worker died ({why})",
                "see why in the logs of Ray on that machine; --resume goes on with what is finished",
            ) from error
        LOG.warning("%s: its node%s or worker died (%s); it is begun again", name, node and f" {node}", why)
        if not node:
            self._nodes.refuse_unknown(why)
        self._submit(running.task, running.number + 1)

    def _stop(self) -> None:
        """Nothing of an attempt comes after this: who is still at work would begin its file again."""
        for stream in self._running:
            with contextlib.suppress(Exception):
                self._ray.cancel(stream, force=True)
        at_work, until = {*self._running}, time.monotonic() + _STOP_SECONDS
        with contextlib.suppress(self._ray.exceptions.RayError):
            while at_work and time.monotonic() < until:
                ready, _ = self._ray.wait([*at_work], num_returns=1, timeout=_LOOK_SECONDS)
                at_work.difference_update(stream for stream in ready if self._is_over(stream))
        for running in self._running.values():
            self._forget(running)
        self._running.clear()

    def _is_over(self, stream: Stream) -> bool:
        try:
            self._ray.get(next(stream))
        except (self._ray.exceptions.RayError, StopIteration):
            return True
        return False

    def _forget(self, running: _Running) -> None:
        partial(Path(running.task.folder), running.task.file, running.name).unlink(missing_ok=True)
