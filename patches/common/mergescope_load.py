# SPDX-License-Identifier: LGPL-3.0-only
"""Load the donors' tokenizers. Fine-tunes mostly carry their base's files: what is the same is loaded once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Collection, Hashable, Sequence
from typing import cast

import transformers
from mergekit.common import ModelPath, ModelReference

from .mergescope_light import light_tokenizer

LOG = logging.getLogger(__name__)

# No tokenizer is made of these; whatever else lies beside them may decide how one is.
FOREIGN = re.compile(
    r"^(pytorch_model|training_args|mergescope$|\.|LICENSE)|\.(safetensors|gguf|pth?|index\.json|md|ya?ml|png|jpe?g)$"
    r"|^(generation_config|trainer_state|\w+_results)\.json$"
)
LARGEST = 1 << 28
# Keys of config.json that no tokenizer reads.
UNREAD = ("vocab_size", "dtype", "torch_dtype", "use_cache", "_name_or_path")


def load_tokenizer(path: ModelPath, trust_remote_code: bool = False) -> transformers.PreTrainedTokenizerBase:
    """The tokenizer of a model, fast where there is one."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        path.path, revision=path.revision, trust_remote_code=trust_remote_code, use_fast=True
    )
    return cast("transformers.PreTrainedTokenizerBase", tokenizer)


def load_tokenizers(
    models: Sequence[ModelReference],
    trust_remote_code: bool = False,
    whole: Collection[ModelReference | str] | None = None,
) -> dict[ModelReference, transformers.PreTrainedTokenizerBase]:
    """The tokenizers of the models that have one; the first, which leads, has to.

    Donors whose files are the same byte for byte share one object, in which the first one's path stands.
    whole: models whose tokenizers have to do more than know their tokens, among whatever else; all of them if None.
    """
    lead = models[0]
    keys = {model: source_key(model.model) for model in models}
    needed = {keys[model] for model in models if whole is None or model in whole}
    known: dict[Hashable, transformers.PreTrainedTokenizerBase] = {}
    loaded = {}
    for model, key in keys.items():
        try:
            if key not in known:
                light = None if key in needed or trust_remote_code else _light(model.model)
                known[key] = load_tokenizer(model.model, trust_remote_code) if light is None else light
            loaded[model] = known[key]
        except Exception as error:
            if model == lead:
                raise
            LOG.error(error)
            LOG.warning(f"Unable to load tokenizer for {model}. Assuming same as {lead}.")
    return loaded


def _light(path: ModelPath) -> transformers.PreTrainedTokenizerBase | None:
    try:
        return light_tokenizer(path, _names(path), load_tokenizer)
    except Exception as error:
        # What is wrong with it is told by loading it as it is.
        LOG.debug("%s is loaded as a whole", path, exc_info=error)
        return None


def source_key(path: ModelPath) -> Hashable:
    """Equal for models whose tokenizers are made of the same files; a model that is no folder is its own."""
    if not os.path.isdir(path.path):
        return path
    return tuple((name, _content(os.path.join(path.path, name))) for name in _names(path))


def _names(path: ModelPath) -> list[str]:
    return sorted(name for name in os.listdir(path.path) if not FOREIGN.search(name))


def _content(file: str) -> Hashable:
    """A digest; the path itself where that is not to be had, which no other model has."""
    try:
        if not os.path.isfile(file) or os.path.getsize(file) > LARGEST:
            return file
        with open(file, "rb") as handle:
            data = handle.read()
    except OSError:
        return file
    if os.path.basename(file) == "config.json":
        try:
            data = json.dumps({k: v for k, v in json.loads(data).items() if k not in UNREAD}).encode()
        except (ValueError, AttributeError):
            return file
    return hashlib.sha256(data).digest()
