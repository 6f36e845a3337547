"""Inputs of mergekit's own tasks, with their rows where the task wants them."""

from __future__ import annotations

from collections.abc import Hashable
from types import SimpleNamespace
from typing import TypedDict, cast

import torch

from mergescope.library_types import RowPlan, Task, TokenizerInfo
from mergescope.messages import Json
from mergescope.shards.mergekit_values import decode, encode
from mergescope.shards.recipe import OwnTask


class TokenizerValues(TypedDict):
    """vocabulary: ids of tokens; the others by mergekit's model, as `encode` gives them."""

    vocabulary: dict[str, int]
    permutations: Json
    originals: Json


Tensors = dict[Hashable, torch.Tensor]


def aligned(
    own: OwnTask, rows: RowPlan[int] | None, tokenizer: TokenizerValues | None, tensors: Tensors
) -> Tensors:
    """By mergekit's models, in the order of the inputs.

    Args:
        rows: the row plan of the tensor, `numbered`; None: an unpatched mergekit does it its own way, or nothing is to do.
        tokenizer: what `tokenizer_values` gave; None, where nothing asks for it.
    """
    if rows is not None:
        return _by_row_plan(rows, own.axis or 0, tensors)
    if own.alignment is None:
        return tensors
    task = cast(Task, decode(own.alignment))
    if not own.by_tokenizer:
        return task.execute(tensors=tensors)
    assert tokenizer is not None
    return task.execute(tokenizer_info=_tokenizer_info(tokenizer), tensors=tensors)


def tokenizer_values(info: TokenizerInfo) -> TokenizerValues:
    """What an unpatched mergekit asks its TokenizerInfo for, as JSON."""
    return {
        "vocabulary": info.tokenizer.get_vocab(),
        "permutations": encode(info.permutations),
        "originals": encode(info.original_vocabs),
    }


def _tokenizer_info(values: TokenizerValues) -> SimpleNamespace:
    return SimpleNamespace(
        tokenizer=SimpleNamespace(get_vocab=lambda: dict(values["vocabulary"])),
        permutations=decode(values["permutations"]),
        original_vocabs=decode(values["originals"]),
    )


def _by_row_plan(rows: RowPlan[int], axis: int, tensors: Tensors) -> Tensors:
    from mergekit.tokenizer.mergescope_tensors import align

    views = {position: tensor.movedim(axis, 0) for position, tensor in enumerate(tensors.values())}
    shapes = {tuple(view.shape[1:]) for view in views.values()}
    if len(shapes) > 1:
        raise ValueError(f"Embedding sizes must match: {sorted(shapes)}")
    moved = align(rows, views)
    return {model: moved[position].movedim(0, axis) for position, model in enumerate(tensors)}
