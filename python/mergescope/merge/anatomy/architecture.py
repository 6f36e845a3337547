"""An anatomy in mergekit's own form: its planner asks for the modules and how many layers they have."""

from __future__ import annotations

from typing import cast

from mergekit.architecture.base import ModelArchitecture, ModuleArchitecture, ModuleDefinition, WeightInfo

from mergescope.library_types import PretrainedConfig
from mergescope.merge.anatomy.definition import layers_of
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Module


class CountedModule(ModuleArchitecture):
    """A module whose weights are planned by the anatomy. Its layers are counted as mergekit's definition says, and by
    what donors hold where it does not, or config.json lacks what it asks for."""

    def __init__(self, definition: ModuleArchitecture | None, held: int) -> None:
        self._definition, self._held = definition, held

    def num_layers(self, config: PretrainedConfig) -> int:
        if self._definition is None:
            return self._held
        count, _ = layers_of(self._definition, config)
        return self._held if count is None else count

    def num_layers_config_key(self) -> str:
        # mergekit's own, too, gives None where an architecture names none.
        return cast("str", None if self._definition is None else self._definition.num_layers_config_key())

    def pre_weights(self, config: PretrainedConfig) -> list[WeightInfo]:
        return []

    def layer_weights(self, index: int, config: PretrainedConfig) -> list[WeightInfo]:
        return []

    def post_weights(self, config: PretrainedConfig) -> list[WeightInfo]:
        return []


def counted(
    definition: ModelArchitecture, modules: dict[str, Module], holdings: list[Holding]
) -> ModelArchitecture:
    """mergekit's definition, with modules of ours."""
    own = {
        name: ModuleDefinition(
            architecture=CountedModule(module.architecture, _held(modules[name], holdings))
        )
        for name, module in definition.modules.items()
    }
    return definition.model_copy(update={"modules": own})


def by_names(modules: dict[str, Module], holdings: list[Holding]) -> ModelArchitecture:
    """The form of what mergekit has no definition of."""
    own = {
        name: ModuleDefinition(architecture=CountedModule(None, _held(module, holdings)))
        for name, module in modules.items()
    }
    return ModelArchitecture(modules=own, architectures=[], model_type="")


def _held(module: Module, holdings: list[Holding]) -> int:
    counts = (part.last_layer(holding) for part in module.layers for holding in holdings)
    return max((count + 1 for count in counts), default=0)
