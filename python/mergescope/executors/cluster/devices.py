"""The devices that a cluster merges on."""

from __future__ import annotations

from mergescope.engine.compute.device import Device
from mergescope.engine.compute.find_device import find_device, find_devices
from mergescope.errors import MergescopeError

#: What Ray counts, and `cuda` of a task is the one that it was given.
_KINDS = ("cpu", "cuda")


def cluster_devices(names: str) -> list[Device]:
    """As of `find_devices`; of `auto`, the processor where the accelerator is one that Ray gives nobody.

    Raises:
        MergescopeError: usage, where such a one was asked for by name.
    """
    devices = find_devices(names)
    kind = devices[0].torch_device.type
    if kind in _KINDS:
        return devices
    if names == "auto":
        return [find_device("cpu")]
    raise MergescopeError(
        "usage",
        f"with --ray nothing can be merged on {kind}",
        "use --device cpu or cuda, or leave --ray away",
    )
