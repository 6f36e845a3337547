"""Steps of a tile that the processor's cache holds, for functions that TorchScript compiles."""

from __future__ import annotations

import torch

from mergescope.engine.compute.unlocked import STEP
from mergescope.engine.memory.scratch import buffer


def work_buffers(count: int) -> list[torch.Tensor]:
    return [buffer(("step", k), STEP) for k in range(count)]


def wide_buffers(count: int) -> list[torch.Tensor]:
    """As `work_buffers`, in fp64."""
    return [buffer(("wide step", k), STEP, torch.float64) for k in range(count)]


def rounding_buffer(working: torch.dtype, out: torch.Tensor) -> torch.Tensor:
    return buffer("rounded", STEP if working != out.dtype else 0, working)


def steps(tensors: list[torch.Tensor], work: list[torch.Tensor]) -> list[list[torch.Tensor]]:
    """Flat tensors, each cut into pieces of what a work buffer holds."""
    return [list(torch.split(tensor, work[0].numel())) for tensor in tensors]


def fitted(work: list[torch.Tensor], piece: torch.Tensor) -> list[torch.Tensor]:
    """Work buffers of the size of a piece; only the last one is shorter."""
    size = piece.numel()
    return work if work[0].numel() == size else [buffer[:size] for buffer in work]


def round_to(value: torch.Tensor, rounded: torch.Tensor, out: torch.Tensor) -> None:
    """Into `out`, by way of the dtype of `rounded`, where that is not empty."""
    out.copy_(rounded[: out.numel()].copy_(value) if rounded.numel() > 0 else value)
