"""Which tensors of the donors are those that mergekit's definition lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.aliases import aliases, modern
from mergescope.merge.anatomy.conversions import loaded_names, piece_of
from mergescope.merge.anatomy.definition import Entry
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import name_at, pattern_of
from mergescope.merge.anatomy.renaming import Renaming

#: What is left of a donor: numbers of layers by pattern.
Left = dict[str, set[int]]


@dataclass
class Claims:
    """parts: by entry, in order; left: what no entry has claimed, of each donor; loaded: names of the loaded model that
    each donor's own become, where they become others; renamed: by donor, how the output calls what only some hold; ranges:
    of the leading model, patterns with those of the loaded tensors that they are ranges of."""

    parts: list[tuple[Entry, Part]]
    left: list[tuple[Holding, Left]]
    loaded: dict[ModelReference, dict[str, list[str]]]
    renamed: dict[ModelReference, Renaming]
    ranges: dict[str, str]


def claim(entries: list[Entry], holdings: list[Holding], conversions: list[str | None]) -> Claims:
    """Finds every entry in every donor, by its names, else by a prefix that explains most of them.

    Args:
        holdings: of the leading model first; conversions: what transformers has those of each under.
    """
    parts = [_part(entry) for entry in entries]
    left = [
        (holding, {name: set(numbers) for name, numbers in holding.patterns.items()}) for holding in holdings
    ]
    for holding, rest in left:
        _find(entries, parts, holding, rest)
    loaded = [loaded_names(kind, holding.files) for holding, kind in zip(holdings, conversions, strict=True)]
    lead = holdings[0].model
    renamed = {holding.model: _renaming(parts, holding.model, lead) for holding in holdings}
    ranges = _ranges(conversions[0], loaded[0])
    for part in parts:
        _give_back(part, left, conversions, renamed)
        _convert(part, left, loaded, renamed)
        _cut(part, left, ranges, renamed)
    _take_cut(parts, left)
    for entry, part in zip(entries, parts, strict=True):
        part.name = _name(entry, part, lead, renamed)
    by_model = {holding.model: names for holding, names in zip(holdings, loaded, strict=True)}
    return Claims(list(zip(entries, parts, strict=True)), left, by_model, renamed, ranges)


def _part(entry: Entry) -> Part:
    return Part(
        name=entry.names[0],
        offset=entry.offset,
        axis=entry.axis,
        force_dtype=entry.force_dtype,
        demanded=not entry.optional,
        defined=True,
    )


def _find(entries: list[Entry], parts: list[Part], holding: Holding, rest: Left) -> None:
    for entry, part in zip(entries, parts, strict=True):
        held = holding.patterns if entry.is_layered else holding.files
        called = tuple(name for name in entry.names if name in held)
        if called:
            part.called[holding.model] = called
            _take(rest, called, entry.is_layered)
        tied = tuple(name for name in entry.tied if name in holding.files)
        if tied:
            part.tied[holding.model] = tied
    lacking = {
        entry.names[0]: (entry, part)
        for entry, part in zip(entries, parts, strict=True)
        if holding.model not in part.called
    }
    for name, other in aliases(lacking, rest).items():
        entry, part = lacking[name]
        part.called[holding.model] = (other,)
        _take(rest, (other,), entry.is_layered)
    named = {part.name: part.called[holding.model] for part in parts if holding.model in part.called}
    for entry, part in zip(entries, parts, strict=True):
        # What stands in goes by another name here, too.
        if entry.tied and holding.model not in part.tied:
            part.tied[holding.model] = tuple(name for alias in entry.tied for name in named.get(alias, ()))


def _take(rest: Left, names: Iterable[str], layered: bool) -> None:
    for name in names:
        pattern, number = (name, None) if layered else pattern_of(name)
        numbers = rest.get(pattern, set())
        if number is not None:
            numbers.discard(number)
        if number is None or not numbers:
            rest.pop(pattern, None)


def _give_back(
    part: Part,
    left: list[tuple[Holding, Left]],
    conversions: list[str | None],
    renamed: dict[ModelReference, Renaming],
) -> None:
    """What the definition lists in pieces, and the leading model holds in one tensor, is none of the definition's."""
    lead = left[0][0]
    if lead.model in part.called:
        return
    for (holding, _), kind in zip(left, conversions, strict=True):
        for own in part.called.get(holding.model, ()):
            piece = piece_of(kind, name_at(own, min(holding.patterns.get(own) or {0})))
            if piece is None or piece.is_whole:
                return
            if renamed[holding.model](pattern_of(piece.whole)[0]) not in lead.patterns:
                return
    for holding, rest in left:
        for own in part.called.pop(holding.model, ()):
            rest[own] = set(holding.patterns.get(own, ()))
        part.demanded = False


