"""config.json of the output: the leading model's own, but for what the merge has changed."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from mergescope.engine.storage.safetensors_io import OutputTensor, read_header
from mergescope.library_types import LazyTensorLoader, ModelReference
from mergescope.merge.config_edits import untied, with_changes, with_dtype, with_rows, without_quantisation
from mergescope.merge.config_paths import Settings, ties_embeddings, unties_embeddings
from mergescope.merge.configuration import leading_model
from mergescope.merge.layer_lists import with_layers
from mergescope.merge.planning import MergePlan, PlannedInput, PlannedTensor
from mergescope.merge.spelling import names_as_in, own_names
from mergescope.merge.stacks import stacks_of
from mergescope.merge.token_ids import TokenIds
from mergescope.merge.written_dtype import says_dtype, written_dtype

LOG = logging.getLogger(__name__)


def write_config(
    plan: MergePlan, tensors: list[OutputTensor], output: Path, token_ids: TokenIds | None = None
) -> None:
    """Writes config.json. What the merge left alone stays as it stands in the leading model's own file.

    Args:
        token_ids: of the leading model to the output's, where that has a tokenizer of its own.
    """
    lead = leading_model(plan.config)
    source = _loader(lead).index.base_path
    config = lead.config(trust_remote_code=plan.options.trust_remote_code)
    before, full = config.to_dict(), plan.output_config.to_dict()
    file = json.loads((Path(source) / "config.json").read_text(encoding="utf-8"))
    settings = without_quantisation(with_changes(own_names(file, config), before, full))
    for stack in stacks_of(plan, lead):
        settings, lost = with_layers(settings, before, stack)
        if lost:
            LOG.warning(
                "config.json cannot say for the layers of the output what %s says of the leading model's: set it "
                "by hand before you load the model",
                ", ".join(lost),
            )
    if lead.override_architecture:
        settings["architectures"] = [lead.override_architecture]
    dtype = plan.config.out_dtype or plan.config.dtype or written_dtype(tensors, _tensors_of(lead))
    if dtype and (plan.config.out_dtype or plan.config.dtype or says_dtype(settings)):
        settings = with_dtype(settings, dtype)
    settings = _sized(settings, full, plan, tensors, lead)
    if _gained_a_head(plan, tensors, full):
        LOG.warning("a separate output head is written, so tie_word_embeddings becomes false")
        settings = untied(settings, full)
    if token_ids is not None:
        settings = token_ids.followed(settings, full, "config.json")
    settings = names_as_in(file, settings, config)
    text = json.dumps(settings, ensure_ascii=False, indent=2)
    (output / "config.json").write_text(text + "\n", encoding="utf-8")


def _tensors_of(model: ModelReference) -> list[OutputTensor]:
    """What a model's own safetensors files hold."""
    index = _loader(model).index
    files = sorted(set(index.tensor_paths.values())) if index.is_safetensors else []
    held = {
        name: stored
        for file in files
        for name, stored in read_header(str(Path(index.base_path) / file)).items()
    }
    return [
        OutputTensor(name, stored.dtype, tuple(stored.shape))
        for name, stored in held.items()
        if name in index.tensor_paths
    ]


def vocabulary_rows(plan: MergePlan, tensors: list[OutputTensor]) -> int | None:
    """Rows of the first vocabulary tensor that is written, the embeddings; None where there is none."""
    vocabulary = _vocabulary(plan, tensors)
    return vocabulary[0][1] if vocabulary else None


def _vocabulary(plan: MergePlan, tensors: list[OutputTensor]) -> list[tuple[PlannedTensor, int]]:
    """The vocabulary tensors that are written, with their rows."""
    shapes = {tensor.name: tensor.shape for tensor in tensors}
    return [
        (planned, shapes[planned.name][axis])
        for planned in plan.tensors
        if (axis := planned.vocabulary_axis) is not None and planned.name in shapes
    ]


def _sized(
    settings: Settings, full: Settings, plan: MergePlan, tensors: list[OutputTensor], lead: ModelReference
) -> Settings:
    """The rows that are written, where they are others than the leading model's."""
    vocabulary = _vocabulary(plan, tensors)
    if not vocabulary:
        return settings
    planned, rows = vocabulary[0]
    own = next((source for source in planned.inputs if source.model == lead), None)
    axis = planned.vocabulary_axis
    held = None if own is None or axis is None else _rows_of(own, axis)
    # An architecture that is only inferred may count its rows in a way of its own. One that mergekit defines
    # does not: a config that was behind its own tensors is set right.
    if rows == held and not plan.architecture.architectures:
        return settings
    key = plan.architecture.vocab_size_config_key
    try:
        return with_rows(settings, full, rows, held, key)
    except LookupError:
        if rows != held:
            LOG.warning(
                "%s has %d rows, and config.json says nowhere how large the vocabulary is: add it, if the model "
                "does not load",
                planned.name,
                rows,
            )
        return settings


def _rows_of(source: PlannedInput, axis: int) -> int | None:
    index = _loader(source.model).index
    name = _stored_name(source)
    if name is not None and index.is_safetensors:
        return read_header(str(Path(index.base_path) / index.tensor_paths[name]))[name].shape[axis]
    # A pickle, or another layout than the one that is written.
    tensor = source.load.execute()
    return None if tensor is None else tensor.shape[axis]


def _gained_a_head(plan: MergePlan, tensors: list[OutputTensor], full: Settings) -> bool:
    """Whether an output head of its own is written for a model that says that it shares its embeddings.

    A tied model may well hold its head a second time, which nobody loads: only that of a donor whose config
    does not tie them is one.
    """
    matrices = [planned for planned, _ in _vocabulary(plan, tensors) if planned.name.endswith(".weight")]
    if len(matrices) < 2 or not ties_embeddings(full):
        return False
    embeddings, *heads = matrices
    separate = {
        source.model
        for head in heads
        for source in head.inputs
        if _stored_name(source) not in (None, _stored_in(source.model, embeddings))
    }
    return any(not _ties(plan, model) for model in separate)


def _ties(plan: MergePlan, model: ModelReference) -> bool:
    raw = json.loads((Path(_loader(model).index.base_path) / "config.json").read_text(encoding="utf-8"))
    config = model.config(trust_remote_code=plan.options.trust_remote_code)
    return ties_embeddings(config.to_dict()) and not unties_embeddings(raw)


def _stored_in(model: ModelReference, planned: PlannedTensor) -> str | None:
    own = next((source for source in planned.inputs if source.model == model), None)
    return None if own is None else _stored_name(own)


def _stored_name(source: PlannedInput) -> str | None:
    return source.load._resolve_name(_loader(source.model))


def _loader(model: ModelReference) -> LazyTensorLoader:
    from mergekit.io.tasks import LoaderCache

    return LoaderCache().get(model)
