# SPDX-License-Identifier: LGPL-3.0-only
"""Between mergekit's vocabulary task and the row plan: mergekit's names in, aligned tensors out."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

import torch
from mergekit.common import ImmutableMap, ModelReference
from mergekit.tokenizer.config import ModelTokenEmbedding, TokenEmbeddingConfig, ZeroEmbedding

from .mergescope_audit import report
from .mergescope_rows import (
    RowPlan,
    TokenSource,
    Vocabularies,
    index_vocabularies,
    row_plan,
)
from .mergescope_tensors import align

if TYPE_CHECKING:
    from mergekit.tokenizer.build import TokenizerInfo


class VocabularyTask(Protocol):
    """PermutedVocabulary, or PermutedEmbeddings of an older mergekit."""

    @property
    def tokens(self) -> ImmutableMap[str, TokenEmbeddingConfig] | None: ...

    @property
    def pad_to_multiple_of(self) -> int | None: ...

    @property
    def base_model(self) -> ModelReference | None: ...


def aligned_inputs(
    task: VocabularyTask, info: TokenizerInfo, tensors: Mapping[ModelReference, torch.Tensor]
) -> dict[ModelReference, torch.Tensor]:
    """What the vocabulary task of either version returns, for tensors with the vocabulary first.

    The environment decides what mergekit's config has no key for: MERGESCOPE_COMPAT=v2d and
    MERGESCOPE_MISSING_ROWS=zero|mean (see ``row_plan``).
    Raises ValueError when the tensors differ in anything but their rows, VocabularyError as ``row_plan``.
    """
    if not tensors:
        return {}
    if len({tuple(tensor.shape[1:]) for tensor in tensors.values()}) > 1:
        shapes = {str(model): tuple(tensor.shape) for model, tensor in tensors.items()}
        raise ValueError(f"Embedding sizes must match: {shapes}")
    plan = plan_task(
        task,
        info,
        {model: tensor.shape[0] for model, tensor in tensors.items()},
        missing=os.environ.get("MERGESCOPE_MISSING_ROWS") or "zero",
        compat=os.environ.get("MERGESCOPE_COMPAT"),
    )
    report(plan)
    return align(plan, tensors)


def plan_task(
    task: VocabularyTask,
    info: TokenizerInfo,
    rows: Mapping[ModelReference, int],
    missing: str = "zero",
    compat: str | None = None,
) -> RowPlan[ModelReference]:
    """The row plan of a PermutedVocabulary / PermutedEmbeddings task.

    info: the TokenizerInfo that its tokenizer task returned.
    rows: per input of the task, in the order of the config's models, its rows along the vocabulary axis.
    """
    gather = getattr(task, "gather_tensors", None)
    names = [weight.name for weight in gather.weight_info.values()] if gather is not None else []
    return row_plan(
        vocabularies_of(info, rows),
        rows,
        tensor=names[0] if names else "",
        sources={token: token_source(cfg) for token, cfg in (task.tokens or {}).items()},
        base=task.base_model,
        pad_to_multiple_of=task.pad_to_multiple_of,
        missing=missing,
        compat=compat,
    )


def token_source(cfg: TokenEmbeddingConfig) -> TokenSource[ModelReference]:
    """An entry of ``tokenizer.tokens`` as the row plan wants it."""
    source = cfg.source
    if isinstance(source, ZeroEmbedding):
        return TokenSource(zero=True, force=cfg.force)
    if isinstance(source, ModelTokenEmbedding):
        return TokenSource(source.model, False, source.token, source.token_id, cfg.force)
    return TokenSource(donor=source, force=cfg.force)


def vocabularies_of(info: TokenizerInfo, models: Collection[ModelReference]) -> Vocabularies[ModelReference]:
    """The donors' ids of every output token, looked up once a TokenizerInfo.

    The donors' own vocabularies decide. Only where an info carries none for a model (made by hand, as
    mergekit's own tests do) its permutation says which row is meant.
    """
    cached = getattr(info, "_vocabularies", None)
    if cached is not None and all(model in cached.donors for model in models):
        return cached
    output = info.tokenizer.get_vocab()
    originals = {m: v for m, v in (getattr(info, "original_vocabs", None) or {}).items() if v}
    bare = {}
    for model in models:
        if model not in originals:
            permutation = info.permutations[model]
            bare[model] = {token: permutation.get(i, -1) for token, i in output.items()}
    return index_vocabularies(output, {**originals, **bare}, complete=not bare)
