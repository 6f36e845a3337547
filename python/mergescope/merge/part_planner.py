"""Plans one tensor of the output: which donors give it, and whether it is merged or copied."""

from __future__ import annotations

from functools import cached_property

from mergekit import merge_methods
from mergekit.architecture.base import WeightInfo
from mergekit.common import ModelReference
from mergekit.config import ConfigReader, MergeConfiguration
from mergekit.options import MergeOptions
from mergekit.plan import MergePlanner

from mergescope.library_types import PretrainedConfig
from mergescope.merge.anatomy.parts import Anatomy, Part
from mergescope.merge.anatomy.skeleton import needed_names
from mergescope.merge.anatomy.ties import Ties
from mergescope.merge.anatomy.weight_infos import input_weight, is_tied, output_weight
from mergescope.merge.config_paths import ties_embeddings
from mergescope.merge.configuration import leading_model
from mergescope.merge.donors_alone import DonorsAlone
from mergescope.merge.known_fields import has_method
from mergescope.merge.plan_notes import PlanNotes

#: Donors, each with the number of its own layer; None: what is in no layer.
Inputs = list[tuple[ModelReference, int | None]]
Weights = dict[ModelReference, WeightInfo | None]


class PartPlanner(MergePlanner):
    """Plans a tensor once, of what the donors hold, with mergekit's own tasks and parameters."""

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
        self.notes = PlanNotes(anatomy)
        self.alone = DonorsAlone()
        if self._tokenizer_task is not None:
            # Whose config.json the output has leads its tokenizer, too; the patch would take the first by name.
            self._tokenizer_task = self._tokenizer_task.model_copy(update={"base_model": self._lead})

    def plan_part(self, part: Part, layer: int | None, inputs: Inputs, reader: ConfigReader) -> None:
        """Of what only some donors hold, that of the leading one decides: the base, else the first. What it lacks itself
        and its class cannot be loaded without comes from those who have it."""
        name = part.at(layer)
        if name in self._planned:
            return
        holdings, weights = self._anatomy.holdings, self.weights(part, inputs)
        models = [model for model, weight in weights.items() if weight is not None]
        own = [model for model in models if not is_tied(part, holdings[model], dict(inputs)[model])]
        if not own and not (models and self._is_written_apart(part)):
            self.notes.nobody_holds(part, name)
            return
        source = self._ties.source_of(part, models) if layer is None else None
        if source is not None:
            self._planned.add(name)
            self.notes.left_to_tie(name, self._ties.copies(part, source))
            return
        self.see(part, name, inputs, weights)
        lead = reader.base_model if reader.base_model in weights else inputs[0][0]
        merges = lead in models or lead != reader.base_model
        if lead not in models and not (part.defined and merges) and name not in self._needed:
            self.notes.lead_lacks(name, lead)
            return
        self._planned.add(name)
        self.notes.planned(part, name, [model for model in weights if model not in models])
        weight = output_weight(part, layer)
        given = [weight for weight in weights.values() if weight is not None]
        kept = lead if lead in models else models[0]
        if len(models) == len(weights) or (merges and self._takes(models, reader.base_model, name)):
            self.plan_tensor(weight, given, models, reader)
        else:
            self._copy(weight, given[models.index(kept)], kept, reader)

    def weights(self, part: Part, inputs: Inputs) -> Weights:
        """What each donor is asked for; None of what it does not hold."""
        return {model: input_weight(part, self._anatomy.holdings[model], at) for model, at in inputs}

    def see(self, part: Part, name: str, inputs: Inputs, weights: Weights) -> None:
        """Who holds a part that the output has, or leaves out."""
        held = {model: part.held_as(self._anatomy.holdings[model], at) for model, at in inputs}
        self.alone.saw(name, held, [model for model, weight in weights.items() if weight is None])

    @cached_property
    def _needed(self) -> frozenset[str]:
        return needed_names(self._anatomy.holdings[self._lead], self.options.trust_remote_code)

    @cached_property
    def _ties(self) -> Ties:
        return Ties(self._anatomy, self._lead, self.options.trust_remote_code)

    @property
    def _lead(self) -> ModelReference:
        return leading_model(self.config)

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
        if not has_method(self._method, "validate_inputs"):
            return True
        try:
            self._method.validate_inputs(models, base, group_name=name)
        except ValueError:
            return False
        return True

    def _is_written_apart(self, part: Part) -> bool:
        """Whether what stands in for a part is written as the part: others hold it, and the output does not tie it."""
        return bool(part.called) and not ties_embeddings(self.out_model_config.to_dict())
