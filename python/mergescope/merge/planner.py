"""Plans the modules and layers of a merge: which tensors they have is the anatomy's to say."""

from __future__ import annotations

from mergekit import merge_methods
from mergekit.common import ModelReference
from mergekit.config import (
    ConfigReader,
    InputSliceDefinition,
    MergeConfiguration,
    OutputModuleDefinition,
    OutputSliceDefinition,
)
from mergekit.options import MergeOptions

from mergescope.library_types import PretrainedConfig
from mergescope.merge.anatomy.module_names import by_own_names
from mergescope.merge.anatomy.parts import Anatomy, Part
from mergescope.merge.anatomy.weight_infos import input_weight
from mergescope.merge.part_planner import Inputs, PartPlanner
from mergescope.merge.sliced_modules import check_layers_follow

_SHARED_BIAS = ".relative_attention_bias."


class Planner(PartPlanner):
    """Plans what the donors hold, module by module, layer by layer."""

    def __init__(
        self,
        config: MergeConfiguration,
        anatomy: Anatomy,
        options: MergeOptions,
        out_model_config: PretrainedConfig,
    ) -> None:
        super().__init__(config, anatomy, options, out_model_config)
        self._kept: set[str] = set()
        # Modules of which the config says which layers they have.
        self._sliced: set[str] = set()

    def normalize_config(self) -> None:
        """Modules that the config does not name are the leading model's own: without them the output is no model."""
        named = self.config.modules
        if named is not None and not self._anatomy.defined:
            self.config.modules = by_own_names(named, self._anatomy.modules, self._anatomy.module_names)
        if self.config.slices:
            self._sliced.update(self._anatomy.modules)
        modules = self.config.modules or {}
        self._sliced.update(name for name, module in modules.items() if module.slices)
        super().normalize_config()
        if named is None:
            return
        assert self.config.modules is not None
        lead = self._lead
        for name in self._anatomy.modules:
            if name not in self.config.modules:
                whole = InputSliceDefinition(model=lead, layer_range=(0, self._counted(name, lead)))
                piece = OutputSliceDefinition(sources=[whole])
                self.config.modules[name] = OutputModuleDefinition(slices=[piece])
                self._kept.add(name)

    def plan_module(self, module_name: str, definition: OutputModuleDefinition) -> None:
        method = self._method
        if module_name in self._kept:
            self._method = merge_methods.get("passthrough")
        try:
            self._plan_module(module_name, definition)
        finally:
            self._method = method

    def _plan_module(self, module_name: str, definition: OutputModuleDefinition) -> None:
        self._current_module_layers = 0
        module = self._anatomy.modules[module_name]
        assert definition.slices
        reader = ConfigReader(config=self.config, t=0, module=definition)
        first, last = definition.slices[0], definition.slices[-1]
        layers = self._counted(module_name, first.sources[0].model)
        is_whole = self._is_whole(module_name, definition)
        if not is_whole or not layers:
            check_layers_follow(self._anatomy, module_name, definition.slices, layers)
        for part in module.before:
            self.plan_part(part, None, _at(first, None), reader.for_out_slice(first))
        for piece in definition.slices:
            self.plan_slice(piece, module_def=definition, module_name=module_name)
        if module_name in self._sliced:
            self._tell_later_layers(module.layers, definition, layers)
        else:
            self._plan_later_layers(module.layers, definition, reader)
        for stack in module.others.values():
            for position, layer in enumerate(stack.layers):
                t = position / (len(stack.layers) - 1) if len(stack.layers) > 1 else 1
                for part in stack.parts:
                    self.plan_part(part, layer, _at(first, layer), reader.for_out_slice(first).with_t(t))
        # As many of the last slice's donors as the first has: so mergekit has it.
        ends = _at(last, None)[: len(first.sources)]
        for part in module.after:
            self.plan_part(part, None, ends, reader.for_out_slice(last))

    def plan_layer(
        self,
        sources: list[InputSliceDefinition],
        layer_offset: int,
        t: float,
        cfg_reader: ConfigReader,
        module_name: str,
    ) -> None:
        inputs = [(source.model, source.layer_range[0] + layer_offset) for source in sources]
        for part in self._anatomy.modules[module_name].layers:
            is_shared = self._is_of_first_layer(part)
            if is_shared and self._current_module_layers > 0:
                continue
            taken: Inputs = [(model, 0 if is_shared else layer) for model, layer in inputs]
            self.plan_part(part, self._current_module_layers, taken, cfg_reader.with_t(t))
        self._current_module_layers += 1

    def _plan_later_layers(
        self, parts: list[Part], definition: OutputModuleDefinition, reader: ConfigReader
    ) -> None:
        """Layers that donors hold beyond those that config.json counts, such as those that predict later tokens. That file
        is the leading model's, and so is what stands beside it."""
        assert definition.slices
        piece = definition.slices[0]
        lead = reader.base_model or piece.sources[0].model
        holdings = self._anatomy.holdings.values()
        for layer in self._layers_from(self._current_module_layers, parts):
            for part in parts:
                if input_weight(part, self._anatomy.holdings[lead], layer) is not None:
                    self.plan_part(part, layer, _at(piece, layer), reader.for_out_slice(piece).with_t(1))
                elif any(part.held_as(holding, layer) for holding in holdings):
                    inputs = _at(piece, layer)
                    self.see(part, part.at(layer), inputs, self.weights(part, inputs))
                    self.notes.lead_lacks(part.at(layer), lead)

    def _tell_later_layers(self, parts: list[Part], definition: OutputModuleDefinition, counted: int) -> None:
        """Slices say which layers the output has: of those that config.json does not count, the ones that they name."""
        holdings = self._anatomy.holdings.values()
        named = {
            layer
            for piece in definition.slices or ()
            for source in piece.sources
            for layer in range(*source.layer_range)
        }
        for layer in self._layers_from(counted, parts):
            for part in parts:
                if layer not in named and any(part.held_as(holding, layer) for holding in holdings):
                    self.notes.in_no_slice(part.at(layer))

    def _layers_from(self, first: int, parts: list[Part]) -> range:
        """Numbers of layers from this one to the last that some donor holds."""
        holdings = self._anatomy.holdings.values()
        return range(
            first, max((part.last_layer(held) for part in parts for held in holdings), default=-1) + 1
        )

    def _is_whole(self, module: str, definition: OutputModuleDefinition) -> bool:
        """Whether a module is one slice of all layers that the configs of its donors count."""
        assert definition.slices
        piece, *more = definition.slices
        return not more and all(
            source.layer_range[0] == 0 and source.layer_range[1] >= self._counted(module, source.model)
            for source in piece.sources
        )

    def _is_of_first_layer(self, part: Part) -> bool:
        """Whether the first layer of a stack holds it for all of them, as in T5, whichever layer comes to be the first."""
        held = self._anatomy.holdings.values()
        return _SHARED_BIAS in part.name and all(part.last_layer(holding) == 0 for holding in held)

    def _counted(self, module: str, model: ModelReference) -> int:
        config = model.config(trust_remote_code=self.options.trust_remote_code)
        return self._anatomy.architecture.modules[module].architecture.num_layers(config)


def _at(piece: OutputSliceDefinition, layer: int | None) -> Inputs:
    return [(source.model, layer) for source in piece.sources]
