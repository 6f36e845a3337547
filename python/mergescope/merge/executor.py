"""Which executor carries out a plan."""

from __future__ import annotations

from mergescope import events
from mergescope.executors.cluster.ray_executor import RayCluster
from mergescope.executors.executor import Executor
from mergescope.executors.local import Local
from mergescope.merge.prepared import Prepared


def executor_of(ready: Prepared) -> Executor:
    """The one that the request asks for."""
    request = ready.request
    how = ready.threads, request.same_bytes, events.cancelled
    return Local(ready.devices, *how) if request.ray is None else RayCluster(request.ray, *how)
