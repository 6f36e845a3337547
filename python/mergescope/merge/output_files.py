"""Everything of the output beside the weights. Written by us: mergekit's writer asks the Hub on the way."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from mergescope.engine.safetensors_io import OutputTensor
from mergescope.merge.chat_template import resolve_chat_template
from mergescope.merge.cut_tokenizer import cut_tokenizer
from mergescope.merge.model_card import model_card
from mergescope.merge.planning import MergePlan, donor_order
from mergescope.merge.request import MergeRequest
from mergescope.merge.vocabulary import Vocabulary

LOG = logging.getLogger(__name__)

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
    _write_config(plan, tensors, request.output)
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


def vocabulary_rows(plan: MergePlan, tensors: list[OutputTensor]) -> int | None:
    """Rows of the first vocabulary tensor that is written, the embeddings; None where there is none."""
    shapes = {tensor.name: tensor.shape for tensor in tensors}
    for planned in plan.tensors:
        if planned.vocabulary_axis is not None and planned.name in shapes:
            return shapes[planned.name][planned.vocabulary_axis]
    return None


def _write_config(plan: MergePlan, tensors: list[OutputTensor], output: Path) -> None:
    from mergekit.common import get_config_value, set_config_value

    config = plan.output_config
    rows = vocabulary_rows(plan, tensors)
    key = plan.architecture.vocab_size_config_key or "vocab_size"
    if rows is not None and get_config_value(config, key) != rows:
        set_config_value(config, key, rows)
    written = {tensor.name for tensor in tensors}
    matrices = [t.name for t in plan.tensors if t.vocabulary_axis is not None and t.name in written]
    for part in (config, getattr(config, "text_config", None)):
        if part is not None and getattr(part, "tie_word_embeddings", False) and _has_head(matrices):
            LOG.warning("a separate output head is written, so tie_word_embeddings becomes false")
            part.tie_word_embeddings = False
    config.save_pretrained(str(output))


def _has_head(vocabulary_tensors: list[str]) -> bool:
    weights = [name for name in vocabulary_tensors if name.endswith(".weight")]
    return len(weights) > 1


def _folder(model: Any) -> Path:
    from mergekit.io.tasks import LoaderCache

    return Path(LoaderCache().get(model).index.base_path)


def _copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if (source / name).is_file():
            # Never the link itself: a Hub snapshot is a folder of links into the blob store.
            shutil.copyfile(source / name, target / name)
