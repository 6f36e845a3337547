# SPDX-License-Identifier: LGPL-3.0-only
"""The output tokenizer for mergekit 0.1.5: mergekit's names, mergescope's rules."""

from typing import Any, Literal

import transformers
from mergekit.common import ModelPath, ModelReference
from mergekit.graph import Task
from mergekit.tokenizer import mergescope_build, mergescope_vocab
from mergekit.tokenizer.mergescope_tokenizer import without_tokens
from pydantic import BaseModel, PrivateAttr


class TokenizerInfo(BaseModel, arbitrary_types_allowed=True):
    """What BuildTokenizer hands to every vocabulary task."""

    tokenizer: transformers.PreTrainedTokenizerBase
    permutations: dict[ModelReference, dict[int, int]]
    original_vocabs: dict[ModelReference, dict[str, int]]
    _vocabularies: Any = PrivateAttr(None)


def build_tokenizer(
    base_model: ModelReference | None,
    referenced_models: list[ModelReference],
    tokenizer_source: Literal["union"] | Literal["base"] | ModelReference,
    trust_remote_code: bool,
    add_tokens: list[str] | None = None,
) -> TokenizerInfo:
    """See ``mergescope_build.build``."""
    built = mergescope_build.build(
        base_model, referenced_models, tokenizer_source, trust_remote_code, add_tokens
    )
    info = TokenizerInfo(
        tokenizer=built.tokenizer,
        permutations=built.permutations,
        original_vocabs=built.original_vocabs,
    )
    info._vocabularies = built.vocabularies
    return info


class BuildTokenizer(Task[TokenizerInfo]):
    """Task that builds the output tokenizer; a target of every merge with a tokenizer key."""

    base_model: ModelReference | None
    referenced_models: tuple[ModelReference, ...]
    tokenizer_source: Literal["union"] | Literal["base"] | ModelReference
    add_tokens: tuple[str, ...] | None
    trust_remote_code: bool = False

    def arguments(self) -> dict[str, Task]:
        return {}

    def execute(self, **_kwargs) -> TokenizerInfo:
        # The planner takes the models out of a set, whose order changes from run to run.
        return build_tokenizer(
            base_model=self.base_model,
            referenced_models=sorted(self.referenced_models, key=str),
            tokenizer_source=self.tokenizer_source,
            trust_remote_code=self.trust_remote_code,
            add_tokens=self.add_tokens,
        )


def get_vocab_size(model_path: ModelPath, trust_remote_code: bool) -> int | None:
    """config.json's vocabulary size, None where it cannot be read."""
    return mergescope_build.vocabulary_size(model_path, trust_remote_code)


def get_stripped_tokenizer(
    path: ModelPath, trust_remote_code: bool = False
) -> transformers.PreTrainedTokenizerBase:
    """A model's tokenizer without the tokens that are beyond its config.json."""
    tokenizer = mergescope_build.load_tokenizer(path, trust_remote_code)
    vocabulary = tokenizer.get_vocab()
    limit = mergescope_vocab.limit_of(get_vocab_size(path, trust_remote_code), None, vocabulary)
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
        model: mergescope_vocab.limit_of(get_vocab_size(model.model, trust_remote_code), None, vocabulary)
        for model, vocabulary in vocabularies.items()
    }
    keep = list(base_tok.get_vocab())
    return mergescope_vocab.output_tokenizer(base_tok, tokenizers, vocabularies, limits, keep, union=True)
