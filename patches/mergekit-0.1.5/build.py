# SPDX-License-Identifier: LGPL-3.0-only
"""The output tokenizer for mergekit 0.1.5: mergekit's names, mergescope's rules."""

from collections.abc import Sequence
from typing import Literal

import transformers
from mergekit.common import ModelReference
from mergekit.graph import Task
from mergekit.tokenizer import mergescope_build
from mergekit.tokenizer.mergescope_build import (
    build_union_tokenizer,
    get_stripped_tokenizer,
)
from mergekit.tokenizer.mergescope_build import vocabulary_size as get_vocab_size
from mergekit.tokenizer.mergescope_rows import Vocabularies
from pydantic import BaseModel, PrivateAttr

__all__ = [
    "BuildTokenizer",
    "TokenizerInfo",
    "build_tokenizer",
    "build_union_tokenizer",
    "get_stripped_tokenizer",
    "get_vocab_size",
]


class TokenizerInfo(BaseModel, arbitrary_types_allowed=True):
    """What BuildTokenizer hands to every vocabulary task."""

    tokenizer: transformers.PreTrainedTokenizerBase
    permutations: dict[ModelReference, dict[int, int]]
    original_vocabs: dict[ModelReference, dict[str, int]]
    _vocabularies: Vocabularies[ModelReference] | None = PrivateAttr(None)


def build_tokenizer(
    base_model: ModelReference | None,
    referenced_models: list[ModelReference],
    tokenizer_source: Literal["union"] | Literal["base"] | ModelReference,
    trust_remote_code: bool,
    add_tokens: Sequence[str] | None = None,
) -> TokenizerInfo:
    """See ``mergescope_build.build``."""
    built = mergescope_build.build(
        base_model, referenced_models, tokenizer_source, trust_remote_code, add_tokens
    )
    # Validating copies every permutation.
    info = TokenizerInfo.model_construct(
        tokenizer=built.tokenizer,
        permutations=built.permutations,
        original_vocabs=built.original_vocabs,
    )
    info._vocabularies = built.vocabularies
    return info


class BuildTokenizer(Task[TokenizerInfo], frozen=True):
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
