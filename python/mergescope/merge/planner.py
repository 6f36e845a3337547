"""mergekit's config and planner: which tensors are planned is the anatomy's to say."""

from __future__ import annotations

from mergekit import merge_methods
from mergekit.architecture.base import WeightInfo
from mergekit.common import ModelReference
from mergekit.config import (
    ConfigReader,
    InputSliceDefinition,
    MergeConfiguration,
    OutputModuleDefinition,
    OutputSliceDefinition,
)
from mergekit.options import MergeOptions
from mergekit.plan import MergePlanner

from mergescope.library_types import PretrainedConfig
from mergescope.merge.anatomy.module_names import by_own_names
from mergescope.merge.anatomy.parts import Anatomy, Part
from mergescope.merge.config_paths import ties_embeddings
from mergescope.merge.plan_notes import PlanNotes
from mergescope.merge.sliced_modules import check_layers_follow

_SHARED_BIAS = ".relative_attention_bias."


class Configuration(MergeConfiguration):
    """Names its models in the order of the config, an unnamed base last.

    mergekit keeps them in a set: which donor gives config and tokenizer differs from run to run.
    """

    def referenced_models(self) -> list[ModelReference]:
        models: dict[ModelReference, None] = {}
        modules = list((self.modules or {}).values())
        for part in (self, *modules):
            for source in part.models or ():
                models.setdefault(source.model)
            for piece in part.slices or ():
                for source in piece.sources:
                    models.setdefault(source.model)
        for part in (self, *modules):
            for piece in part.slices or ():
                if piece.base_model is not None:
                    models.setdefault(piece.base_model)
        if self.base_model is not None:
            models.setdefault(self.base_model)
        for model in sorted(super().referenced_models(), key=str):
            models.setdefault(model)
        return list(models)


