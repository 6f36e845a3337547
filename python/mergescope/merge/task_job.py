"""Any merge method at all: mergekit's own task, one whole output tensor at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from mergescope import events
from mergescope.audit.fit import fit_voice
from mergescope.audit.fitted_rows import fitted_rows
from mergescope.audit.voice import TensorVoice
from mergescope.engine.compute.device import Device
from mergescope.engine.compute.workers import Here, Workers
from mergescope.engine.randomness.seeds import seed_of
from mergescope.engine.row_sources import RowSources
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import Write
from mergescope.engine.vocabulary.row_kinds import row_kinds
from mergescope.merge.planning import PlannedTensor
from mergescope.merge.request import MergeRequest
from mergescope.merge.vocabulary import Vocabulary, aligns_rows, is_patched

_PIECE = 4 << 20


@dataclass
class TaskJob:
    """Runs the method as mergekit would. held_bytes: of all tensors that it holds at once."""

    planned: PlannedTensor
    output: OutputTensor
    vocabulary: Vocabulary | None
    device: Device
    request: MergeRequest
    audit: bool
    held_bytes: int
    reads: Reads | None = None
    voice: TensorVoice | None = None
    _kinds: dict[Any, np.ndarray] = field(default_factory=dict)
    _sources: RowSources | None = None

    def prepare(self, workers: Workers) -> None:
        """Nothing to do beforehand."""

    def tasks(self, workers: Workers, write: Write) -> list[Here]:
        """All at once. mergekit's loaders want the planning thread, so it is used."""

        def run() -> int:
            result = self.device.run_whole(self._execute, self.output.name)
            flat = (
                result.reshape(-1).view(torch.uint8) if result.numel() else torch.empty(0, dtype=torch.uint8)
            )
            data = memoryview(flat.numpy())
            for start in range(0, len(data), _PIECE):
                events.check()
                # The tensor is no buffer that somebody waits for.
                write(start, data[start : start + _PIECE], lambda: None)
            return len(data)

        return [Here(run)]

    def absorb(self, result: int) -> int:
        """The bytes of the tensor."""
        return result

    def finish(self) -> None:
        """Nothing is left to do."""

    def _execute(self, device: torch.device) -> torch.Tensor:
        # The methods that draw do so from torch's global generator.
        torch.manual_seed(seed_of(self.request.seed, self.output.name))
        tensors = self._inputs(device)
        result = _same_integers(tensors)
        if result is None:
            result = self._by_method(tensors)
        if result is None:
            raise RuntimeError(f"the method gave no value for {self.output.name}")
        result = result.to(device="cpu", dtype=self.output.dtype).contiguous()
        if tuple(result.shape) != self.output.shape:
            raise RuntimeError(
                f"{self.output.name}: the method gave shape {tuple(result.shape)}, planned was {self.output.shape}"
            )
        if self.audit:
            self.voice = fit_voice(self.planned, tensors, result)
            if self.voice is not None and self._kinds:
                self.voice.vocabulary = fitted_rows(self.planned, tensors, self.voice, self._kinds)
        return result

    def _by_method(self, tensors: dict[Any, torch.Tensor]) -> torch.Tensor | None:
        if holds_weights(self.output.dtype):
            return self.planned.task.execute(tensors=dict(tensors))
        result = self.planned.task.execute(
            tensors={model: tensor.double() for model, tensor in tensors.items()}
        )
        return None if result is None else result.round()

    def _inputs(self, device: torch.device) -> dict[Any, torch.Tensor]:
        tensors = {}
        as_it_is = {} if holds_weights(self.output.dtype) else {"dtype": None}
        for source in self.planned.inputs:
            tensor = source.load.model_copy(update=as_it_is).execute()
            if tensor is None:
                continue
            if self.reads is not None:
                self.reads.add(self.request.name_of(source.model), tensor.nbytes)
            # A pickle may hold parameters, whose every operation torch would remember.
            tensors[source.model] = tensor.detach().to(device)
        if self.planned.alignment is None:
            return tensors
        if aligns_rows(self.planned):
            if is_patched():
                self._note_rows(tensors)
            assert self.vocabulary is not None
            return self.planned.alignment.execute(tokenizer_info=self.vocabulary.info, tensors=tensors)
        return self.planned.alignment.execute(tensors=tensors)

    def row_sources(self) -> RowSources | None:
        """As of `KernelJob`."""
        return self._sources

    def _note_rows(self, tensors: dict[Any, torch.Tensor]) -> None:
        """Of the tensors as the donors have them, what each output row is for each."""
        axis = self.planned.vocabulary_axis
        assert self.vocabulary is not None and axis is not None
        rows = {model: tensor.shape[axis] for model, tensor in tensors.items()}
        plan = self.vocabulary.plan_rows(self.planned, rows)
        if axis == 0:
            self._sources = RowSources(plan)
        if self.audit:
            self._kinds = dict(zip(rows, row_kinds(plan, list(rows)), strict=True))


def holds_weights(dtype: torch.dtype) -> bool:
    """Not what counts or tells true from false, which no dtype that weights get has room for."""
    return dtype.is_floating_point or dtype.is_complex


def _same_integers(tensors: dict[Any, torch.Tensor]) -> torch.Tensor | None:
    """A buffer of integers that all donors share; an older mergekit would average it into something else."""
    first, *others = tensors.values()
    same = not first.is_floating_point() and all(torch.equal(first, other) for other in others)
    return first if same else None


def probe_dtype(
    planned: PlannedTensor, dtypes: dict[Any, torch.dtype], dimensions: int
) -> torch.dtype | None:
    """The dtype that the method gives, found out on tensors of four values a side; None: it gives nothing.

    mergekit's plan does not say it, and methods differ (arcee_fusion returns float32 whatever it gets).
    """
    torch.manual_seed(0)
    shape = (4,) * dimensions
    tensors = {
        model: (torch.randn(shape) + 1).to(dtype)
        if dtype.is_floating_point
        else torch.ones(shape, dtype=dtype)
        for model, dtype in dtypes.items()
    }
    result = planned.task.execute(tensors=tensors)
    return None if result is None else result.dtype
