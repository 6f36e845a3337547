"""What an anatomy is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from mergescope.library_types import ModelArchitecture, ModelReference
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.patterns import name_at


@dataclass
class Part:
    """A tensor of the output, or one of every layer.

    name: with `*` for the number of the layer and `offset`; called: what each donor calls it, the likeliest first;
    tied: what stands in for it in a donor that lacks it; converted: numbers of the layers (None: a single tensor) in which
    a donor holds it in another layout, which mergekit converts; demanded: mergekit's definition cannot do without it;
    defined: it is in that definition.
    """

    name: str
    offset: int = 0
    called: dict[ModelReference, tuple[str, ...]] = field(default_factory=dict)
    tied: dict[ModelReference, tuple[str, ...]] = field(default_factory=dict)
    converted: dict[ModelReference, set[int | None]] = field(default_factory=dict)
    axis: int | None = None
    force_dtype: str | None = None
    demanded: bool = False
    defined: bool = False

    def at(self, layer: int | None) -> str:
        """Its name in a layer of the output."""
        return name_at(self.name, self._number(layer))

    def held_as(self, holding: Holding, layer: int | None) -> str | None:
        """What the donor calls it in one of its own layers; None where it has none."""
        names = [name_at(called, self._number(layer)) for called in self.called.get(holding.model, ())]
        return next((holding.files[name] for name in names if name in holding.files), None)

    def is_converted(self, model: ModelReference, layer: int | None) -> bool:
        """Whether the donor holds it in another layout in one of its own layers."""
        return self._number(layer) in self.converted.get(model, ())

    def tied_as(self, holding: Holding) -> str | None:
        """What stands in for it in a donor that lacks it."""
        names = self.tied.get(holding.model, ())
        return next((holding.files[name] for name in names if name in holding.files), None)

    def last_layer(self, holding: Holding) -> int:
        """The number of the last layer in which the donor has it; -1 where there is none."""
        names = self.called.get(holding.model, ())
        return (
            max((max(holding.patterns.get(name, ()), default=-1) for name in names), default=-1) - self.offset
        )

    def _number(self, layer: int | None) -> int | None:
        return None if layer is None else layer + self.offset


@dataclass
class Stack:
    """Layers beside those that a definition counts: numbers that donors have, in order."""

    layers: list[int]
    parts: list[Part]


@dataclass
class Module:
    """The parts of one module of mergekit's config, in the order in which they are planned."""

    before: list[Part] = field(default_factory=list)
    layers: list[Part] = field(default_factory=list)
    after: list[Part] = field(default_factory=list)
    others: dict[str, Stack] = field(default_factory=dict)


@dataclass
class Anatomy:
    """architecture: mergekit's own form of it, whose modules name those of here; defined: mergekit has a definition.

    unsaved: buffers that stay behind; explained: names that tensors of donors get once they are loaded; loaded: patterns of
    the leading model's tensors with those of what they are loaded as, where these are others; module_names: further names of
    modules.
    """

    architecture: ModelArchitecture
    modules: dict[str, Module]
    holdings: dict[ModelReference, Holding]
    defined: bool
    unsaved: list[str] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)
    loaded: dict[str, str] = field(default_factory=dict)
    module_names: dict[str, str] = field(default_factory=dict)
