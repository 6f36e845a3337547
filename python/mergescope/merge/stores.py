"""Finds where an input lies on the disk, with mergekit's loaders."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import torch

from mergescope.engine.storage.safetensors_io import read_header
from mergescope.errors import MergescopeError
from mergescope.library_types import LazyTensorLoader
from mergescope.merge.planning import PlannedInput
from mergescope.merge.request import MergeRequest
from mergescope.sources.checkpoint import CHECKPOINT, CONVERTED, convert
from mergescope.sources.mirror import in_object_storage, origin
from mergescope.sources.source import DecoderSettings, Source


class Stores:
    """Only for the planning thread: mergekit keeps what a user allows for each thread."""

    def __init__(self, request: MergeRequest) -> None:
        self._request = request
        self._headers: dict[str, dict[str, Source]] = {}
        self._decoded: dict[tuple[str, str], Source | None] = {}

    def find(self, planned: PlannedInput) -> Source | None:
        """In the dtype that the donor has. None where it lacks the tensor under every name."""
        from mergekit.io.tasks import LoaderCache

        loader = LoaderCache().get(planned.model)
        name = planned.load._resolve_name(loader)
        # What does not lie in a safetensors file under its own name is decoded as a whole.
        if name is None or not loader.index.is_safetensors:
            key = str(planned.model), planned.load.tensor
            if key not in self._decoded:
                self._decoded[key] = self._here(self._decode(planned, loader, name))
            return self._decoded[key]
        path = os.path.join(loader.index.base_path, loader.index.tensor_paths[name])
        if path not in self._headers:
            self._headers[path] = in_object_storage(read_header(path), Path(path))
        stored = self._headers[path].get(name)
        if stored is None:
            raise MergescopeError(
                "safetensors-invalid",
                f"{path} lacks {name}, which the index says it holds",
                "download it again",
            )
        return replace(stored, donor=self._request.name_of(planned.model))

    def _here(self, decoded: Source | None) -> Source | None:
        if decoded is not None and origin(Path(decoded.uri)) is not None:
            raise MergescopeError(
                "config-invalid",
                f"{decoded.name} of {decoded.donor} has to be made of other tensors, and they lie in object storage",
                "copy that model to a folder first",
            )
        return decoded

    def _decode(self, planned: PlannedInput, loader: LazyTensorLoader, name: str | None) -> Source | None:
        settings: DecoderSettings = {"lazy_unpickle": loader.lazy_unpickle}
        if name is not None:
            tensor: torch.Tensor | None = loader.get_tensor(name)
        elif hasattr(planned.load, "_load_converted_tensor"):
            settings |= _conversion(planned)
            tensor = convert(loader, settings)
        else:
            return None
        if tensor is None:
            return None
        kind = CONVERTED if name is None else CHECKPOINT
        shape, donor = tuple(tensor.shape), self._request.name_of(planned.model)
        of = name or planned.load.tensor
        return Source(loader.index.base_path, of, tensor.dtype, shape, 0, donor, kind, settings)


def _conversion(planned: PlannedInput) -> DecoderSettings:
    from mergekit.io.tasks import LoaderCache

    config = planned.load.model.config(trust_remote_code=LoaderCache().trust_remote_code)
    targets = [planned.load.tensor, *(planned.load.aliases or ())]
    return {"model_type": config.model_type, "targets": targets}
