"""Carries shard tasks out on a Ray cluster, one remote task a shard."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from mergescope.executors.cluster.asking import wanted_of
from mergescope.executors.cluster.attempts import Attempts
from mergescope.executors.cluster.connection import connected
from mergescope.executors.cluster.nodes import Nodes
from mergescope.executors.executor import Tell
from mergescope.shards.context import ShardResult
from mergescope.shards.task import ShardTask


@dataclass(frozen=True)
class RayCluster:
    """address: as of `connected`; threads: as of `Context`, at most; same_bytes: as of `check_same_bytes`."""

    address: str
    threads: int
    same_bytes: bool
    cancelled: Callable[[], bool]

    def run(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        """As of `Executor`."""
        if not tasks:
            return
        with connected(self.address) as ray, wanted_of(tasks, tasks[0].device) as wanted:
            nodes = Nodes(ray, tasks, self.threads, self.same_bytes)
            nodes.check(wanted)
            yield from Attempts(ray, nodes, ray.put(wanted), tell, self.cancelled).run(tasks)
