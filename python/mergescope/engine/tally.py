"""Sums a kernel's tiles up to the share of voice of the tensor."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from mergescope.audit.voice import DonorSums, TensorVoice
from mergescope.engine.kernels.base import TensorTask, TileResult

# Of a tensor of many tiles every 32nd is measured: a share is then off by a fraction of a percent.
SAMPLE = 32
ALL_BELOW = 64


@dataclass
class BlockSums:
    """Sums of the measured tiles of a block: [4, K] of tau2, tau_d, c2, c_d; d2; residual2; elements."""

    donors: torch.Tensor
    d2: float = 0.0
    residual2: float = 0.0
    measured: int = 0

    def add(self, result: TileResult, written: torch.Tensor) -> None:
        """written: the tile as it goes to the file, fp32."""
        change = written - result.reference
        rest = change.clone()
        for k, (vector, part) in enumerate(zip(result.vectors, result.contributions, strict=True)):
            rest.sub_(part)
            for row, (one, other) in enumerate(
                ((vector, vector), (vector, change), (part, part), (part, change))
            ):
                self.donors[row, k] += float(torch.dot(one, other))
        self.d2 += float(torch.dot(change, change))
        self.residual2 += float(torch.dot(rest, rest))
        self.measured += change.numel()


def new_sums(task: TensorTask) -> BlockSums:
    return BlockSums(torch.zeros(4, len(task.donors), dtype=torch.float64))


def stride_of(mode: str, tiles: int) -> int | None:
    """Every how many tiles are measured; None: none."""
    if mode == "off":
        return None
    return 1 if mode == "full" or tiles <= ALL_BELOW else SAMPLE


def voice_of(task: TensorTask, blocks: list[BlockSums], kept: list[int | None]) -> TensorVoice | None:
    """The sums of the whole tensor, scaled up from the tiles that were measured; None where none was."""
    measured = sum(block.measured for block in blocks)
    if not measured or not task.donors:
        return None
    scale = task.numel / measured
    sums = torch.stack([block.donors for block in blocks]).sum(0) * scale
    voice = TensorVoice(task.name, task.numel, exact=True, reference=task.base_name)
    voice.d2 = sum(block.d2 for block in blocks) * scale
    voice.residual2 = sum(block.residual2 for block in blocks) * scale
    for k, donor in enumerate(task.donors):
        tau2, tau_d, c2, c_d = (float(sums[row, k]) for row in range(4))
        voice.donors.append(DonorSums(donor.name, tau2, tau_d, c2, c_d, kept[k]))
    return voice
