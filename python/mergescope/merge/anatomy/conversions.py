"""What transformers makes of the names of a checkpoint while it loads it: renamed parts, experts put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from mergescope.library_types import PretrainedConfig


class Operation(Protocol):
    """A step of a conversion, along one dimension."""

    dim: int


class Transform(Protocol):
    """One of transformers': WeightRenaming, or WeightConverter, which makes other tensors of some."""

    source_patterns: list[str]
    target_patterns: list[str]
    operations: list[Operation]

    def rename_source_key(self, source_key: str) -> tuple[str, str | None]: ...


def loaded_names(conversions: str | None, names: Iterable[str]) -> dict[str, list[str]]:
    """The names that a model has once it is loaded, each with those of the checkpoint that it is made of.

    Only names that change are there; none at all with a transformers that converts nothing.

    Args:
        conversions: the name that these have, as `conversions_of` gives it.
    """
    names_of: dict[str, list[str]] = {}
    transforms = _transforms(conversions)
    if transforms:
        for name in names:
            for target in _targets(name, transforms):
                if target != name:
                    names_of.setdefault(target, []).append(name)
    return names_of


#: Conversions that lay tensors one after the other: each is a range of the whole. By operation and dimension.
_STACKED, _JOINED = ("MergeModulelist", 0), "Concatenate"


@dataclass(frozen=True)
class Piece:
    """Where a tensor of a checkpoint lies in the one that it is loaded into.

    whole: the name of that, which may be a new name and nothing else; number: of the expert, None where they are not
    stacked; part: of `parts` that lie one after the other, each as long as the others.
    """

    whole: str
    number: int | None
    part: int
    parts: int

    @property
    def is_whole(self) -> bool:
        """Whether it is the other tensor, by another name at the most."""
        return self.number is None and self.parts == 1


def piece_of(conversions: str | None, name: str) -> Piece | None:
    """None where the tensor is made into another one in some other way."""
    for transform in _transforms(conversions):
        renamed, pattern = transform.rename_source_key(name)
        if pattern is None:
            continue
        if not _makes(transform):
            name = renamed
            continue
        steps = [(type(step).__name__, getattr(step, "dim", None)) for step in transform.operations]
        stacked = steps[:1] == [_STACKED]
        if len(transform.target_patterns) != 1 or steps not in (
            [_STACKED],
            [_STACKED, (_JOINED, 1)],
            [(_JOINED, 0)],
        ):
            return None
        number = _wildcard(pattern, name) if stacked else None
        if stacked and number is None:
            return None
        sources = transform.source_patterns
        parts = len(sources) if steps[-1][0] == _JOINED else 1
        return Piece(renamed, number, sources.index(pattern) if parts > 1 else 0, parts)
    return Piece(name, None, 0, 1)


def _wildcard(pattern: str, name: str) -> int | None:
    """The number that the `*` of a pattern stands for in a name."""
    before, star, after = pattern.partition("*")
    number = re.search(f"{before}(\\d+){after}", name) if star else None
    return int(number.group(1)) if number else None


def conversions_of(config: PretrainedConfig) -> str | None:
    """Under which name transformers has the conversions of a model: of its type; else, if tensors are put together there, of
    the type's class, or of that of its text. None: it has none."""
    try:
        from transformers.conversion_mapping import get_checkpoint_conversion_mapping
        from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES
    except ImportError:
        return None
    own = getattr(config, "model_type", None)
    if own and get_checkpoint_conversion_mapping(own):
        return str(own)
    text = getattr(getattr(config, "text_config", None), "model_type", None)
    classes = [MODEL_MAPPING_NAMES.get(kind or "") for kind in (own, text)]
    for name in (classes[0], text, classes[1]):
        steps = get_checkpoint_conversion_mapping(name) if isinstance(name, str) else None
        if any(_makes(step) for step in steps or ()):
            return str(name)
    return None


def _makes(transform: Transform) -> bool:
    """Whether it makes other tensors, and no other name."""
    return type(transform).__name__ == "WeightConverter"


def _transforms(name: str | None) -> list[Transform]:
    """Without what is done to the front of a name, which depends on where in a model a part of it stands."""
    try:
        from transformers.conversion_mapping import get_checkpoint_conversion_mapping
    except ImportError:
        return []
    transforms: list[Transform] = list(get_checkpoint_conversion_mapping(name) or ()) if name else []
    return [transform for transform in transforms if type(transform).__name__ != "PrefixChange"]


def _targets(name: str, transforms: list[Transform]) -> list[str]:
    """As mergekit takes the transforms: one after the other, a conversion ends the row."""
    for transform in transforms:
        renamed, pattern = transform.rename_source_key(name)
        if pattern is None:
            continue
        if _makes(transform):
            return _expanded(renamed, transform.target_patterns)
        name = renamed
    return [name]


def _expanded(renamed: str, patterns: list[str]) -> list[str]:
    first = patterns[0]
    before, match, after = renamed.partition(first)
    return [before + pattern + after for pattern in patterns] if match else [renamed]
