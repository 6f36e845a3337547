"""Any merge method at all: mergekit's own task, one whole output tensor at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import torch

from mergescope.audit.fit import fit_voice
from mergescope.audit.fitted_rows import fitted_rows
from mergescope.audit.voice import TensorVoice
from mergescope.engine.compute.device import Device
from mergescope.engine.compute.workers import Here, Workers
from mergescope.engine.endless import endless
from mergescope.engine.randomness.seeds import seed_of
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import Write
from mergescope.engine.vocabulary.row_kinds import row_kinds
from mergescope.library_types import Task
from mergescope.shards.alignment import Tensors, TokenizerValues, aligned
from mergescope.shards.mergekit_values import decode
from mergescope.shards.recipe import OwnTask, Recipe, holds_weights

_PIECE = 4 << 20
#: Methods draw from torch's global generators, which several of them at a time would share.
_DRAWING = threading.Lock()
#: On more cores than this a method is not faster; on fewer it takes turns on them.
_THREADS = 8


@dataclass
class OwnJob:
    """Runs the method as mergekit would.

    Args:
        tokenizer: as of `aligned`.
        check: called now and then; raises, where all is to end.
        same_bytes: as of `run_whole`.
    """

    recipe: Recipe
    own: OwnTask
    files: Files
    device: Device
    seed: int
    audit: bool
    tokenizer: TokenizerValues | None
    check: Callable[[], None]
    same_bytes: bool = False
    voice: TensorVoice | None = None

    @property
    def output(self) -> OutputTensor:
        return self.recipe.output

    def prepare(self, workers: Workers) -> None:
        """Nothing to do beforehand."""

    def tasks(self, workers: Workers, write: Write) -> list[Here]:
        """All at once, on the thread that asks for the results."""

        def run() -> int:
            result = self.device.run_whole(self._execute, self.output.name, self.same_bytes)
            flat = (
                result.reshape(-1).view(torch.uint8) if result.numel() else torch.empty(0, dtype=torch.uint8)
            )
            data = flat.numpy().data
            for start in range(0, len(data), _PIECE):
                self.check()
                # The tensor is no buffer that somebody waits for.
                write(start, data[start : start + _PIECE], lambda: None)
            return len(data)

        return [Here(run)]

    def absorb(self, result: int) -> int:
        """The bytes of the tensor."""
        return result

    def finish(self) -> None:
        for source in self.recipe.sources:
            self.files.release(source)

    def _execute(self, device: torch.device) -> torch.Tensor:
        models = [cast(Hashable, decode(ingredient.model)) for ingredient in self.recipe.inputs]
        values = dict(zip(models, self._values(device), strict=True))
        tensors = aligned(self.own, self.recipe.rows, self.tokenizer, values)
        result = _unchanged(list(tensors.values()))
        audited = self.audit and (result is None or not result.is_floating_point())
        if result is None:
            with _DRAWING, same_sums():
                torch.manual_seed(seed_of(self.seed, self.output.name))
                result = self._by_method(tensors)
        if result is None:
            raise RuntimeError(f"the method gave no value for {self.output.name}")
        result = result.to(device="cpu", dtype=self.output.dtype).contiguous()
        if tuple(result.shape) != self.output.shape:
            raise RuntimeError(
                f"{self.output.name}: the method gave shape {tuple(result.shape)}, planned was {self.output.shape}"
            )
        if audited:
            self._tell([tensors[model] for model in models], result)
        return result

    def _by_method(self, tensors: Tensors) -> torch.Tensor | None:
        task = cast(Task, decode(self.own.task))
        if holds_weights(self.output.dtype):
            return task.execute(tensors=dict(tensors))
        result = task.execute(tensors={model: tensor.double() for model, tensor in tensors.items()})
        return None if result is None else result.round()

    def _values(self, device: torch.device) -> Iterator[torch.Tensor]:
        for ingredient in self.recipe.inputs:
            values = self.files.read(ingredient.source, 0, ingredient.source.numel).view(
                ingredient.source.shape
            )
            # Of what counts, no dtype that weights get has room for the values.
            asked = ingredient.asked if holds_weights(self.output.dtype) else None
            yield values.to(device, asked or values.dtype)

    def _tell(self, tensors: list[torch.Tensor], result: torch.Tensor) -> None:
        rows, inputs = self.recipe.rows, self.recipe.inputs
        self.voice = fit_voice(self.output.name, inputs, tensors, result)
        if self.voice is not None and rows is not None:
            kinds = row_kinds(rows, list(range(len(inputs))))
            self.voice.vocabulary = fitted_rows(inputs, tensors, self.voice, kinds, self.own.axis or 0)


@contextmanager
def same_sums() -> Generator[None]:
    """torch adds up a large tensor in as many parts as it has threads, and fp32 rounds each sum: always as many threads,
    whatever cores there are, add up to the same bytes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(_THREADS)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _unchanged(tensors: list[torch.Tensor]) -> torch.Tensor | None:
    """What all donors share and no formula keeps: a buffer of integers, which an older mergekit would average into something
    else, and what is infinite."""
    first, *others = tensors
    if first.is_floating_point():
        return first if endless(tensors) else None
    return first if all(torch.equal(first, other) for other in others) else None
