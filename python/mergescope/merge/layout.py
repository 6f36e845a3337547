"""dtype and shape of every output tensor, and who computes it, before a value is read."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, replace
from typing import Any

import torch

from mergescope.audit.kernel_audit import KernelAudit
from mergescope.engine.budget import available_bytes, check_whole_tensors
from mergescope.engine.compute.device import Device
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.kernels.base import Donor, Kernel, TensorTask
from mergescope.engine.kernels.choose import kernel_of
from mergescope.engine.storage.loaded_tensor import LoadedTensor
from mergescope.engine.storage.reading import Files, Inputs, PlainInputs, Source, loaded
from mergescope.engine.storage.safetensors_io import OutputTensor, StoredTensor, read_header
from mergescope.engine.vocabulary.vocabulary_inputs import VocabularyInputs
from mergescope.errors import MergescopeError
from mergescope.merge.planning import PlannedInput, PlannedTensor
from mergescope.merge.request import MergeRequest
from mergescope.merge.task_job import TaskJob, holds_weights, probe_dtype
from mergescope.merge.vocabulary import Vocabulary, aligns_rows, is_patched


class Stores:
    """Finds where an input lies on the disk. Uses mergekit's loaders, so only on the planning thread."""

    def __init__(self, request: MergeRequest) -> None:
        self._request = request
        self._headers: dict[str, dict[str, StoredTensor]] = {}
        self._kinds: dict[tuple[str, str], tuple[torch.dtype, tuple[int, ...]] | None] = {}

    def find(self, source: PlannedInput) -> Source | None:
        """In the dtype that the donor has. None where it lacks the tensor under every name."""
        from mergekit.io.tasks import LoaderCache

        loader = LoaderCache().get(source.model)
        name = source.load._resolve_name(loader)
        # What does not lie in a safetensors file under its own name only mergekit can tell about.
        if name is None or not loader.index.is_safetensors:
            return self._loaded(source)
        path = os.path.join(loader.index.base_path, loader.index.tensor_paths[name])
        if path not in self._headers:
            self._headers[path] = read_header(path)
        stored = self._headers[path].get(name)
        if stored is None:
            raise MergescopeError(
                "safetensors-invalid",
                f"{path} lacks {name}, which the index says it holds",
                "download it again",
            )
        return replace(stored, donor=self._request.name_of(source.model))

    def _loaded(self, source: PlannedInput) -> LoadedTensor | None:
        from mergekit.io.tasks import LoaderCache

        settings = vars(LoaderCache())
        task = source.load.model_copy(update={"dtype": None})

        def load() -> torch.Tensor:
            # mergekit keeps what a user allows for each thread.
            vars(LoaderCache()).update(settings)
            return task.execute()

        key = str(source.model), source.load.tensor
        if key not in self._kinds:
            tensor = load()
            self._kinds[key] = None if tensor is None else (tensor.dtype, tuple(tensor.shape))
        kind = self._kinds[key]
        if kind is None:
            return None
        return LoadedTensor(source.load.tensor, *kind, self._request.name_of(source.model), load)


@dataclass
class StoredSources:
    """The donors that hold a tensor: where it lies, dtype that it is worked on in, shape."""

    stored: dict[Any, Source]
    dtypes: dict[Any, torch.dtype]
    shapes: dict[Any, tuple[int, ...]]


