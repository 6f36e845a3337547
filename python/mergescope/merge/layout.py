"""dtype and shape of every output tensor, before a value is read."""

from __future__ import annotations

import os
from typing import Any

import torch

from mergescope.engine.safetensors_io import OutputTensor, StoredTensor, read_header
from mergescope.engine.task_job import probe_dtype
from mergescope.errors import MergescopeError
from mergescope.merge.planning import PlannedInput, PlannedTensor
from mergescope.merge.vocabulary import Vocabulary, aligns_rows


class Stores:
    """Finds where an input lies on the disk. Uses mergekit's loaders, so only on the planning thread."""

    def __init__(self) -> None:
        self._headers: dict[str, dict[str, StoredTensor]] = {}

    def find(self, source: PlannedInput) -> StoredTensor | None:
        """None where the donor lacks it under every name, or keeps it in a pickle or another layout."""
        from mergekit.io.tasks import LoaderCache

        loader = LoaderCache().get(source.model)
        name = source.load._resolve_name(loader)
        if name is None or not loader.index.is_safetensors:
            return None
        path = os.path.join(loader.index.base_path, loader.index.tensor_paths[name])
        if path not in self._headers:
            self._headers[path] = read_header(path)
        found = self._headers[path].get(name)
        if found is None:
            raise MergescopeError(
                "safetensors-invalid",
                f"{path} lacks {name}, which the index says it holds",
                "download it again",
            )
        return found


def output_tensor(
    planned: PlannedTensor, stores: Stores, vocabulary: Vocabulary | None
) -> tuple[OutputTensor, dict[Any, StoredTensor]] | None:
    """The tensor as it will be written, and where its inputs lie; None where the method drops it.

    Inputs that cannot be read in place are missing from the second part.
    """
    from mergekit.common import dtype_from_name

    stored: dict[Any, StoredTensor] = {}
    dtypes: dict[Any, torch.dtype] = {}
    shapes: dict[Any, tuple[int, ...]] = {}
    for source in planned.inputs:
        found = stores.find(source)
        if found is not None:
            stored[source.model] = found
        tensor = found if found is not None else source.load.execute()
        if tensor is None:
            continue
        dtypes[source.model] = dtype_from_name(source.load.dtype) or tensor.dtype
        shapes[source.model] = tuple(tensor.shape)
    if not shapes:
        return None
    shape = list(next(iter(shapes.values())))
    axis = planned.vocabulary_axis
    if aligns_rows(planned):
        shape[axis] = vocabulary.rows
    elif axis is not None:
        shape[axis] = min(one[axis] for one in shapes.values())
    dtype = probe_dtype(planned, dtypes, len(shape))
    if dtype is None:
        return None
    saved = dtype_from_name(planned.save_dtype) or dtype
    return OutputTensor(planned.name, saved, tuple(shape)), stored
