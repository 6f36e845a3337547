"""What the donors hold beyond mergekit's definition: who calls what by which name."""

from __future__ import annotations

from collections.abc import Iterable

from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.aliases import aliases, modern
from mergescope.merge.anatomy.claims import Left
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import pattern_of
from mergescope.merge.anatomy.renaming import Renaming

#: Names of a loaded model, each with those of the checkpoint that it is made of.
Loaded = dict[str, list[str]]


def beyond(
    left: list[tuple[Holding, Left]],
    loaded: dict[ModelReference, Loaded],
    renamed: dict[ModelReference, Renaming],
    ranges: dict[str, str],
) -> list[Part]:
    """A part for every pattern, under the name and in the layout that the leading model has, or would have.

    Args:
        left: what the definition has not claimed, of the leading model first; loaded, renamed: by model; ranges: of the
            leading model.
    """
    parts: dict[str, Part] = {}
    before: list[Holding] = []
    for holding, rest in left:
        known = renamed[holding.model]
        called = {name: name for name in rest if name in parts}
        called |= {name: known(name) for name in rest if known(name) in parts and known(name) not in rest}
        others = [name for name in rest if name not in called]
        called |= aliases(others, [name for name in parts if name not in (*rest, *called.values())])
        for own, name in called.items():
            parts[name].called[holding.model] = (own,)
            if modern(own) == own:
                parts[name].name = modern(name)
        new = {name: rest[name] for name in rest if name not in called}
        rename = known.knowing(called)
        _convert_own(parts, holding, new, loaded[holding.model], rename)
        _cut(parts, holding, new, ranges, rename)
        _convert_others(parts, holding, new, before, loaded, rename)
        for own in new:
            name = own if rename(own) in parts else rename(own)
            parts[name] = Part(name, called={holding.model: (own,)})
        before.append(holding)
    return list(parts.values())


def _convert_own(
    parts: dict[str, Part], holding: Holding, new: Left, loaded: Loaded, rename: Renaming
) -> None:
    """Others hold a tensor as it is loaded; this donor has what it is made of."""
    if not new or not loaded:
        return
    by_pattern = {rename(name): sources for name, sources in _by_pattern(loaded).items()}
    numbers = {rename(name): held for name, held in _numbers(loaded).items()}
    for name, part in parts.items():
        sources = by_pattern.get(name)
        if holding.model not in part.called and sources and sources <= set(new):
            part.converted[holding.model] = numbers[name]
            for source in sources:
                new.pop(source, None)


def _cut(
    parts: dict[str, Part], holding: Holding, new: Left, ranges: dict[str, str], rename: Renaming
) -> None:
    """This donor holds a tensor as it is loaded; the leading model has the ranges of it."""
    sources_of: dict[str, list[str]] = {}
    for source, whole in ranges.items():
        sources_of.setdefault(whole, []).append(source)
    for own in list(new):
        sources = sources_of.get(rename(own), [])
        if sources and all(
            source in parts and holding.model not in parts[source].called for source in sources
        ):
            for source in sources:
                parts[source].called[holding.model] = (own,)
            del new[own]


def _convert_others(
    parts: dict[str, Part],
    holding: Holding,
    new: Left,
    before: list[Holding],
    loaded: dict[ModelReference, Loaded],
    rename: Renaming,
) -> None:
    """This donor holds a tensor as it is loaded; the ones before it have what it is made of."""
    if not new or not before:
        return
    sources_of = {holding.model: _by_pattern(loaded[holding.model]) for holding in before}
    for own in list(new):
        name = rename(own)
        sources = sources_of[before[0].model].get(name)
        if not sources or not sources <= set(parts):
            continue
        converted = {model for model, names in sources_of.items() if name in names}
        numbers = {model: _numbers(loaded[model])[name] for model in converted}
        if any(set(parts[source].called) - converted for source in sources):
            continue
        for source in sources:
            del parts[source]
        del new[own]
        parts[name] = Part(name, called={holding.model: (own,)}, converted=numbers)


def _by_pattern(loaded: Loaded) -> dict[str, set[str]]:
    sources_of: dict[str, set[str]] = {}
    for name, sources in loaded.items():
        sources_of.setdefault(pattern_of(name)[0], set()).update(_patterns(sources))
    return sources_of


def _numbers(loaded: Loaded) -> dict[str, set[int | None]]:
    """The layers in which there is something of each pattern."""
    numbers: dict[str, set[int | None]] = {}
    for name in loaded:
        pattern, number = pattern_of(name)
        numbers.setdefault(pattern, set()).add(number)
    return numbers


def _patterns(names: Iterable[str]) -> set[str]:
    return {pattern_of(name)[0] for name in names}
