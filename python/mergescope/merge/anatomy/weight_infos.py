"""A tensor of the output, and the same in a donor, in mergekit's words."""

from __future__ import annotations

from mergekit.architecture.base import WeightInfo

from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Part


def output_weight(part: Part, layer: int | None) -> WeightInfo:
    """What the output calls a part, in one of its layers."""
    return _weight(part.at(layer), part)


def input_weight(part: Part, holding: Holding, layer: int | None) -> WeightInfo | None:
    """The part in one of a donor's own layers, or what stands in for it; None where there is neither."""
    held, tied = part.held_as(holding, layer), part.tied_as(holding)
    if held is None and tied is None and not part.is_converted(holding.model, layer):
        return None
    name = part.at(layer)
    if held is not None and name in holding.own:
        # Where releases of transformers differ, the donor may have another tensor by this name.
        name = held
    aliases = (held,) if held not in (None, name) else None
    return _weight(name, part, aliases=aliases, tied_names=None if tied is None else (tied,))


def is_tied(part: Part, holding: Holding, layer: int | None) -> bool:
    """Whether a donor that gives the part has only what stands in for it."""
    return part.held_as(holding, layer) is None and not part.is_converted(holding.model, layer)


def _weight(name: str, part: Part, **more: tuple[str, ...] | None) -> WeightInfo:
    """An older WeightInfo only says whether rows are tokens."""
    newer = "vocabulary_axis" in WeightInfo.model_fields
    axis = {"vocabulary_axis": part.axis} if newer else {"is_embed": part.axis is not None}
    return WeightInfo.model_validate({"name": name, "force_dtype": part.force_dtype, **axis, **more})
