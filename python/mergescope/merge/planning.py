"""mergekit's plan, read into plain values. Everything that differs between its versions is in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from mergescope.engine.kernels.base import Parameters
from mergescope.errors import MergescopeError
from mergescope.library_types import (
    BuildTokenizer,
    LoadTensor,
    MergeConfiguration,
    MergeOptions,
    ModelArchitecture,
    ModelReference,
    PretrainedConfig,
    SaveTensor,
    Task,
    WeightInfo,
)
from mergescope.merge.known_fields import known, known_within, reading_mergekit
from mergescope.merge.request import MergeRequest


@dataclass(frozen=True)
class PlannedInput:
    """One donor of one output tensor: `load` is mergekit's own task that reads it."""

    model: ModelReference
    load: LoadTensor
    is_base: bool
    parameters: Parameters


@dataclass(frozen=True)
class PlannedTensor:
    """One output tensor.

    task: mergekit's method task; alignment: its PermutedVocabulary or TruncatedVocabulary task, or None;
    inputs: the donors in the order of the config, absent ones included;
    save_dtype: dtype name that the result is cast to, or None;
    base_decides_dtype: the method works in the base's dtype and not in the one promoted over all donors.
    """

    name: str
    optional: bool
    save_dtype: str | None
    method: str
    parameters: Parameters
    inputs: tuple[PlannedInput, ...]
    task: Task
    alignment: Task | None
    vocabulary_axis: int | None
    base_decides_dtype: bool


@dataclass(frozen=True)
class MergePlan:
    config: MergeConfiguration
    options: MergeOptions
    architecture: ModelArchitecture
    output_config: PretrainedConfig
    tensors: list[PlannedTensor]
    build_tokenizer: BuildTokenizer | None


class OlderTask(Protocol):
    """A method's task of an older mergekit, whose inputs have this name."""

    tensors: Task


@dataclass(frozen=True)
class _Led:
    """What mergekit asks a config for, to find its architecture."""

    base_model: ModelReference | None
    models: list[ModelReference]

    def referenced_models(self) -> list[ModelReference]:
        return self.models


def read_config(request: MergeRequest) -> MergeConfiguration:
    """The config as mergekit reads it; no file of a donor is opened."""
    import yaml

    from mergescope.merge.configuration import Configuration

    config = known_within(Configuration.model_validate(yaml.safe_load(request.config_text)))
    with reading_mergekit():
        empty = not (config.models or config.slices or config.modules)
    if empty:
        raise MergescopeError("config-invalid", "the config names no models, slices or modules")
    return config


def plan_merge(request: MergeRequest, config: MergeConfiguration) -> MergePlan:
    """Asks mergekit for its plan. Reads headers and configs; merges adapters, if there are any."""
    from mergekit.io.tasks import LoaderCache, SaveTensor
    from mergekit.merge import _model_out_config
    from mergekit.options import MergeOptions
    from mergekit.tokenizer.build import BuildTokenizer

    from mergescope.merge.adapters import merge_adapters
    from mergescope.merge.anatomy.build import build_anatomy
    from mergescope.merge.filters import by_either_name
    from mergescope.merge.planner import Planner
    from mergescope.merge.unreadable import refuse_unreadable

    order = donor_order(config)
    settings: dict[str, str | int | bool] = {"quiet": True, "write_model_card": False, **request.mergekit}
    options = known_within(MergeOptions.model_validate(settings))
    if not options.lora_merge_cache and any(model.lora for model in order):
        raise MergescopeError(
            "usage",
            "the config names adapters, which are merged into their models first, and there is no folder for that",
            "name one with --lora-merge-cache; it takes as much space as the models",
        )
    merge_adapters(order, options)
    led = _led(config, order)
    definition = _definition(led, options)
    LoaderCache.loaders.clear()
    LoaderCache().setup(options=options)
    for model in order:
        refuse_unreadable(model, request.name_of(model))
    apart, code = config.modules is not None, options.trust_remote_code
    models = led.referenced_models()
    anatomy = build_anatomy(definition, models, apart, code, config.slices, request.name_of)
    architecture = anatomy.architecture
    output_config = _model_out_config(config, architecture, trust_remote_code=code)
    planner = Planner(config, anatomy, options, output_config)
    with by_either_name(anatomy.loaded):
        targets = planner.plan_to_disk(out_path=str(request.output))
    planner.alone.refuse_layouts(request.name_of)
    planner.notes.tell(request.name_of)
    saved = [target for target in targets if isinstance(target, SaveTensor)]
    tensors = [_planned(save, config, order) for save in saved]
    tokenizer = next((target for target in targets if isinstance(target, BuildTokenizer)), None)
    return MergePlan(config, options, architecture, output_config, tensors, tokenizer)


