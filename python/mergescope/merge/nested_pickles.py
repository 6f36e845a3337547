"""Pickles whose tensors lie one level down, as training frameworks save them; mergekit looks for tensors at the top."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import torch

from mergescope.errors import MergescopeError
from mergescope.library_types import LazyTensorLoader


def refuse_nested_pickles(loader: LazyTensorLoader, donor: str) -> None:
    """Looks into the pickles of a donor without reading their values; nothing is to be done for safetensors.

    Raises:
        MergescopeError: `config-invalid`, where most of the tensors of a file are in a mapping in it.
    """
    if loader.index.is_safetensors:
        return
    for file in sorted({shard.filename for shard in loader.index.shards}):
        try:
            path = os.path.join(loader.index.base_path, file)
            held = torch.load(path, map_location="meta", weights_only=True)
        except Exception:
            # What cannot be loaded is told by whoever reads it.
            continue
        if not isinstance(held, Mapping):
            continue
        top = _count(held.values())
        # mergekit takes the names from `state_dict`, and then does not find them at the top.
        nested = [
            (count, path)
            for path, count in _mappings(held)
            if count > (top if path != ("state_dict",) else 0)
        ]
        if nested:
            count, path = max(nested, key=lambda mapping: mapping[0])
            raise _refused(file, donor, "".join(f"[{key!r}]" for key in path), count, top)


def _refused(file: str, donor: str, keys: str, inside: int, top: int) -> MergescopeError:
    loaded = f'torch.load("{file}", map_location="cpu"){keys}'
    return MergescopeError(
        "config-invalid",
        f"{donor}: {file} holds its tensors nested: {inside} of them are in its entry {keys}, and {top} at its top, "
        "where mergekit looks for them",
        f'save them without the nesting: safetensors.torch.save_file({loaded}, "model.safetensors") in Python',
    )


def _mappings(
    held: Mapping[object, object], at: tuple[object, ...] = ()
) -> Iterable[tuple[tuple[object, ...], int]]:
    """The mappings in a mapping, at any depth, with how many tensors each of them holds itself."""
    for key, value in held.items():
        if isinstance(value, Mapping):
            yield (*at, key), _count(value.values())
            yield from _mappings(value, (*at, key))


def _count(values: Iterable[object]) -> int:
    return sum(isinstance(value, torch.Tensor) for value in values)
