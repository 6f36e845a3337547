# SPDX-License-Identifier: LGPL-3.0-only
"""Build what every vocabulary tensor of a merge shares: output tokenizer, permutations, vocabularies."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import NamedTuple

import safetensors
import transformers
from mergekit.architecture import arch_info_for_config
from mergekit.common import ModelPath, ModelReference, get_config_value
from mergekit.io.lazy_tensor_loader import LazyTensorLoader

from .mergescope_load import load_tokenizer, load_tokenizers
from .mergescope_rows import Vocabularies, index_vocabularies
from .mergescope_tokenizer import without_tokens
from .mergescope_vocab import limit_of, output_tokenizer, with_vocabulary

LOG = logging.getLogger(__name__)

# Where the architecture is unknown to mergekit's tables, these name endings are vocabulary tensors.
USUAL_NAMES = (
    "embed_tokens.weight",
    "wte.weight",
    "word_embeddings.weight",
    "embed_in.weight",
    "lm_head.weight",
)


class Built(NamedTuple):
    """tokenizer: of the output; permutations: per model {output id: its id or -1}, complete;
    original_vocabs: per model its whole vocabulary; vocabularies: the same, looked up for the row plan."""

    tokenizer: transformers.PreTrainedTokenizerBase
    permutations: dict[ModelReference, dict[int, int]]
    original_vocabs: dict[ModelReference, dict[str, int]]
    vocabularies: Vocabularies[ModelReference]


def build(
    base_model: ModelReference | None,
    models: Sequence[ModelReference],
    source: str | ModelReference,
    trust_remote_code: bool = False,
    add_tokens: Sequence[str] | None = None,
    rows: dict[ModelReference, int] | None = None,
    reset_named: bool = False,
) -> Built:
    """Build the output tokenizer of a merge.

    base_model: leads; without one the first of ``models`` does. models: in the order that new tokens of a
        union are numbered in. source: "union", "base" or a model. reset_named: see ``output_tokenizer``.
    rows: rows of each model's largest vocabulary tensor; read from the files that mergekit has open if None.
    Raises RuntimeError when there is no model or the source is unknown, VocabularyError as in
    ``output_tokenizer``, and what transformers raises when the leading donor has no tokenizer.
    """
    if not models and base_model is None:
        raise RuntimeError("No models referenced")
    lead = base_model if base_model is not None else models[0]
    models = list(dict.fromkeys([lead, *models]))
    LOG.info("Loading tokenizers")
    donors = load_tokenizers(models, trust_remote_code, whole={lead, source})
    # Asking a tokenizer for its vocabulary makes a new one each time.
    distinct = {
        id(tokenizer): tokenizer.get_vocab() for tokenizer in {id(t): t for t in donors.values()}.values()
    }
    vocabularies = {model: distinct[id(donors.get(model, donors[lead]))] for model in models}
    limits = {}
    for model in models:
        size = None if rows is None else rows.get(model)
        limits[model] = limit_of(
            vocabulary_size(model.model, trust_remote_code),
            vocabulary_rows(model, trust_remote_code) if rows is None else size,
            vocabularies[model],
        )

    LOG.info("Building output tokenizer")
    start = donors[lead]
    if isinstance(source, ModelReference):
        # A source that is no donor has no row to give, yet its own config says which tokens are real.
        start = donors[source] if source in donors else load_tokenizer(source.model, trust_remote_code)
        if source not in donors:
            vocabularies = {**vocabularies, source: start.get_vocab()}
            size = vocabulary_size(source.model, trust_remote_code)
            limits[source] = limit_of(size, None, vocabularies[source])
    elif source not in ("union", "base"):
        raise RuntimeError(f"Unimplemented tokenizer source: {source}")
    # Nobody else has these tokenizers, so the leading one may become the output's.
    tokenizer, made = with_vocabulary(
        start, donors, vocabularies, limits, add_tokens or (), source == "union", reset_named, keep=False
    )

    vocabularies = {model: vocabularies[model] for model in models}
    lookup = index_vocabularies(made, vocabularies)
    ids = lookup.ids.tolist()
    tables = {id(own): dict(zip(ids, own.tolist(), strict=True)) for own in lookup.donors.values()}
    permutations = {model: tables[id(own)] for model, own in lookup.donors.items()}
    return Built(tokenizer, permutations, vocabularies, lookup)


def vocabulary_size(path: ModelPath, trust_remote_code: bool = False) -> int | None:
    """What config.json says; None, with a warning, where it cannot be read."""
    try:
        config = _config(path, trust_remote_code)
        arch = arch_info_for_config(config)
        return get_config_value(config, getattr(arch, "vocab_size_config_key", None) or "vocab_size")
    except Exception as error:
        LOG.warning(f"Unable to get vocab size for {path}", exc_info=error)
        return None


def get_stripped_tokenizer(
    path: ModelPath, trust_remote_code: bool = False
) -> transformers.PreTrainedTokenizerBase:
    """A model's tokenizer without the tokens that are beyond its config.json."""
    tokenizer = load_tokenizer(path, trust_remote_code)
    vocabulary = tokenizer.get_vocab()
    limit = limit_of(vocabulary_size(path, trust_remote_code), None, vocabulary)
    beyond = {token for token, i in vocabulary.items() if i >= limit}
    return without_tokens(tokenizer, beyond) if beyond else tokenizer


