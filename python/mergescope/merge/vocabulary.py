"""The output tokenizer and, on a patched mergekit, the row plan of each vocabulary tensor."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from mergescope.merge.planning import MergePlan, PlannedTensor
from mergescope.merge.request import MergeRequest


@dataclass
class Vocabulary:
    """What the tokenizer of the output demands of the vocabulary tensors.

    info: mergekit's TokenizerInfo; the task that made it is MergePlan.build_tokenizer.
    """

    info: Any
    plan: MergePlan
    request: MergeRequest

    @property
    def tokenizer(self) -> Any:
        return self.info.tokenizer

    @functools.cached_property
    def stock_rows(self) -> int:
        """Rows that an unpatched mergekit gives the output: one a token, rounded up."""
        return _rounded(len(self.tokenizer.get_vocab()), self._multiple)

    @functools.cached_property
    def rows(self) -> int:
        """Rows of the output: the largest id and one, rounded up, where the patch is installed."""
        if not is_patched():
            return self.stock_rows
        return _rounded(int(self.info._vocabularies.ids[-1]) + 1, self._multiple)

    @property
    def _multiple(self) -> int | None:
        tokenizer = self.plan.config.tokenizer
        return tokenizer.pad_to_multiple_of if tokenizer else None


def build_vocabulary(plan: MergePlan, request: MergeRequest) -> Vocabulary | None:
    """Builds the output tokenizer as mergekit (patched or not) does; None where the config asks for none."""
    if plan.build_tokenizer is None:
        return None
    return Vocabulary(plan.build_tokenizer.execute(), plan, request)


def is_patched() -> bool:
    """Whether the row plan of the patch is part of the installed mergekit."""
    import importlib.util

    return importlib.util.find_spec("mergekit.tokenizer.mergescope_rows") is not None


def aligns_rows(tensor: PlannedTensor) -> bool:
    """Whether the tensor's rows are put in the order of the output tokenizer."""
    return tensor.alignment is not None and hasattr(tensor.alignment, "tokenizer_task")


def _rounded(rows: int, multiple: int | None) -> int:
    return -(-rows // multiple) * multiple if multiple else rows
