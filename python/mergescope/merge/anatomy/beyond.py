"""What the donors hold beyond mergekit's definition: who calls what by which name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mergescope.merge.anatomy.aliases import aliases
from mergescope.merge.anatomy.claims import Left
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import pattern_of

#: Names of a loaded model, each with those of the checkpoint that it is made of.
Loaded = dict[str, list[str]]


def beyond(left: list[tuple[Holding, Left]], loaded: dict[Any, Loaded]) -> list[Part]:
    """A part for every pattern, under the name that the first donor uses that has it.

    Args:
        left: what the definition has not claimed, of the leading model first; loaded: by model.
    """
    parts: dict[str, Part] = {}
    before: list[Holding] = []
    for holding, rest in left:
        called = {name: name for name in rest if name in parts}
        others = [name for name in rest if name not in called]
        called |= aliases(others, [name for name in parts if name not in rest])
        for own, name in called.items():
            parts[name].called[holding.model] = (own,)
        new = {name: rest[name] for name in rest if name not in called}
        _convert_own(parts, holding, new, loaded[holding.model])
        _convert_others(parts, holding, new, before, loaded)
        for name in new:
            parts[name] = Part(name, called={holding.model: (name,)})
        before.append(holding)
    return list(parts.values())


def _convert_own(parts: dict[str, Part], holding: Holding, new: Left, loaded: Loaded) -> None:
    """Others hold a tensor as it is loaded; this donor has what it is made of."""
    if not new or not loaded:
        return
    by_pattern = _by_pattern(loaded)
    for name, part in parts.items():
        sources = by_pattern.get(name)
        if holding.model not in part.called and sources and sources <= set(new):
            part.converted.add(holding.model)
            for source in sources:
                new.pop(source, None)


def _convert_others(
    parts: dict[str, Part], holding: Holding, new: Left, before: list[Holding], loaded: dict[Any, Loaded]
) -> None:
    """This donor holds a tensor as it is loaded; the ones before it have what it is made of."""
    if not new or not before:
        return
    sources_of = {holding.model: _by_pattern(loaded[holding.model]) for holding in before}
    for name in list(new):
        sources = sources_of[before[0].model].get(name)
        if not sources or not sources <= set(parts):
            continue
        converted = {model for model, names in sources_of.items() if name in names}
        if any(set(parts[source].called) - converted for source in sources):
            continue
        for source in sources:
            del parts[source]
        del new[name]
        parts[name] = Part(name, called={holding.model: (name,)}, converted=converted)


def _by_pattern(loaded: Loaded) -> dict[str, set[str]]:
    sources_of: dict[str, set[str]] = {}
    for name, sources in loaded.items():
        sources_of.setdefault(pattern_of(name)[0], set()).update(_patterns(sources))
    return sources_of


def _patterns(names: Iterable[str]) -> set[str]:
    return {pattern_of(name)[0] for name in names}
