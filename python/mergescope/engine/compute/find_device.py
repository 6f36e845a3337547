"""The devices that a user names."""

from __future__ import annotations

import torch

from mergescope.engine.compute.device import Device, Piece
from mergescope.errors import MergescopeError
from mergescope.messages import FindDeviceRequest

_ACCELERATORS = ("cuda", "xpu", "mps")


def find_device(name: str) -> Device:
    """`auto` is the first accelerator that torch finds, else the processor.

    Raises:
        MergescopeError: usage, where torch does not know the device or it is not there.
    """
    if name == "auto":
        name = next((kind for kind in _ACCELERATORS if _count(kind)), "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise MergescopeError("usage", f"torch knows no device {name!r}", "use auto, cpu or cuda") from error
    if device.type == "cpu":
        return Device(device, Piece.NOTHING)
    if device.type not in _ACCELERATORS:
        raise MergescopeError("usage", f"nothing can be merged on {name!r}", "use auto, cpu or cuda")
    count = _count(device.type)
    if not count:
        raise MergescopeError("usage", f"there is no {device.type} device here", "use --device cpu")
    if device.index is not None and device.index >= count:
        seen = f"{count} {device.type} device" + ("s" if count > 1 else "")
        raise MergescopeError(
            "usage",
            f"there is no {name} here: torch sees {seen}",
            f"count from {device.type}:0, or use --device {device.type}",
        )
    return Device(device)


def find_devices(names: str) -> list[Device]:
    """Several, with commas between them, or `cuda:all`; of one kind, each once.

    Raises:
        MergescopeError: usage, as of `find_device`, and where they do not belong together.
    """
    kind, _, which = names.partition(":")
    if which == "all":
        return [find_device(f"{kind}:{number}") for number in range(max(1, _count(kind)))]
    devices = [find_device(name.strip()) for name in names.split(",")]
    torch_devices = [device.torch_device for device in devices]
    if len(devices) > 1 and (
        torch_devices[0].type == "cpu" or len({device.type for device in torch_devices}) > 1
    ):
        # Other devices give other bytes.
        raise MergescopeError(
            "usage", f"{names}: several devices have to be GPUs of one kind", "use cuda:0,cuda:1 or cuda:all"
        )
    if len({device.index or 0 for device in torch_devices}) < len(torch_devices):
        raise MergescopeError("usage", f"{names} names a device twice", "name each of them once")
    return devices


def check(request: FindDeviceRequest) -> None:
    """Raises what `find_devices` raises for `request["device"]`."""
    find_devices(request["device"])


def _count(kind: str) -> int:
    """How many there are."""
    if kind == "mps":
        return int(torch.backends.mps.is_available())
    module = getattr(torch, kind, None)
    return module.device_count() if module is not None and module.is_available() else 0