class Planner(MergePlanner):
    """Plans what the donors hold, each tensor once, with mergekit's own tasks and parameters."""

    def __init__(
        self,
        config: MergeConfiguration,
        anatomy: Anatomy,
        options: MergeOptions,
        out_model_config: PretrainedConfig,
    ) -> None:
        super().__init__(config, anatomy.architecture, options, out_model_config)
        self._anatomy = anatomy
        self._planned: set[str] = set()
        self._kept: set[str] = set()
        self.notes = PlanNotes(anatomy)

    def normalize_config(self) -> None:
        """Modules that the config does not name are the leading model's own: without them the output is no model."""
        named = self.config.modules
        if named is not None and not self._anatomy.defined:
            self.config.modules = by_own_names(named, self._anatomy.modules, self._anatomy.module_names)
        super().normalize_config()
        if named is None:
            return
        assert self.config.modules is not None
        lead = self.config.base_model or self.config.referenced_models()[0]
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
            self._plan_part(part, None, _at(first, None), reader.for_out_slice(first))
        for piece in definition.slices:
            self.plan_slice(piece, module_def=definition, module_name=module_name)
        if is_whole:
            self._plan_later_layers(module.layers, definition, reader)
        for stack in module.others.values():
            for position, layer in enumerate(stack.layers):
                t = position / (len(stack.layers) - 1) if len(stack.layers) > 1 else 1
                for part in stack.parts:
                    self._plan_part(part, layer, _at(first, layer), reader.for_out_slice(first).with_t(t))
        # As many of the last slice's donors as the first has: so mergekit has it.
        ends = _at(last, None)[: len(first.sources)]
        for part in module.after:
            self._plan_part(part, None, ends, reader.for_out_slice(last))

    def plan_layer(
        self,
        sources: list[InputSliceDefinition],
        layer_offset: int,
        t: float,
        cfg_reader: ConfigReader,
        module_name: str,
    ) -> None:
        inputs: list[tuple[ModelReference, int | None]] = [
            (source.model, source.layer_range[0] + layer_offset) for source in sources
        ]
        for part in self._anatomy.modules[module_name].layers:
            is_shared = self._is_of_first_layer(part)
            if is_shared and self._current_module_layers > 0:
                continue
            taken = [(model, 0 if is_shared else layer) for model, layer in inputs]
            self._plan_part(part, self._current_module_layers, taken, cfg_reader.with_t(t))
        self._current_module_layers += 1

    def _plan_later_layers(
        self, parts: list[Part], definition: OutputModuleDefinition, reader: ConfigReader
    ) -> None:
        """Layers that donors hold beyond those that config.json counts, such as those that predict later tokens. That file
        is the leading model's, and so is what stands beside it."""
        assert definition.slices
        piece = definition.slices[0]
        lead = reader.base_model or piece.sources[0].model
        count = self._current_module_layers
        holdings = self._anatomy.holdings.values()
        end = max((part.last_layer(holding) for part in parts for holding in holdings), default=-1) + 1
        for layer in range(count, end):
            for part in parts:
                if self._input(part, lead, layer) is not None:
                    self._plan_part(part, layer, _at(piece, layer), reader.for_out_slice(piece).with_t(1))
                elif any(part.held_as(holding, layer) for holding in holdings):
                    self.notes.lead_lacks(part.at(layer), lead)

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

    def _plan_part(
        self,
        part: Part,
        layer: int | None,
        inputs: list[tuple[ModelReference, int | None]],
        reader: ConfigReader,
    ) -> None:
        name = part.at(layer)
        if name in self._planned:
            return
        weights = {model: self._input(part, model, at) for model, at in inputs}
        models = [model for model, weight in weights.items() if weight is not None]
        own = [model for model in models if not self._is_tied(part, model, dict(inputs)[model])]
        if not own and not (models and self._is_written_apart(part)):
            self.notes.nobody_holds(part, name)
            return
        lead = reader.base_model if reader.base_model in weights else inputs[0][0]
        if lead not in models and (not part.defined or lead == reader.base_model):
            self.notes.lead_lacks(name, lead)
            return
        self._planned.add(name)
        self.notes.planned(part, name, [model for model in weights if model not in models])
        weight = _weight(name, part)
        given = [weight for weight in weights.values() if weight is not None]
        kept = lead if lead in models else models[0]
        if len(models) == len(weights) or self._takes(models, reader.base_model, name):
            self.plan_tensor(weight, given, models, reader)
        else:
            self._copy(weight, given[models.index(kept)], kept, reader)

    def _copy(
        self, weight: WeightInfo, given: WeightInfo, model: ModelReference, reader: ConfigReader
    ) -> None:
        method, self._method = self._method, merge_methods.get("passthrough")
        try:
            self.plan_tensor(weight, [given], [model], reader)
        finally:
            self._method = method

    def _takes(self, models: list[ModelReference], base: ModelReference | None, name: str) -> bool:
        """Whether the method can do with these donors."""
        if len(models) < 2:
            return False
        if not hasattr(self._method, "validate_inputs"):
            return True
        try:
            self._method.validate_inputs(models, base, group_name=name)
        except ValueError:
            return False
        return True

    def _input(self, part: Part, model: ModelReference, layer: int | None) -> WeightInfo | None:
        """The tensor in a donor, in mergekit's words; None where there is none."""
        holding = self._anatomy.holdings[model]
        held, tied = part.held_as(holding, layer), part.tied_as(holding)
        if held is None and tied is None and not part.is_converted(model, layer):
            return None
        name = part.at(layer)
        aliases = (held,) if held not in (None, name) else None
        return _weight(name, part, aliases=aliases, tied_names=None if tied is None else (tied,))

    def _is_written_apart(self, part: Part) -> bool:
        """Whether what stands in for a part is written as the part: others hold it, and the output does not tie it."""
        return bool(part.called) and not ties_embeddings(self.out_model_config.to_dict())

    def _is_tied(self, part: Part, model: ModelReference, layer: int | None) -> bool:
        held = part.held_as(self._anatomy.holdings[model], layer)
        return held is None and not part.is_converted(model, layer)


def _at(piece: OutputSliceDefinition, layer: int | None) -> list[tuple[ModelReference, int | None]]:
    return [(source.model, layer) for source in piece.sources]


def _weight(name: str, part: Part, **more: tuple[str, ...] | None) -> WeightInfo:
    """mergekit's WeightInfo. An older one only says whether rows are tokens."""
    newer = "vocabulary_axis" in WeightInfo.model_fields
    axis = {"vocabulary_axis": part.axis} if newer else {"is_embed": part.axis is not None}
    return WeightInfo.model_validate({"name": name, "force_dtype": part.force_dtype, **axis, **more})
