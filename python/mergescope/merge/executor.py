"""Which executor carries out a plan."""

from __future__ import annotations

from mergescope import events
from mergescope.executors.cluster.ray_executor import RayCluster
from mergescope.executors.executor import Executor
from mergescope.executors.local import Local
from mergescope.merge.prepared import Prepared


def executor_of(ready: Prepared) -> Executor:
    """The one that the request asks for."""
    address, memory = ready.request.ray, ready.settings.memory
    if address is not None:
        return RayCluster(address, ready.request.device, ready.threads, memory, events.cancelled)
    return Local(ready.devices, ready.threads, memory, events.cancelled)
