"""Files of donors that cannot be read, and pickles whose tensors lie one level down, as training frameworks save them:
mergekit looks for tensors at the top."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping

import torch

from mergescope.errors import MergescopeError, in_one_line
from mergescope.library_types import LazyTensorLoader, ModelReference


def refuse_unreadable(model: ModelReference, donor: str) -> None:
    """Opens the files of a donor, and looks into its pickles without reading their values.

    Raises:
        MergescopeError: `safetensors-invalid`, where a file cannot be opened, or most of its tensors are in a mapping
            in it.
    """
    loader = _opened(model, donor)
    if loader.index.is_safetensors:
        return
    for file in sorted({shard.filename for shard in loader.index.shards}):
        try:
            path = os.path.join(loader.index.base_path, file)
            held = torch.load(path, map_location="meta", weights_only=True)
        except Exception:
            # mergekit reads what this refuses, such as scalars of numpy; what it cannot is told by whoever reads it.
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


def _opened(model: ModelReference, donor: str) -> LazyTensorLoader:
    from mergekit.io.tasks import LoaderCache

    try:
        return LoaderCache().get(model)
    except (OSError, MergescopeError):
        raise
    except pickle.UnpicklingError as error:
        raise MergescopeError(
            "safetensors-invalid",
            f"{donor}: its weights are no pickles, or hold other objects than tensors, which torch does not load",
            "if you trust the files, load them with torch.load(FILE, weights_only=False), and save the tensors as "
            "safetensors",
        ) from error
    except Exception as error:
        raise MergescopeError(
            "safetensors-invalid",
            f"{donor}: its weights cannot be read: {in_one_line(error)}",
            "download the model again, or save it again",
        ) from error


def _refused(file: str, donor: str, keys: str, inside: int, top: int) -> MergescopeError:
    loaded = f'torch.load("{file}", map_location="cpu"){keys}'
    return MergescopeError(
        "safetensors-invalid",
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
