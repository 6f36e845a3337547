# SPDX-License-Identifier: LGPL-3.0-only
"""Vocabulary alignment for mergekit 0.1.5: mergekit's task, mergescope's row plan."""

import torch
from mergekit.common import ImmutableMap, ModelReference
from mergekit.graph import Task
from mergekit.io.tasks import GatherTensors
from mergekit.tokenizer.build import BuildTokenizer, TokenizerInfo
from mergekit.tokenizer.config import TokenEmbeddingConfig
from mergekit.tokenizer.mergescope_task import aligned_inputs
from mergekit.vocabulary import vocabulary_views


class PermutedVocabulary(Task[dict[ModelReference, torch.Tensor]], frozen=True):
    """Give the inputs of one vocabulary-indexed weight the output's token order, along ``vocabulary_axis``."""

    gather_tensors: GatherTensors
    tokenizer_task: BuildTokenizer
    tokens: ImmutableMap[str, TokenEmbeddingConfig] | None
    pad_to_multiple_of: int | None
    base_model: ModelReference | None
    vocabulary_axis: int

    def arguments(self) -> dict[str, Task]:
        return {"tokenizer_info": self.tokenizer_task, "tensors": self.gather_tensors}

    def execute(
        self, *, tokenizer_info: TokenizerInfo, tensors: dict[ModelReference, torch.Tensor], **_kwargs: object
    ) -> dict[ModelReference, torch.Tensor]:
        views = vocabulary_views(list(tensors.values()), self.vocabulary_axis)
        aligned = aligned_inputs(self, tokenizer_info, dict(zip(tensors, views, strict=False)))
        return {model: rows.movedim(0, self.vocabulary_axis) for model, rows in aligned.items()}
