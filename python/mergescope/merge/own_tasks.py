"""mergekit's own tasks, asked and kept: for methods that have no kernel."""

from __future__ import annotations

import torch

from mergescope.library_types import ModelReference
from mergescope.merge.planning import PlannedTensor
from mergescope.merge.vocabulary import aligns_rows
from mergescope.shards.mergekit_values import encode
from mergescope.shards.recipe import OwnTask

#: What a task gets its inputs from, which it is given instead; the tokenizer likewise.
_INPUTS = ("gather_tensors", "tensors", "tokenizer_task")


def own_task(planned: PlannedTensor, held_bytes: int, planned_rows: bool) -> OwnTask:
    """The task of a tensor without what it comes from.

    Args:
        held_bytes: as of `OwnTask`.
        planned_rows: whether a row plan says where its rows go, so that mergekit need not.
    """
    alignment = None if planned_rows else planned.alignment
    return OwnTask(
        encode(planned.task, _INPUTS),
        encode(alignment, _INPUTS),
        alignment is not None and aligns_rows(planned),
        planned.vocabulary_axis,
        held_bytes,
    )


def probe_dtype(
    planned: PlannedTensor, dtypes: dict[ModelReference, torch.dtype], dimensions: int
) -> torch.dtype | None:
    """The dtype that the method gives, found out on tensors of four values a side; None: it gives nothing.

    mergekit's plan does not say it, and methods differ (arcee_fusion returns float32 whatever it gets).
    """
    torch.manual_seed(0)
    shape = (4,) * dimensions
    tensors = {
        model: (torch.randn(shape) + 1).to(dtype)
        if dtype.is_floating_point
        else torch.ones(shape, dtype=dtype)
        for model, dtype in dtypes.items()
    }
    result = planned.task.execute(tensors=tensors)
    return None if result is None else result.dtype
