# SPDX-License-Identifier: LGPL-3.0-only
"""Load the donors' tokenizers. Fine-tunes mostly carry their base's files: what is the same is loaded once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Hashable, Sequence
from typing import cast

import transformers
from mergekit.common import ModelPath, ModelReference

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
    models: Sequence[ModelReference], trust_remote_code: bool = False
) -> dict[ModelReference, transformers.PreTrainedTokenizerBase]:
    """The tokenizers of the models that have one; the first, which leads, has to.

    Donors whose files are the same byte for byte share one object, in which the first one's path stands.
    """
    lead = models[0]
    known: dict[Hashable, transformers.PreTrainedTokenizerBase] = {}
    loaded = {}
    for model in models:
        key = source_key(model.model)
        try:
            if key not in known:
                known[key] = load_tokenizer(model.model, trust_remote_code)
            loaded[model] = known[key]
        except Exception as error:
            if model == lead:
                raise
            LOG.error(error)
            LOG.warning(f"Unable to load tokenizer for {model}. Assuming same as {lead}.")
    return loaded


def source_key(path: ModelPath) -> Hashable:
    """Equal for models whose tokenizers are made of the same files; a model that is no folder is its own."""
    if not os.path.isdir(path.path):
        return path
    names = sorted(name for name in os.listdir(path.path) if not FOREIGN.search(name))
    return tuple((name, _content(os.path.join(path.path, name))) for name in names)


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
