"""mergekit's tasks, and what they are made of, as JSON: carried out without the plan that they come from."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Collection, Iterator
from enum import Enum
from typing import Any

import torch

from mergescope.sources.dtypes import dtype_of, name_of


def encode(value: Any, without: Collection[str] = ()) -> Any:
    """JSON of numbers, texts, containers, and of mergekit's models, enumerations and maps.

    Args:
        without: fields of the value itself, a model, that nobody will ask for.

    Raises:
        TypeError: it holds something else.
    """
    import immutables
    from mergekit.common import ImmutableMap
    from pydantic import BaseModel

    # Before numbers and texts: an enumeration may be one, too.
    if isinstance(value, Enum):
        return {"enum": _name(type(value)), "value": value.value}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [encode(one) for one in value]}
    if isinstance(value, (dict, ImmutableMap, immutables.Map)):
        kind = "dict" if isinstance(value, dict) else "map" if isinstance(value, ImmutableMap) else "bare"
        return {kind: [[encode(key), encode(one)] for key, one in value.items()]}
    if isinstance(value, torch.dtype):
        return {"dtype": name_of(value)}
    if isinstance(value, BaseModel):
        fields = {name: encode(one) for name, one in value.__dict__.items() if name not in without}
        return {"model": _name(type(value)), "fields": fields}
    raise TypeError(f"{type(value).__name__} cannot be part of a task of mergekit's that is kept")


def decode(value: Any) -> Any:
    """What `encode` was given."""
    if not isinstance(value, dict):
        return value
    if "model" in value:
        fields = {name: decode(one) for name, one in value["fields"].items()}
        return _class(value["model"]).model_construct(**fields)
    if "enum" in value:
        return _class(value["enum"])(value["value"])
    ((kind, inner),) = value.items()
    if kind in ("list", "tuple"):
        entries = [decode(one) for one in inner]
        return entries if kind == "list" else tuple(entries)
    if kind == "dtype":
        return dtype_of(inner)
    return _map(kind, {decode(key): decode(one) for key, one in inner})


def _map(kind: str, entries: dict[Any, Any]) -> Any:
    import immutables
    from mergekit.common import ImmutableMap

    bare = entries if kind == "dict" else immutables.Map(entries)
    return ImmutableMap(bare) if kind == "map" else bare


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@functools.cache
def _class(name: str) -> Any:
    module, _, path = name.partition(":")
    # Of some methods an older mergekit makes the class as it is imported, and keeps it under no name.
    tasks = {_name(one): one for one in _tasks()}
    if name in tasks:
        return tasks[name]
    if module.split(".")[0] != "mergekit":
        raise TypeError(f"{name} is no class of mergekit's")
    return functools.reduce(getattr, path.split("."), importlib.import_module(module))


def _tasks() -> Iterator[type]:
    importlib.import_module("mergekit.merge_methods")
    from mergekit.graph import Task

    classes: list[type] = [Task]
    while classes:
        kind = classes.pop()
        yield kind
        classes += kind.__subclasses__()