class Layout:
    """Makes a job of each planned tensor. `sources`: where the donors have it, by its name."""

    def __init__(
        self, vocabulary: Vocabulary | None, request: MergeRequest, files: Files, device: Device
    ) -> None:
        self._vocabulary, self._request, self._files = vocabulary, request, files
        self._stores = Stores(request)
        self._device = device
        self.sources: dict[str, tuple[Source, ...]] = {}

    def job(self, planned: PlannedTensor) -> KernelJob | TaskJob | None:
        """None where the method leaves the tensor out, because it is optional and too few donors hold it."""
        from mergekit.common import dtype_from_name

        sources = self._find(planned)
        if not sources.shapes:
            return None
        self.sources[planned.name] = tuple(sources.stored.values())
        shape = self._shape(planned, sources)
        saved = dtype_from_name(planned.save_dtype)
        task = self._tensor_task(planned, sources, shape)
        kernel = None if task is None else kernel_of(planned.method, task)
        if task is not None and kernel is not None:
            output = OutputTensor(planned.name, saved or task.dtype, shape)
            # Those of this tensor, and of the next one, which is prepared meanwhile.
            whole = loaded(sources.stored.values())
            held = 2 * sum(tensor.nbytes for tensor in whole)
            check_whole_tensors(planned.name, planned.method, held, available_bytes() if held else None)
            inputs = self._inputs(planned, sources, kernel)
            return KernelJob(output, kernel, inputs, self._device, KernelAudit(self._request.audit), whole)
        dtypes = set(sources.dtypes.values())
        if len(dtypes) == 1 and not any(map(holds_weights, dtypes)):
            dtype = saved = dtypes.pop()
        else:
            dtype = probe_dtype(planned, sources.dtypes, len(shape))
        if dtype is None:
            return None
        output = OutputTensor(planned.name, saved or dtype, shape)
        # The inputs, as many again while they are stacked or cast, and the result in fp32.
        needed = output.numel * (2 * sum(dtype.itemsize for dtype in sources.dtypes.values()) + 8)
        check_whole_tensors(planned.name, planned.method, needed, available_bytes())
        audit = self._request.audit != "off"
        return TaskJob(
            planned, output, self._vocabulary, self._device, self._request, audit, needed, self._files.reads
        )

    def _find(self, planned: PlannedTensor) -> StoredSources:
        from mergekit.common import dtype_from_name

        sources = StoredSources({}, {}, {})
        for source in planned.inputs:
            stored = self._stores.find(source)
            if stored is None:
                if not source.load.optional:
                    # It says so in its own words.
                    source.load.execute()
                continue
            sources.stored[source.model] = stored
            asked = dtype_from_name(source.load.dtype) if holds_weights(stored.dtype) else None
            sources.dtypes[source.model] = asked or stored.dtype
            sources.shapes[source.model] = stored.shape
        return sources

    def _shape(self, planned: PlannedTensor, sources: StoredSources) -> tuple[int, ...]:
        shape = list(next(iter(sources.shapes.values())))
        axis = planned.vocabulary_axis
        if axis is None:
            return tuple(shape)
        if aligns_rows(planned):
            assert self._vocabulary is not None
            shape[axis] = self._vocabulary.rows
        else:
            shape[axis] = min(size[axis] for size in sources.shapes.values())
        return tuple(shape)

    def _tensor_task(
        self, planned: PlannedTensor, sources: StoredSources, shape: tuple[int, ...]
    ) -> TensorTask | None:
        """None where mergekit's own task is the safe choice: absent donors, integers, float64, odd shapes."""
        if len(sources.stored) < len(planned.inputs) or planned.task is None:
            return None
        aligned = aligns_rows(planned)
        if planned.alignment is not None and not (aligned and is_patched() and planned.vocabulary_axis == 0):
            return None
        skip = 1 if aligned else 0
        if any(size[skip:] != shape[skip:] for size in sources.shapes.values()):
            return None
        dtypes = [sources.dtypes[source.model] for source in planned.inputs]
        if any(not d.is_floating_point or d == torch.float64 for d in dtypes):
            return None
        base = next((k for k, source in enumerate(planned.inputs) if source.is_base), None)
        alone = planned.method == "passthrough"
        dtype = functools.reduce(torch.promote_types, dtypes)
        if planned.base_decides_dtype and base is not None:
            dtype = dtypes[base]
        names = [self._request.name_of(source.model) for source in planned.inputs]
        reference = None if alone or base is None else names[base]
        return TensorTask(
            name=planned.name,
            shape=shape,
            dtype=dtype,
            seed=self._request.seed,
            parameters=planned.parameters,
            donors=tuple(
                Donor(k, names[k], source.parameters)
                for k, source in enumerate(planned.inputs)
                if alone or k != base
            ),
            base=None if alone else base,
            base_name="zero" if alone else reference,
            base_parameters={} if base is None else planned.inputs[base].parameters,
            memory=self._request.memory,
        )

    def _inputs(self, planned: PlannedTensor, sources: StoredSources, kernel: Kernel) -> Inputs:
        stored = {source.model: sources.stored[source.model] for source in planned.inputs}
        if not aligns_rows(planned):
            return PlainInputs(self._files, list(stored.values()), kernel.task.dtype)
        from mergekit.tokenizer.mergescope_audit import report

        rows = {model: tensor.shape[0] for model, tensor in stored.items()}
        assert self._vocabulary is not None
        plan = self._vocabulary.plan_rows(planned, rows)
        report(plan)
        return VocabularyInputs(self._files, plan, stored, kernel.task.dtype)
