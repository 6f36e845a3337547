"""Finds where an input lies on the disk, with mergekit's loaders."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path

import torch

from mergescope.engine.storage.safetensors_io import has_entry, read_header
from mergescope.errors import MergescopeError
from mergescope.library_types import LazyTensorLoader
from mergescope.merge.anatomy.conversions import conversions_of, loaded_names, piece_of
from mergescope.merge.anatomy.patterns import pattern_of, stack_of
from mergescope.merge.known_fields import has_method
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
        # By model: names of the tensors that transformers would make of its own.
        self._made: dict[str, list[str]] = {}

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
        if stored is None and has_entry(path, name):
            raise MergescopeError(
                "safetensors-invalid",
                f"{path} stores {name} in a dtype that no method merges",
                "use a model whose weights are not quantised",
            )
        if stored is None:
            raise MergescopeError(
                "safetensors-invalid",
                f"{path} lacks {name}, which the index says it holds",
                "download it again",
            )
        return _cut(replace(stored, donor=self._request.name_of(planned.model)), planned)

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
        elif has_method(planned.load, "_load_converted_tensor"):
            settings |= self._conversion(planned, loader)
            tensor = convert(loader, settings)
        else:
            return None
        if tensor is None:
            return None
        kind = CONVERTED if name is None else CHECKPOINT
        shape, donor = tuple(tensor.shape), self._request.name_of(planned.model)
        of = name or planned.load.tensor
        source = Source(loader.index.base_path, of, tensor.dtype, shape, 0, donor, kind, settings)
        return source if name is None else _cut(source, planned)

    def _conversion(self, planned: PlannedInput, loader: LazyTensorLoader) -> DecoderSettings:
        """What the tensor is called where it is made may begin as the donor's own names do, and not as the output's."""
        conversions, key = _conversions(planned), str(planned.model)
        if key not in self._made:
            self._made[key] = list(loaded_names(conversions, loader.index.tensor_paths))
        wanted = planned.load.tensor
        others = [name for name in self._made[key] if _in_layer(name) == _in_layer(wanted)]
        targets = [wanted, *(planned.load.aliases or ()), *(others if len(others) == 1 else ())]
        return {"model_type": conversions or "", "targets": list(dict.fromkeys(targets))}


def _cut(stored: Source, planned: PlannedInput) -> Source:
    """Of a tensor that the output has in pieces, the piece that is asked for; any other as it is."""
    # To ask for a model's type is slow, and most have the tensor under the very name.
    if stored.name == planned.load.tensor:
        return stored
    conversions = _conversions(planned)
    piece, own = (piece_of(conversions, name) for name in (planned.load.tensor, stored.name))
    if piece is None or piece.is_whole or own is None or not own.is_whole:
        return stored
    shape, first = list(stored.shape), 0
    if piece.number is not None:
        count, *shape = stored.shape
        first = piece.number * math.prod(shape)
        if piece.number >= count:
            raise _uncut(stored, planned)
    if not shape or shape[0] % piece.parts:
        raise _uncut(stored, planned)
    shape[0] //= piece.parts
    first += piece.part * math.prod(shape)
    return replace(stored, shape=tuple(shape), offset=stored.offset + first * stored.dtype.itemsize)


def _uncut(stored: Source, planned: PlannedInput) -> MergescopeError:
    return MergescopeError(
        "config-invalid",
        f"{planned.load.tensor} cannot be cut out of {stored.name} of {stored.donor}, which is {list(stored.shape)}",
        "give that donor as many experts as the base has, of the same sizes",
    )


def _conversions(planned: PlannedInput) -> str | None:
    from mergekit.io.tasks import LoaderCache

    return conversions_of(planned.load.model.config(trust_remote_code=LoaderCache().trust_remote_code))


def _in_layer(name: str) -> str:
    """A name without what stands before the number of its layer."""
    return name.removeprefix((stack_of(pattern_of(name)[0]) or "").removesuffix("."))
