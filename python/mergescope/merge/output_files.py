"""Everything of the output beside the weights. Written by us: mergekit's writer asks the Hub on the way."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.merge.chat_template import resolve_chat_template
from mergescope.merge.cut_tokenizer import cut_tokenizer
from mergescope.merge.model_card import model_card
from mergescope.merge.output_config import vocabulary_rows, write_config
from mergescope.merge.planning import MergePlan, donor_order
from mergescope.merge.request import MergeRequest
from mergescope.merge.vocabulary import Vocabulary

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "tokenizer.model",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
    "chat_template.json",
    "preprocessor_config.json",
    "processor_config.json",
    "video_preprocessor_config.json",
)


def write_output_files(
    plan: MergePlan, vocabulary: Vocabulary | None, request: MergeRequest, tensors: list[OutputTensor]
) -> None:
    """config.json, generation_config.json, tokenizer, chat template, tag-along files, model card."""
    order = donor_order(plan.config)
    donors = [_folder(model) for model in order]
    lead = _folder(plan.config.base_model or order[0])
    write_config(plan, tensors, request.output)
    _copy(lead, request.output, ("generation_config.json",))
    template = resolve_chat_template(plan.config.chat_template, donors)
    if vocabulary is not None:
        tokenizer = vocabulary.tokenizer
        if template is not None:
            tokenizer.chat_template = template
        tokenizer.save_pretrained(str(request.output))
    elif plan.options.copy_tokenizer:
        _copy(lead, request.output, _TOKENIZER_FILES)
        rows = vocabulary_rows(plan, tensors)
        if rows is not None:
            cut_tokenizer(request.output, rows)
        if template is not None:
            (request.output / "chat_template.jinja").write_text(template, encoding="utf-8")
    _copy(lead, request.output, tuple(plan.architecture.tagalong_files or ()))
    (request.output / "README.md").write_text(model_card(plan, request, order), encoding="utf-8")
    published = request.published_config or request.config_text
    (request.output / "mergekit_config.yml").write_text(published, encoding="utf-8")


def _folder(model: Any) -> Path:
    from mergekit.io.tasks import LoaderCache

    return Path(LoaderCache().get(model).index.base_path)


def _copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if (source / name).is_file():
            # Never the link itself: a Hub snapshot is a folder of links into the blob store.
            shutil.copyfile(source / name, target / name)
