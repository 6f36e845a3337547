"""The output tokenizer and, on a patched mergekit, the row plan of each vocabulary tensor."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from mergescope.engine.vocabulary.names import has_block_for_each_layer, vocabulary_kind_of
from mergescope.errors import MergescopeError, in_one_line
from mergescope.library_types import (
    BuildTokenizer,
    ModelReference,
    PatchedTokenizerInfo,
    PreTrainedTokenizerBase,
    RowPlan,
    TokenizerInfo,
)
from mergescope.merge.known_fields import is_aligning
from mergescope.merge.planning import MergePlan, PlannedTensor
from mergescope.merge.request import MergeRequest
from mergescope.merge.token_ids import TokenIds
from mergescope.messages import PlannedRows


@dataclass
class Vocabulary:
    """What the tokenizer of the output demands of the vocabulary tensors.

    info: mergekit's TokenizerInfo; the task that made it is MergePlan.build_tokenizer.
    """

    info: TokenizerInfo
    plan: MergePlan
    request: MergeRequest
    planned_rows: list[PlannedRows] = field(default_factory=list)

    def plan_rows(self, planned: PlannedTensor, rows: dict[ModelReference, int]) -> RowPlan[ModelReference]:
        """The patch's row plan of a tensor, for donors with these rows. It is noted in `planned_rows`."""
        from mergekit.tokenizer.mergescope_task import plan_task

        missing, compat = self.request.missing_rows, self.request.compat
        assert is_aligning(planned.alignment), planned.name
        plan = plan_task(planned.alignment, self.info, rows, missing=missing, compat=compat)
        self.planned_rows.append(counts_of(plan))
        return plan

    @property
    def tokenizer(self) -> PreTrainedTokenizerBase:
        return self.info.tokenizer

    def ids_from(self, model: ModelReference) -> TokenIds:
        """What the ids of a model's own tokenizer become."""
        return TokenIds(self.info.original_vocabs[model], self.tokenizer.get_vocab())

    @functools.cached_property
    def stock_rows(self) -> int:
        """Rows that an unpatched mergekit gives the output: one a token, rounded up."""
        return _rounded(len(self.tokenizer.get_vocab()), self._multiple)

    @functools.cached_property
    def rows(self) -> int:
        """Rows of the output: the largest id and one, rounded up, where the patch is installed."""
        if not is_patched():
            return self.stock_rows
        vocabularies = cast(PatchedTokenizerInfo, self.info)._vocabularies
        assert vocabularies is not None
        ids = vocabularies.ids
        return _rounded(int(ids[-1]) + 1, self._multiple)

    @property
    def _multiple(self) -> int | None:
        tokenizer = self.plan.config.tokenizer
        return tokenizer.pad_to_multiple_of if tokenizer else None


def build_vocabulary(plan: MergePlan, request: MergeRequest) -> Vocabulary | None:
    """Builds the output tokenizer as mergekit (patched or not) does; None where the config asks for none.

    Raises:
        MergescopeError: merge-failed, where the tokenizer of a model that the output cannot do without cannot be loaded.
    """
    if plan.build_tokenizer is None:
        return None
    try:
        info = plan.build_tokenizer.execute()
    except Exception as error:
        _check_loads(plan.build_tokenizer, request)
        raise error
    return Vocabulary(info, plan, request)


def _check_loads(task: BuildTokenizer, request: MergeRequest) -> None:
    """mergekit does without the tokenizers of other models than these."""
    import transformers

    leading = task.base_model or task.referenced_models[0]
    for model in dict.fromkeys((leading, task.tokenizer_source)):
        if isinstance(model, str):
            continue
        path = model.model
        try:
            transformers.AutoTokenizer.from_pretrained(
                path.path, revision=path.revision, trust_remote_code=task.trust_remote_code
            )
        except Exception as error:
            raise MergescopeError(
                "merge-failed",
                f"the tokenizer of {request.name_of(model)} cannot be loaded: {in_one_line(error)}",
                "take the tokenizer files of the model it was made from, or name another tokenizer source",
            ) from error


def check_embeddings_align(vocabulary: Vocabulary) -> None:
    """Where donors number tokens differently, the rows of every tensor that has one for each token are put in one order.

    Raises:
        MergescopeError: config-invalid, where one has such rows by its name, and they are not known to be alone (Molmo2 has
            two embeddings, Gemma 3n one for each layer), or none has.
    """
    tables = vocabulary.info.permutations.values()
    if all(own in (-1, number) for table in tables for number, own in table.items()):
        return
    planned = vocabulary.plan.tensors
    aligned = {tensor.name for tensor in planned if aligns_rows(tensor)}
    apart = [tensor.name for tensor in planned if _has_rows(tensor.name) and tensor.name not in aligned]
    if apart or all(vocabulary_kind_of(name) == "head" for name in aligned):
        raise MergescopeError(
            "config-invalid",
            "the donors number their tokens differently, and the rows of "
            f"{', '.join(apart) or 'their embeddings'} cannot be put in one order",
            "merge models that have one tokenizer",
        )


def _has_rows(name: str) -> bool:
    return vocabulary_kind_of(name) is not None or has_block_for_each_layer(name)


def counts_of(plan: RowPlan[ModelReference]) -> PlannedRows:
    """What src/core/preflight/predict-patched.ts predicts: tokens that some input lacks, by how their row is made."""
    from mergekit.tokenizer.mergescope_rows import FILL, MEAN, ROW, ZERO

    lacking = plan.real & np.any([plan.held[donor] < 0 for donor in plan.donors], axis=0)
    kinds = plan.default_kind[lacking]

    def count(kind: int) -> int:
        return int(np.count_nonzero(kinds == kind))

    return {
        "tensor": plan.tensor,
        "rows": plan.rows,
        "donor": count(ROW),
        "mean": count(MEAN),
        "zero": count(ZERO),
        "fill": count(FILL),
    }


def is_patched() -> bool:
    """Whether the row plan of the patch is part of the installed mergekit."""
    import importlib.util

    return importlib.util.find_spec("mergekit.tokenizer.mergescope_rows") is not None


def aligns_rows(tensor: PlannedTensor) -> bool:
    """Whether the tensor's rows are put in the order of the output tokenizer."""
    return tensor.alignment is not None and is_aligning(tensor.alignment)


def _rounded(rows: int, multiple: int | None) -> int:
    return -(-rows // multiple) * multiple if multiple else rows
