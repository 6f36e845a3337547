"""mergekit's tasks, and what they are made of, as JSON: carried out without the plan that they come from."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, cast

import torch

from mergescope.messages import Json
from mergescope.sources.dtypes import dtype_of, name_of

if TYPE_CHECKING:
    from pydantic import BaseModel


def encode(value: object, without: Collection[str] = ()) -> Json:
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
        return {type(value).__name__: [encode(entry) for entry in value]}
    if isinstance(value, (dict, ImmutableMap, immutables.Map)):
        kind = "dict" if isinstance(value, dict) else "map" if isinstance(value, ImmutableMap) else "bare"
        return {kind: [[encode(key), encode(entry)] for key, entry in value.items()]}
    if isinstance(value, torch.dtype):
        return {"dtype": name_of(value)}
    if isinstance(value, BaseModel):
        fields = {name: encode(entry) for name, entry in value.__dict__.items() if name not in without}
        return {"model": _name(type(value)), "fields": fields}
    raise TypeError(f"{type(value).__name__} cannot be part of a task of mergekit's that is kept")


def decode(value: Json) -> object:
    """What `encode` was given."""
    if not isinstance(value, dict):
        return value
    match value:
        case {"model": str(name), "fields": dict(fields)}:
            model = cast("type[BaseModel]", _class(name))
            return model.model_construct(None, **{field: decode(entry) for field, entry in fields.items()})
        case {"enum": str(name), "value": entry}:
            return _class(name)(entry)
        case {"list": list(entries)}:
            return [decode(entry) for entry in entries]
        case {"tuple": list(entries)}:
            return tuple(decode(entry) for entry in entries)
        case {"dtype": str(name)}:
            return dtype_of(name)
        case {"dict": list(pairs)}:
            return dict(map(_pair, pairs))
        case {"map": list(pairs)}:
            from mergekit.common import ImmutableMap

            return ImmutableMap(_map(pairs))
        case {"bare": list(pairs)}:
            return _map(pairs)
    raise TypeError(f"{sorted(value)} are no keys of a value that is kept")


def _map(pairs: list[Json]) -> Mapping[object, object]:
    import immutables

    return immutables.Map(map(_pair, pairs))


def _pair(pair: Json) -> tuple[object, object]:
    assert isinstance(pair, list)
    key, entry = pair
    return decode(key), decode(entry)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@functools.cache
def _class(name: str) -> type:
    module, _, path = name.partition(":")
    # Of some methods an older mergekit makes the class as it is imported, and keeps it under no name.
    tasks = {_name(kind): kind for kind in _tasks()}
    if name in tasks:
        return tasks[name]
    if module.split(".")[0] != "mergekit":
        raise TypeError(f"{name} is no class of mergekit's")
    named: object = functools.reduce(getattr, path.split("."), importlib.import_module(module))
    assert isinstance(named, type)
    return named


def _tasks() -> Iterator[type]:
    importlib.import_module("mergekit.merge_methods")
    from mergekit.graph import Task

    classes: list[type] = [Task]
    while classes:
        kind = classes.pop()
        yield kind
        classes += kind.__subclasses__()
