"""Whether all that take part give the same bytes, as far as that hangs on what they compute with."""

from __future__ import annotations

import logging
import platform

import torch

from mergescope.errors import MergescopeError
from mergescope.shards.task import ShardTask

LOG = logging.getLogger(__name__)


def computes_with(device: str) -> str:
    """What decides the bytes of mergekit's own tasks: the instructions of the processor, or the models of GPU.

    Args:
        device: of torch; `cuda` means all that this process sees.
    """
    kind = torch.device(device)
    if kind.type != "cuda":
        return f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
    seen = range(torch.cuda.device_count()) if kind.index is None else [kind.index]
    return ", ".join(sorted({torch.cuda.get_device_name(index) for index in seen}))


def check_same_bytes(tasks: list[ShardTask], computing: dict[str, str], is_wanted: bool) -> None:
    """computing: what each node or device computes with, by its name; those without anything take no part.

    Raises:
        MergescopeError: bytes-would-differ, where they would and that is not wanted; else it is told.
    """
    kinds = {name: kind for name, kind in computing.items() if kind}
    by_mergekit = sum(recipe.own is not None for task in tasks for recipe in task.recipes)
    if not by_mergekit or len(set(kinds.values())) < 2:
        return
    told = "; ".join(f"{name}: {kind}" for name, kind in kinds.items())
    what = f"mergekit itself merges {by_mergekit} tensors, and not all would compute alike ({told})"
    if is_wanted:
        raise MergescopeError(
            "bytes-would-differ",
            what,
            "take machines or devices of one kind, a method with a kernel of ours, or leave --same-bytes away",
        )
    LOG.warning("%s: other bytes may come out than of one of them", what)