def build_union_tokenizer(
    base_tok: transformers.PreTrainedTokenizerBase,
    tokenizers: dict[ModelReference, transformers.PreTrainedTokenizerBase],
    trust_remote_code: bool = False,
) -> transformers.PreTrainedTokenizerBase:
    """A copy of ``base_tok`` with the tokens of ``tokenizers`` added that their config.json covers."""
    vocabularies = {model: tokenizer.get_vocab() for model, tokenizer in tokenizers.items()}
    limits = {
        model: limit_of(vocabulary_size(model.model, trust_remote_code), None, vocabulary)
        for model, vocabulary in vocabularies.items()
    }
    keep = list(base_tok.get_vocab())
    return output_tokenizer(base_tok, tokenizers, vocabularies, limits, keep, union=True)


def vocabulary_rows(model: ModelReference, trust_remote_code: bool = False) -> int | None:
    """Rows of the model's largest vocabulary tensor, from the shard headers.

    None unless the merge has opened the model: asking never downloads anything.
    """
    from mergekit.io.tasks import LoaderCache

    loader = LoaderCache().loaders.get(model)
    if loader is None:
        return None
    sizes = [
        _rows(loader, name, axis) for name, axis in _vocabulary_tensors(model, loader, trust_remote_code)
    ]
    return max(sizes, default=None)


def _vocabulary_tensors(
    model: ModelReference, loader: LazyTensorLoader, trust_remote_code: bool
) -> list[tuple[str, int]]:
    paths = loader.index.tensor_paths
    try:
        config = _config(model.model, trust_remote_code)
        arch = arch_info_for_config(config)
        weights = arch.all_weights(config) if arch else []
    except Exception as error:
        LOG.debug("No architecture for %s", model, exc_info=error)
        weights = []
    named = []
    for weight in weights:
        axis = getattr(weight, "vocabulary_axis", 0 if getattr(weight, "is_embed", False) else None)
        if axis is not None:
            names = [weight.name, *(weight.aliases or ()), *(weight.tied_names or ())]
            named += [(name, axis) for name in names if name in paths]
    return named or [(name, 0) for name in paths if name.endswith(USUAL_NAMES)]


def _rows(loader: LazyTensorLoader, name: str, axis: int) -> int:
    file = os.path.join(loader.index.base_path, loader.index.tensor_paths[name])
    if loader.index.is_safetensors:
        with safetensors.safe_open(file, framework="pt") as shard:
            return shard.get_slice(name).get_shape()[axis]
    tensor = loader.get_tensor(name)
    assert tensor is not None, name
    return tensor.shape[axis]


def _config(path: ModelPath, trust_remote_code: bool) -> transformers.PretrainedConfig:
    return transformers.AutoConfig.from_pretrained(
        path.path, revision=path.revision, trust_remote_code=trust_remote_code
    )
