"""Random 16-bit numbers, the same for the same seed, tensor, donor and block, on any machine."""

from __future__ import annotations

import numpy as np
import torch

from mergescope.engine.blocks import Block
from mergescope.engine.seeds import seed_of

LEVELS = 1 << 16


def lanes(seed: tuple[object, ...], block: Block) -> torch.Tensor:
    """int16 [block.numel], uniform over all 2^16 values: -32768 stands for 0.

    From numpy's SFC64, four lanes a word, little endian.
    """
    generator = np.random.SFC64(seed_of(*seed, block.index))
    words = generator.random_raw(-(-block.numel // 4)).astype("<u8", copy=False)
    return torch.from_numpy(words.view(np.int16)[: block.numel])
