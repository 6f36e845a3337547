"""Which executor carries out a plan."""

from __future__ import annotations

from mergescope import events
from mergescope.executors.executor import Executor
from mergescope.executors.local import Local
from mergescope.merge.prepared import Prepared


def executor_of(ready: Prepared) -> Executor:
    """The one that the request asks for."""
    return Local(ready.devices, ready.threads, ready.settings.memory, events.cancelled)
