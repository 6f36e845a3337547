"""Checkpoints of one model in the layouts of several releases of transformers: each is called by the leading model's names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from mergescope.engine.vocabulary.names import vocabulary_kind_of
from mergescope.errors import MergescopeError
from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.buffers import is_old_buffer
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.renaming import Renaming

#: What transformers calls the tensors of a checkpoint once it is loaded; none of what it makes into others.
LoadedAs = Callable[[Holding], Mapping[str, str]]


def by_leading_names(
    holdings: list[Holding],
    loaded_as: LoadedAs,
    made: Callable[[Holding], Collection[str]],
    name_of: Callable[[ModelReference], str] = str,
) -> list[Holding]:
    """The same, with the names of the leading model, the first, for what transformers loads as the same tensor.

    Args:
        made: names that tensors have which transformers makes of those of a checkpoint.

    Raises:
        MergescopeError: config-invalid, where a model holds a tensor under two names at once.
    """
    lead, *others = holdings
    if all(_same_names(lead, holding) for holding in others):
        return holdings
    names = dict(loaded_as(lead))
    _refuse_twice(lead, names, name_of)
    usual, lead_makes = {loaded: own for own, loaded in names.items()}, made(lead)
    renamed = [lead]
    for holding in others:
        loaded = {} if _same_names(lead, holding) else loaded_as(holding)
        _refuse_twice(holding, loaded, name_of)
        renamed.append(holding.called(_renamed(holding, loaded, usual, lead_makes)))
    return renamed


def _renamed(
    holding: Holding, loaded: Mapping[str, str], usual: Mapping[str, str], made: Collection[str]
) -> Mapping[str, str]:
    """Its own names, with those of the leading model. What that one lacks begins as what it has does, unless it has what
    that is made of."""
    known = {own: usual[new] for own, new in loaded.items() if new in usual}
    if all(own == name for own, name in known.items()):
        return known
    taken, rename = set(known.values()), Renaming(known)
    further = {own: rename(own) for own in holding.files if own not in known and own not in made}
    return known | {own: name for own, name in further.items() if name not in taken}


def _same_names(first: Holding, other: Holding) -> bool:
    """But for old buffers, and a head that one of the two lacks."""
    lacking = [
        [name for name in names if not is_old_buffer(name)]
        for names in (first.files.keys() - other.files.keys(), other.files.keys() - first.files.keys())
    ]
    return [] in lacking and all(vocabulary_kind_of(name) == "head" for names in lacking for name in names)


def _refuse_twice(
    holding: Holding, loaded: Mapping[str, str], name_of: Callable[[ModelReference], str]
) -> None:
    """Which of the two counts, no one can tell; of more than two, they are buffers that layers once had each."""
    twice = [(own, new) for own, new in loaded.items() if own != new and loaded.get(new) == new]
    if twice:
        own, new = min(twice)
        raise MergescopeError(
            "config-invalid",
            f"{name_of(holding.model)} holds {len(twice)} tensor{'s' * (len(twice) > 1)} twice, by the names of two "
            f"releases of transformers: {own} is {new}",
            "load it with transformers, look whether it does what it should, and save it anew",
        )
