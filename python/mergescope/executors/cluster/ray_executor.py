"""Carries shard tasks out on a Ray cluster, one remote task a shard."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from mergescope.engine.storage.shard_file import partial
from mergescope.errors import Cancelled, MergescopeError, RemoteError
from mergescope.executors.cluster.connection import connected
from mergescope.executors.cluster.nodes import Nodes
from mergescope.executors.cluster.ray_types import Ray, Remote, Stream
from mergescope.executors.cluster.remote import Attempt, Ended, Told, attempted
from mergescope.executors.executor import Tell
from mergescope.shards.context import Advance, ShardResult
from mergescope.shards.task import ShardTask

#: Attempts at a shard, where nodes or workers die.
MOST_ATTEMPTS = 4
#: Seconds between two looks at whether to stop.
_LOOK_SECONDS = 0.2


@dataclass
class _Running:
    task: ShardTask
    name: str
    number: int
    node: str = ""
    done: int = 0


@dataclass
class RayCluster:
    """address: as of `connected`; threads, memory: as of `Context`, at most; same_bytes: as of `check_same_bytes`."""

    address: str
    device: str
    threads: int
    memory: int
    same_bytes: bool
    cancelled: Callable[[], bool]
    _running: dict[Stream, _Running] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def run(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        """As of `Executor`."""
        if not tasks:
            return
        with connected(self.address) as ray:
            nodes = Nodes(ray)
            nodes.check(tasks, self._kind, self.same_bytes)
            run = secrets.token_hex(4)
            # Once: each time the cluster is sent the function anew, and each worker fetches it.
            remote = ray.remote(attempted)
            try:
                # The largest first: none of them is what the others wait for in the end.
                for task in sorted(tasks, key=lambda task: -task.bytes):
                    self._submit(remote, nodes, task, run, 1)
                while self._running:
                    if self.cancelled():
                        raise Cancelled("cancelled")
                    ready, _ = ray.wait(list(self._running), num_returns=1, timeout=_LOOK_SECONDS)
                    for stream in ready:
                        yield from self._take(ray, remote, nodes, stream, tell, run)
            finally:
                self._stop(ray)

    @property
    def _kind(self) -> str:
        return "cuda" if self.device.startswith("cuda") else "cpu"

    def _submit(self, remote: Remote, nodes: Nodes, task: ShardTask, run: str, number: int) -> None:
        name = f"{run}-{number}"
        threads = min(self.threads, nodes.least_cpus)
        gpu = self._kind == "cuda"
        attempt = Attempt(str(task.folder), task.file, name, self._kind, threads, self.memory)
        options = {
            "num_cpus": threads,
            "num_gpus": 1 if gpu else 0,
            "memory": nodes.memory_for(task),
            "max_retries": 0,
            "scheduling_strategy": "SPREAD",
            "num_returns": "streaming",
        }
        stream = remote.options(**options).remote(attempt)
        self._running[stream] = _Running(task, name, number)

    def _take(
        self, ray: Ray, remote: Remote, nodes: Nodes, stream: Stream, tell: Tell, run: str
    ) -> Iterable[ShardResult]:
        """What one attempt has to tell next."""
        running = self._running[stream]
        lost = (
            ray.exceptions.NodeDiedError,
            ray.exceptions.WorkerCrashedError,
            ray.exceptions.OutOfMemoryError,
        )
        try:
            event = cast(Told, ray.get(next(stream)))
        except (*lost, ray.exceptions.ObjectLostError, StopIteration) as error:
            # A stream that ends without a result has lost it.
            self._lost(remote, nodes, stream, tell, run, error)
            return
        if event["event"] == "ended":
            del self._running[stream]
            yield self._result(event, running)
        elif event["event"] == "advance":
            running.done += event["bytes"]
            running.node = nodes.names[event["node"]]
            tell({**event, "node": running.node})
        elif event["event"] == "voice":
            # An attempt that is made again has told some of them before.
            if event["sums"]["tensor"] not in self._told:
                self._told.add(event["sums"]["tensor"])
                tell(event)
        else:
            logging.getLogger(event["source"]).log(event["level"], "%s", event["message"])

    def _result(self, ended: Ended, running: _Running) -> ShardResult:
        if ended["result"] is None:
            self._forget(running)
            assert ended["failure"] is not None
            raise RemoteError(ended["failure"])
        return ended["result"]

    def _lost(
        self, remote: Remote, nodes: Nodes, stream: Stream, tell: Tell, run: str, error: BaseException
    ) -> None:
        running = self._running.pop(stream)
        self._forget(running)
        name, node = running.task.file, running.node
        tell(Advance(event="advance", file=name, node=node, item=name, bytes=-running.done, read={}))
        why = type(error).__name__
        if running.number >= MOST_ATTEMPTS:
            raise MergescopeError(
                "cluster-unusable",
                f"{running.task.file} was begun {running.number} times, and each time its node or worker died ({why})",
                "see why in the logs of Ray on that machine; --resume goes on with what is finished",
            ) from error
        logging.getLogger(__name__).warning(
            "%s: its node%s or worker died (%s); it is begun again", name, node and f" {node}", why
        )
        self._submit(remote, nodes, running.task, run, running.number + 1)

    def _stop(self, ray: Ray) -> None:
        for stream, running in self._running.items():
            with contextlib.suppress(Exception):
                ray.cancel(stream, force=True)
            self._forget(running)
        self._running.clear()

    def _forget(self, running: _Running) -> None:
        partial(Path(running.task.folder), running.task.file, running.name).unlink(missing_ok=True)