def _convert(
    part: Part,
    left: list[tuple[Holding, Left]],
    loaded: list[dict[str, list[str]]],
    renamed: dict[ModelReference, Renaming],
) -> None:
    """What some donors hold as it is loaded, others as it lies in a checkpoint, mergekit puts into one layout."""
    holders = [holding for holding, _ in left if holding.model in part.called]
    if not holders or len(holders) == len(left):
        return
    own = part.called[holders[0].model][0]
    numbers = holders[0].patterns.get(own) or {None}
    name = renamed[holders[0].model](own)
    lead = left[0][0]
    if lead not in holders and name in {pattern_of(renamed[lead.model](made))[0] for made in loaded[0]}:
        # The leading model has it in another layout, which the output follows.
        for holding, rest in left:
            for called in part.called.pop(holding.model, ()):
                rest[called] = set(holding.patterns.get(called, ()))
        return
    for (holding, rest), names in zip(left, loaded, strict=True):
        if holding.model in part.called:
            continue
        there = {renamed[holding.model](loaded_as): sources for loaded_as, sources in names.items()}
        sources = [there.get(name_at(name, number)) for number in numbers]
        if not all(sources):
            continue
        loaded_as = {pattern_of(made) for made in there}
        part.converted[holding.model] = {number for pattern, number in loaded_as if pattern == name}
        for source in sources:
            _take(rest, source or (), False)


def _ranges(conversions: str | None, loaded: dict[str, list[str]]) -> dict[str, str]:
    pieces = {source: piece_of(conversions, source) for sources in loaded.values() for source in sources}
    return {
        pattern_of(source)[0]: pattern_of(piece.whole)[0]
        for source, piece in pieces.items()
        if piece is not None
    }


def _cut(
    part: Part,
    left: list[tuple[Holding, Left]],
    ranges: dict[str, str],
    renamed: dict[ModelReference, Renaming],
) -> None:
    """What the leading model holds as it lies in a checkpoint, others as it is loaded: theirs is cut."""
    whole = ranges.get(part.called.get(left[0][0].model, ("",))[0])
    for holding, rest in left:
        if whole is not None and holding.model not in part.called:
            part.called[holding.model] = tuple(own for own in rest if renamed[holding.model](own) == whole)
            if not part.called[holding.model]:
                del part.called[holding.model]


def _take_cut(parts: list[Part], left: list[tuple[Holding, Left]]) -> None:
    """Several parts are cut of one tensor, so that it is taken when all of them are."""
    for holding, rest in left:
        for part in parts:
            for name in part.called.get(holding.model, ()):
                rest.pop(name, None)


def _renaming(parts: list[Part], model: ModelReference, lead: ModelReference) -> Renaming:
    both = [part for part in parts if model in part.called and lead in part.called]
    return Renaming({part.called[model][0]: part.called[lead][0] for part in both})


def _name(entry: Entry, part: Part, lead: ModelReference, renamed: dict[ModelReference, Renaming]) -> str:
    """The name that the leading model uses; of what it lacks, that which it would have. gamma and beta become what the
    definition calls them."""
    usual = entry.names[0]
    if not part.called:
        return usual
    model = lead if lead in part.called else next(iter(part.called))
    called = renamed[model](part.called[model][0])
    return modern(called) if modern(called) in entry.names else called
