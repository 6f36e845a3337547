"""Which parts have a row for each token, and which of them a donor may lack because its config ties them."""

from __future__ import annotations

from mergekit.architecture.base import WeightInfo

from mergescope.engine.vocabulary.names import ENTRY_FOR_EACH_TOKEN, vocabulary_kind_of
from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.aliases import aliases
from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import pattern_of
from mergescope.merge.anatomy.skeleton import Skeleton


def mark_rows(parts: list[Part], skeleton: Skeleton | None, loaded: dict[str, list[str]]) -> str | None:
    """Sets the axis of the parts that have such rows, and returns the name of the embeddings, if any.

    Args:
        loaded: of the leading model, names once it is loaded, each with those of its checkpoint.
    """
    # An older mergekit has no word for a second axis.
    for part in parts:
        if part.name == ENTRY_FOR_EACH_TOKEN and "vocabulary_axis" in WeightInfo.model_fields:
            part.axis = 1
    if skeleton is None or skeleton.embeddings is None:
        for part in parts:
            if vocabulary_kind_of(part.name):
                part.axis = 0
        kinds = [part.name for part in parts if vocabulary_kind_of(part.name) == "embeddings"]
        return kinds[0] if kinds else None
    own = {name: name for name in (pattern_of(name)[0] for name in skeleton.names)}
    for name, sources in loaded.items():
        if len(sources) == 1 and pattern_of(name)[0] in own:
            own[pattern_of(name)[0]] = pattern_of(sources[0])[0]
    names = {part.name for part in parts}
    unknown = [name for name in own if own[name] not in names]
    known = set(own.values())
    own |= aliases(unknown, [name for name in names if name not in known])
    # What transformers itself calls them in a checkpoint, where the names above tell nothing.
    for name, saved in skeleton.rows.items():
        if own[pattern_of(name)[0]] not in names and pattern_of(saved)[0] in names:
            own[pattern_of(name)[0]] = pattern_of(saved)[0]
    rows = {own[pattern_of(name)[0]] for name in skeleton.rows}
    for part in parts:
        if part.name in rows:
            part.axis = 0
    return own[pattern_of(skeleton.embeddings)[0]]


def tie_heads(parts: list[Part], embeddings: str | None, ties: dict[ModelReference, bool]) -> None:
    """A head that a donor lacks is its embeddings, where its config ties the two."""
    inputs = next((part for part in parts if part.name == embeddings), None)
    if inputs is None:
        return
    for part in parts:
        if part.axis is None or part is inputs or not part.name.endswith(".weight"):
            continue
        for model, tied in ties.items():
            if tied and model not in part.called and model in inputs.called:
                part.tied[model] = inputs.called[model]
