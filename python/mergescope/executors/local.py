"""This process: one shard after the other, or one on each of several devices."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from mergescope.engine.compute.device import Device
from mergescope.executors.executor import Tell
from mergescope.shards.context import Context, ShardResult
from mergescope.shards.execute import execute
from mergescope.shards.task import ShardTask


@dataclass(frozen=True)
class Local:
    """threads: that merge side by side."""

    device: Device
    threads: int
    memory: int
    cancelled: Callable[[], bool]

    def run(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        """As of `Executor`."""
        context = Context(tell, self.cancelled, self.memory, self.threads, self.device)
        for task in tasks:
            # As any other executor has it: nothing of the plan but what was written of it.
            yield execute(ShardTask.read(task.folder, task.file), context)
