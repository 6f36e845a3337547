"""The model of a class on the meta device: its names and shapes, and no values."""

from __future__ import annotations

import copy
import json

import torch

from mergescope.architecture.model_class import NamedClass, NotBuildable, NotChecked
from mergescope.errors import in_one_line
from mergescope.library_types import PreTrainedModel

# Of a config, what no name and no shape follows from.
_ASIDE = ("dtype", "torch_dtype", "_name_or_path", "transformers_version")

#: The last one and what it was built from: what plans a merge and what checks its output ask for the same.
_last: list[tuple[tuple[type[PreTrainedModel], str], PreTrainedModel]] = []


def meta_model(named: NamedClass) -> PreTrainedModel:
    """Built once for as long as the same is asked for.

    Raises:
        NotChecked: it needs what is not installed, or its weights; NotBuildable: transformers refuses its config.
    """
    key = named.kind, json.dumps(_meaning(named.config.to_dict()), sort_keys=True, default=str)
    if not _last or _last[0][0] != key:
        _last[:] = [(key, _built(named))]
    return _last[0][1]


def _built(named: NamedClass) -> PreTrainedModel:
    try:
        with torch.device("meta"):
            return named.kind(copy.deepcopy(named.config))
    except ImportError as error:
        raise NotChecked(f"{named.name} needs what is not installed: {in_one_line(error)}") from error
    except NotImplementedError as error:
        raise NotChecked(f"{named.name} cannot be built without its weights: {in_one_line(error)}") from error
    except Exception as error:
        raise NotBuildable(
            f"transformers cannot build {named.name} from config.json: {in_one_line(error)}"
        ) from error


def _meaning(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _meaning(inner) for key, inner in value.items() if key not in _ASIDE}
    return [_meaning(inner) for inner in value] if isinstance(value, (list, tuple)) else value
