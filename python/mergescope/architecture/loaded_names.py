"""What the tensors of a checkpoint are called once transformers has loaded it: it has renamed parts of its models, and
reads what earlier releases, or those who published a model, call otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from mergescope.library_types import PreTrainedModel


def loaded_as(model: PreTrainedModel, names: Collection[str]) -> dict[str, str]:
    """By the name in the checkpoint. What is made into other tensors, split or put together, is left out.

    Args:
        names: all of one checkpoint, since whether a name is an older one may depend on the others.
    """
    own = frozenset(model.state_dict())
    renamed = _renamed(model, names)
    # Some renamings go on from what they give, and spoil a checkpoint that has the newest names already.
    is_newest = len(own.intersection(names)) >= len(own.intersection(renamed.values()))
    kept = {
        name: name
        for name in own.intersection(names)
        if is_newest or name not in renamed or renamed[name] not in own
    }
    return {name: kept.get(name, renamed.get(name, name)) for name in names if name in renamed or name in own}


def _renamed(model: PreTrainedModel, names: Iterable[str]) -> dict[str, str]:
    try:
        from transformers.conversion_mapping import get_model_conversion_mapping
        from transformers.core_model_loading import (
            WeightConverter,
            WeightRenaming,
            dot_natural_key,
            rename_source_key,
        )
    except ImportError:
        return _by_patterns(model, names)
    transforms = get_model_conversion_mapping(model)
    makes = [transform for transform in transforms if isinstance(transform, WeightConverter)]
    renames = [transform for transform in transforms if isinstance(transform, WeightRenaming)]
    state, prefix = model.state_dict(), model.base_model_prefix
    # In the order in which transformers reads them: some are renamed only after others were.
    renamed = {
        name: rename_source_key(name, renames, makes, prefix, state)
        for name in sorted(names, key=dot_natural_key)
    }
    return {name: new for name, (new, made) in renamed.items() if made is None}


def _by_patterns(model: PreTrainedModel, names: Iterable[str]) -> dict[str, str]:
    """transformers 4: the first of the patterns that its class has for older names."""
    patterns: dict[str, str] = getattr(model, "_checkpoint_conversion_mapping", None) or {}
    substitutes: list[Callable[[str], tuple[str, int]]] = [
        lambda name, pattern=pattern, new=new: re.subn(pattern, new, name)
        for pattern, new in patterns.items()
    ]
    loaded = {}
    for name in names:
        tried = (substitute(name) for substitute in substitutes)
        loaded[name] = next((new for new, count in tried if count), name)
    return loaded