def _definition(led: _Led, options: MergeOptions) -> ModelArchitecture | None:
    """mergekit's definition of the leading model's architecture; None where it has none.

    Raises:
        RuntimeError: by mergekit, of donors with different definitions that are not allowed to be mixed.
    """
    from mergekit.architecture import arch_info_for_config, get_architecture_info

    models = led.referenced_models()
    known = [arch_info_for_config(model.config(options.trust_remote_code)) for model in models]
    return get_architecture_info(cast("MergeConfiguration", led), options) if all(known) else known[0]


def donor_order(config: MergeConfiguration) -> list[ModelReference]:
    """Every model of the config once, in the order in which it stands there, an unnamed base last."""
    return config.referenced_models()


def _led(config: MergeConfiguration, order: list[ModelReference]) -> _Led:
    """The config as mergekit asks it for the architecture: of several (--allow-crimes) it takes the first model's,
    and here the base, if there is one, comes first."""
    base = config.base_model
    led = order if base is None else [base, *(model for model in order if model != base)]
    return _Led(base, led)


def _planned(save: SaveTensor, config: MergeConfiguration, order: list[ModelReference]) -> PlannedTensor:
    task = known(known(save).tensor_task)
    aligned = known(getattr(task, "gather_tensors", None) or cast(OlderTask, task).tensors)
    gather = known(getattr(aligned, "gather_tensors", aligned))
    weight = getattr(task, "output_weight", None) or getattr(task, "weight_info", None)
    reads = [cast("LoadTensor", known(load)) for load in gather.arguments().values()]
    loads = {load.model: load for load in reads}
    position = {model: index for index, model in enumerate(order)}
    models = list(getattr(task, "model_order", None) or sorted(loads, key=position.__getitem__))
    # Of slices with other donors, mergekit's order names them all.
    models = [model for model in models if model in loads]
    base = getattr(task, "base_model", None)
    own = getattr(task, "input_parameters", None) or getattr(task, "tensor_parameters", None) or {}
    inputs = tuple(
        PlannedInput(model, loads[model], model == base, dict(own[model].items()) if model in own else {})
        for model in models
    )
    return PlannedTensor(
        name=save.tensor_name,
        optional=save.optional,
        save_dtype=save.dtype,
        method=_method(task) or config.merge_method,
        parameters=_shared_parameters(task),
        inputs=inputs,
        task=task,
        alignment=None if aligned is gather else aligned,
        vocabulary_axis=_vocabulary_axis(weight),
        base_decides_dtype=type(task).__name__ == "GTATask",
    )


def _method(task: Task) -> str | None:
    """The method of one tensor: what only one donor holds is copied."""
    return (
        "passthrough" if type(task).__name__ == "PassthroughMergeTask" else getattr(task, "method_name", None)
    )


def _shared_parameters(task: Task) -> Parameters:
    own = getattr(task, "parameters", None)
    if own is not None:
        return dict(own.items())
    names = {"normalize": "normalize", "lambda_": "lambda", "t": "t", "filter_wise": "filter_wise"}
    parameters = {ours: getattr(task, theirs) for theirs, ours in names.items() if hasattr(task, theirs)}
    if "rescale_norm" in vars(task):
        parameters["rescale"] = vars(task)["rescale_norm"] is not None
    return parameters


def _vocabulary_axis(weight: WeightInfo | None) -> int | None:
    if weight is None:
        return None
    known(weight)
    if hasattr(weight, "vocabulary_axis"):
        return weight.vocabulary_axis
    return 0 if vars(weight)["is_embed"] else None
