# SPDX-License-Identifier: LGPL-3.0-only
"""Vocabulary alignment for mergekit 0.1.4: mergekit's task, mergescope's row plan."""

import torch
from mergekit.common import ImmutableMap, ModelReference
from mergekit.graph import Task
from mergekit.io.tasks import GatherTensors
from mergekit.tokenizer.build import BuildTokenizer, TokenizerInfo
from mergekit.tokenizer.config import TokenEmbeddingConfig
from mergekit.tokenizer.mergescope_task import aligned_inputs


class PermutedEmbeddings(Task[dict[ModelReference, torch.Tensor]], frozen=True):
    """Give the inputs of one embedding or output head the output's token order; rows are tokens."""

    gather_tensors: GatherTensors
    tokenizer_task: BuildTokenizer
    tokens: ImmutableMap[str, TokenEmbeddingConfig] | None
    pad_to_multiple_of: int | None
    base_model: ModelReference | None

    def arguments(self) -> dict[str, Task]:
        return {"tokenizer_info": self.tokenizer_task, "tensors": self.gather_tensors}

    def execute(
        self, *, tokenizer_info: TokenizerInfo, tensors: dict[ModelReference, torch.Tensor], **_kwargs: object
    ) -> dict[ModelReference, torch.Tensor]:
        return aligned_inputs(self, tokenizer_info, tensors)
