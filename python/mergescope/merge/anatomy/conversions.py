"""What transformers makes of the names of a checkpoint while it loads it: renamed parts, experts put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Transform(Protocol):
    """One of transformers': WeightRenaming, or WeightConverter, which makes other tensors of some."""

    target_patterns: list[str]

    def rename_source_key(self, source_key: str) -> tuple[str, str | None]: ...


def loaded_names(model_type: str | None, names: Iterable[str]) -> dict[str, list[str]]:
    """The names that a model has once it is loaded, each with those of the checkpoint that it is made of.

    Only names that change are there; none at all with a transformers that converts nothing.
    """
    names_of: dict[str, list[str]] = {}
    transforms = _transforms(model_type)
    if transforms:
        for name in names:
            for target in _targets(name, transforms):
                if target != name:
                    names_of.setdefault(target, []).append(name)
    return names_of


def _transforms(model_type: str | None) -> list[Transform]:
    try:
        from transformers.conversion_mapping import get_checkpoint_conversion_mapping
    except ImportError:
        return []
    return list(get_checkpoint_conversion_mapping(model_type) or ()) if model_type else []


def _targets(name: str, transforms: list[Transform]) -> list[str]:
    """As mergekit takes the transforms: one after the other, a conversion ends the row."""
    for transform in transforms:
        renamed, pattern = transform.rename_source_key(name)
        if pattern is None:
            continue
        if type(transform).__name__ == "WeightConverter":
            return _expanded(renamed, transform.target_patterns)
        name = renamed
    return [name]


def _expanded(renamed: str, patterns: list[str]) -> list[str]:
    first = patterns[0]
    before, match, after = renamed.partition(first)
    return [before + pattern + after for pattern in patterns] if match else [renamed]
