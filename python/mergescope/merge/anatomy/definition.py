"""mergekit's definition of an architecture, read into names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal, cast

from mergescope.architecture.text_config import text_config
from mergescope.library_types import (
    ModelArchitecture,
    ModuleArchitecture,
    ModuleDefinition,
    PretrainedConfig,
    WeightInfo,
)
from mergescope.merge.known_fields import known

Position = Literal["before", "layer", "after"]

# A layer that no model has, whose number shows where a name has it.
_FAR = 1_000_003
_MOST_LAYERS = 4096


@dataclass(frozen=True)
class Entry:
    """A tensor of the definition, or one of every layer.

    names: its names, the usual one first, with `*` for a layer's number less `offset`; tied: what stands in for it.
    """

    module: str
    position: Position
    names: tuple[str, ...]
    offset: int
    tied: tuple[str, ...]
    optional: bool
    axis: int | None
    force_dtype: str | None

    @property
    def is_layered(self) -> bool:
        return self.position == "layer"


def entries_of(architecture: ModelArchitecture, config: PretrainedConfig) -> list[Entry]:
    """Everything that a definition lists, once.

    Args:
        architecture: mergekit's ModelArchitecture; config: of the model that leads the merge.
    """
    entries: dict[tuple[str, ...], Entry] = {}
    for module, definition in architecture.modules.items():
        for entry in _module(module, definition, config):
            entries.setdefault(entry.names, entry)
    return list(entries.values())


def layers_of(
    architecture: ModuleArchitecture, config: PretrainedConfig
) -> tuple[int | None, PretrainedConfig]:
    """How many layers a module has, None where no config says it, and a config that mergekit can ask.

    What mergekit looks for at the top of config.json may have moved into the section of the text.
    """
    for section in (config, getattr(config, "text_config", None), text_config(config)):
        try:
            return int(architecture.num_layers(cast("PretrainedConfig", section))), cast(
                "PretrainedConfig", section
            )
        except (AttributeError, KeyError, RuntimeError, TypeError, ValueError):
            continue
    key = architecture.num_layers_config_key() or ""
    stand_in: SimpleNamespace | int = 0
    for part in reversed(key.split(".")):
        stand_in = SimpleNamespace(**{part: stand_in})
    return None, cast("PretrainedConfig", stand_in)


def _module(module: str, definition: ModuleDefinition, config: PretrainedConfig) -> Iterator[Entry]:
    architecture, prefix = definition.architecture, _dotted(definition.weight_prefix or "")
    count, config = layers_of(architecture, config)
    for weight in architecture.pre_weights(config):
        yield _entry(module, "before", weight, prefix)
    for layer in [_FAR, *range(min(count or 0, _MOST_LAYERS))]:
        for weight in architecture.layer_weights(layer, config) or ():
            yield _entry(module, "layer", weight, prefix, layer)
    for weight in architecture.post_weights(config):
        yield _entry(module, "after", weight, prefix)


def _entry(
    module: str, position: Position, weight: WeightInfo, prefix: str, layer: int | None = None
) -> Entry:
    known(weight)
    names = [prefix + name for name in (weight.name, *(weight.aliases or ()))]
    offset = 0
    if layer is not None:
        offset = next((by for by in (0, 1, -1) if _has(names[0], layer + by)), None)
        if offset is None:
            # The same in every layer.
            position, offset = "before", 0
        else:
            names = [_starred(name, layer + offset) for name in names]
    axis = getattr(weight, "vocabulary_axis", 0 if getattr(weight, "is_embed", False) else None)
    return Entry(
        module=module,
        position=position,
        names=tuple(dict.fromkeys(names)),
        offset=offset,
        tied=tuple(prefix + name for name in weight.tied_names or ()),
        optional=weight.optional,
        axis=axis,
        force_dtype=weight.force_dtype,
    )


def _dotted(prefix: str) -> str:
    """A module's prefix, which is one of whole parts of a name, whether the definition ends it with its dot (whisper's
    decoder has none) or not."""
    return prefix if not prefix or prefix.endswith(".") else f"{prefix}."


def _has(name: str, number: int) -> bool:
    return str(number) in name.split(".")


def _starred(name: str, number: int) -> str:
    return re.sub(rf"(?<=\.){number}(?=\.)", "*", name, count=1)
