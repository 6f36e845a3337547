"""Everything of the output beside the weights. Written by us: mergekit's writer asks the Hub on the way."""

from __future__ import annotations

from pathlib import Path

from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.library_types import ModelReference
from mergescope.merge.chat_template import check_chat_template, resolve_chat_template
from mergescope.merge.companions import SENTENCEPIECE_FILES, TOKENIZER_FILES, carry_companions
from mergescope.merge.configuration import leading_model
from mergescope.merge.cut_tokenizer import cut_tokenizer, tokens_of
from mergescope.merge.model_card import model_card
from mergescope.merge.output_config import vocabulary_rows, write_config
from mergescope.merge.planning import MergePlan, donor_order
from mergescope.merge.request import MergeRequest
from mergescope.merge.vocabulary import Vocabulary


def write_output_files(
    plan: MergePlan, vocabulary: Vocabulary | None, request: MergeRequest, tensors: list[OutputTensor]
) -> None:
    """config.json, tokenizer, chat template, model card, and what the leading model has beside its weights."""
    order = donor_order(plan.config)
    template = resolve_chat_template(plan.config.chat_template, donor_folders(plan))
    lead = leading_model(plan.config)
    for folder in _folders(lead):
        own = _own_files(plan, vocabulary, template, folder)
        carry_companions(folder, request.output, own, plan.options.trust_remote_code)
    token_ids = vocabulary.ids_from(lead) if vocabulary else None
    write_config(plan, tensors, request.output, token_ids)
    if token_ids is not None:
        token_ids.follow(request.output)
    if vocabulary is not None:
        tokenizer = vocabulary.tokenizer
        if template is not None:
            tokenizer.chat_template = template
        tokenizer.save_pretrained(str(request.output))
    elif plan.options.copy_tokenizer:
        rows = vocabulary_rows(plan, tensors)
        if rows is not None:
            cut_tokenizer(request.output, rows)
        if template is not None:
            (request.output / "chat_template.jinja").write_text(template, encoding="utf-8")
    check_chat_template(request.output, plan.config.chat_template)
    (request.output / "README.md").write_text(model_card(plan, request, order), encoding="utf-8")
    published = request.published_config or request.config_text
    (request.output / "mergekit_config.yml").write_text(published, encoding="utf-8")


def lead_folder(plan: MergePlan) -> Path:
    """Where the model lies whose config.json the output has."""
    return _folder(leading_model(plan.config))


def donor_folders(plan: MergePlan) -> list[Path]:
    """Where the models of the merge lie, in the order of the config."""
    return [_folder(model) for model in donor_order(plan.config)]


def _own_files(
    plan: MergePlan, vocabulary: Vocabulary | None, template: str | None, folder: Path
) -> dict[str, str]:
    """Patterns of names that the output has its own of, and why the model's are left behind where that is told."""
    own: dict[str, str] = {}
    if vocabulary is not None:
        same = vocabulary.tokenizer.get_vocab() == tokens_of(folder)
        changed = "the vocabulary is another"
        own = dict.fromkeys(SENTENCEPIECE_FILES, changed) if not same else {}
        own |= {name: "" for name in TOKENIZER_FILES if name not in SENTENCEPIECE_FILES}
    elif not plan.options.copy_tokenizer:
        own = dict.fromkeys(TOKENIZER_FILES, "")
    if template is not None:
        own["chat_template.json"] = "the config has a chat_template"
    return own


def _folder(model: ModelReference) -> Path:
    from mergekit.io.tasks import LoaderCache

    return Path(LoaderCache().get(model).index.base_path)


def _folders(model: ModelReference) -> list[Path]:
    """Where the files of a model lie; an adapter's model was merged into a folder that has only some of them."""
    if model.lora is None:
        return [_folder(model)]
    return [Path(model.local_path(ignore_lora=True)), _folder(model)]
