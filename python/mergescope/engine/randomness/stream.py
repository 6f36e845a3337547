"""Random 16-bit numbers, the same for the same seed, tensor, donor and block, on any machine."""

from __future__ import annotations

import numpy as np
import torch

from mergescope.engine.blocks import Block
from mergescope.engine.memory.scratch import buffer
from mergescope.engine.randomness.seeds import seed_of

LEVELS = 1 << 16


class RandomStream:
    """Hands out the numbers of a block piece by piece, front to back: numpy's SFC64, four a word, little endian.

    Each of the block's draws has a generator of its own.
    """

    def __init__(self, seed: tuple[object, ...], block: Block) -> None:
        self._seed = seed
        self._draws = iter(block.draws())
        self._due = 0

    def take(self, count: int) -> torch.Tensor:
        """The next `count` of them: int16, uniform over all 2^16 values, -32768 stands for 0.

        Of more than one draw they lie in a buffer of the thread, which the next call may overwrite.
        """
        if not self._due:
            self._begin()
        if count <= self._due:
            return torch.from_numpy(self._some(count))
        taken = buffer("random numbers", count, torch.int16)
        at = 0
        while at < count:
            if not self._due:
                self._begin()
            some = min(count - at, self._due)
            taken.numpy()[at : at + some] = self._some(some)
            at += some
        return taken

    def _begin(self) -> None:
        number, self._due = next(self._draws)
        self._generator = np.random.Generator(np.random.SFC64(seed_of(*self._seed, number)))
        self._left = np.empty(0, np.int16)

    def _some(self, count: int) -> np.ndarray:
        self._due -= count
        words = max(0, -(-(count - len(self._left)) // 4))
        # The words of the generator as they come; `random_raw` gives the same ones and holds up every other thread.
        numbers = self._generator.integers(0, 1 << 64, words, np.uint64)
        numbers = numbers.astype("<u8", copy=False).view(np.int16)
        if len(self._left):
            numbers = np.concatenate((self._left, numbers))
        self._left = numbers[count:].copy()
        return numbers[:count]
