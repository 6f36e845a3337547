"""The class of transformers, or of the model's own code, that config.json names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

from mergescope.architecture.layer_counts import MOST_LAYERS
from mergescope.deferred_imports import deferring_imports
from mergescope.errors import in_one_line
from mergescope.library_types import PretrainedConfig, PreTrainedModel
from mergescope.messages import Json


class NotChecked(Exception):
    """Nobody here can say what the model has to hold; the text says why."""


class NoSuchClass(NotChecked):
    """The installed transformers does not have the class, and the model brings no code for it."""


class NotBuildable(Exception):
    """transformers cannot make the model of its config.json; the text says why."""


class NamedClass(NamedTuple):
    """A class of models and the config to build one with."""

    name: str
    kind: type[PreTrainedModel]
    config: PretrainedConfig


class LoadingReport(TypedDict):
    """Names of a model that nothing was stored for; stored ones that it has no use for; and those of another shape, with
    the stored one and its own."""

    missing_keys: Iterable[str]
    unexpected_keys: Iterable[str]
    mismatched_keys: Iterable[tuple[str, Sequence[int], Sequence[int]]]


def named_class(
    folder: Path, trust_remote_code: bool, architecture: str | None = None, are_plain: bool = False
) -> NamedClass:
    """The class that `architectures` names, and the config as transformers reads it.

    Args:
        architecture: the name of the class, where something else than config.json says it.
        are_plain: the weights are known not to be quantised, whatever config.json says.

    Raises:
        NotChecked: no single class, one that the installed transformers does not have (NoSuchClass), or code that may not
            run.
        NotBuildable: a config.json that transformers refuses.
    """
    import transformers

    raw = _read(folder / "config.json")
    name = architecture or _only_name(raw)
    if not are_plain and (raw.get("quantization_config") or raw.get("compression_config")):
        raise NotChecked(
            "config.json says that the weights are quantised, and so stored in another way than the class has them"
        )
    own = _own_code(raw, name)
    known = raw.get("model_type") in transformers.CONFIG_MAPPING and hasattr(transformers, name)
    if own and not trust_remote_code and not known:
        raise NotChecked(f"{name} is code of the model's own, which runs with --trust-remote-code only")
    if not known and not own:
        raise NoSuchClass(f"transformers {transformers.__version__} has no {name}")
    _bounded(raw)
    try:
        config = transformers.AutoConfig.from_pretrained(
            folder, trust_remote_code=trust_remote_code, local_files_only=True
        )
        with deferring_imports():
            kind = _own_class(own, folder) if own and trust_remote_code else getattr(transformers, name)
    except ImportError as error:
        raise NotChecked(f"{name} needs what is not installed: {in_one_line(error)}") from error
    except Exception as error:
        raise NotBuildable(f"transformers cannot read config.json: {in_one_line(error)}") from error
    return NamedClass(name, kind, config)


def loaded_with_report(
    named: NamedClass, folder: str | None, **settings: object
) -> tuple[PreTrainedModel, LoadingReport]:
    """What `from_pretrained` gives, and what it says of names and shapes."""
    load = cast("Callable[..., tuple[PreTrainedModel, LoadingReport]]", named.kind.from_pretrained)
    return load(folder, ignore_mismatched_sizes=True, output_loading_info=True, **settings)


def _read(path: Path) -> dict[str, Json]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotChecked("there is no config.json that can be read") from error
    if not isinstance(raw, dict):
        raise NotChecked("config.json is not a mapping")
    return raw


def _only_name(raw: dict[str, Json]) -> str:
    names = raw.get("architectures")
    if isinstance(names, list) and len(names) == 1 and isinstance(names[0], str):
        return names[0]
    raise NotChecked("config.json names no single class under architectures")


def _own_code(raw: dict[str, Json], name: str) -> str | None:
    """`module.Class` of the model's own code, where `auto_map` names the class."""
    named = raw.get("auto_map")
    references = list(named.values()) if isinstance(named, dict) else []
    own = [
        reference
        for reference in references
        if isinstance(reference, str) and reference.split(".")[-1] == name
    ]
    return own[0] if own else None


def _own_class(reference: str, folder: Path) -> type[PreTrainedModel]:
    from transformers.dynamic_module_utils import get_class_from_dynamic_module

    kind = get_class_from_dynamic_module(reference, str(folder), local_files_only=True)
    return cast("type[PreTrainedModel]", kind)


def _bounded(value: Json) -> None:
    """Raises NotBuildable where a count of layers is beyond all reason."""
    parts = value.items() if isinstance(value, dict) else []
    for key, inner in parts:
        counted = any(word in str(key) for word in ("layer", "depth", "blocks"))
        if counted and type(inner) is int and inner > MOST_LAYERS:
            raise NotBuildable(f"config.json says {key} {inner}, which no model has")
        _bounded(inner)
