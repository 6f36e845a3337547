"""This process: one shard after the other, or several side by side, on one device or on several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import SimpleQueue

from mergescope.engine.compute.device import Device
from mergescope.executors.executor import Tell
from mergescope.executors.same_bytes import check_same_bytes, computes_with
from mergescope.executors.share_out import share_out
from mergescope.shards.context import Context, ShardResult
from mergescope.shards.execute import execute
from mergescope.shards.task import ShardTask


@dataclass(frozen=True)
class Local:
    """devices: one as often as it merges files side by side; threads: as of `Context`, for each of them; same_bytes: as of `check_same_bytes`."""

    devices: list[Device]
    threads: int
    same_bytes: bool
    cancelled: Callable[[], bool]

    def run(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        """As of `Executor`."""
        if len(self.devices) > 1:
            names = [str(device.torch_device) for device in self.devices]
            check_same_bytes(tasks, {name: computes_with(name) for name in names}, self.same_bytes)
            yield from self._side_by_side(tasks, tell)
        else:
            for task in tasks:
                yield self._execute(task, self.devices[0], tell, self.cancelled)

    def _side_by_side(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        done: SimpleQueue[ShardResult | BaseException] = SimpleQueue()
        stop = threading.Event()

        def cancelled() -> bool:
            return stop.is_set() or self.cancelled()

        def work(device: Device, own: list[ShardTask]) -> None:
            try:
                for task in own:
                    done.put(self._execute(task, device, tell, cancelled))
            except BaseException as error:
                done.put(error)

        shares = share_out(tasks, len(self.devices))
        threads = [
            threading.Thread(target=work, args=pair) for pair in zip(self.devices, shares, strict=True)
        ]
        try:
            for thread in threads:
                thread.start()
            for _ in tasks:
                result = done.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _execute(
        self, task: ShardTask, device: Device, tell: Tell, cancelled: Callable[[], bool]
    ) -> ShardResult:
        # As any other executor has it: nothing of the plan but what was written of it.
        written = ShardTask.read(task.folder, task.file)
        names = {str(device.torch_device) for device in self.devices}
        node = str(device.torch_device) if len(names) > 1 else ""
        return execute(written, Context(tell, cancelled, self.threads, device, node=node))
