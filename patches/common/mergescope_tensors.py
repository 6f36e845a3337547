# SPDX-License-Identifier: LGPL-3.0-only
"""Apply a row plan to tensors.

``align`` does whole tensors. ``default_rows``, ``fill_row`` and ``padding_row`` are its parts, for whoever
goes chunk by chunk; they read donors through ``fetch(donor, index) -> tensor [len(index), *token_shape]``,
where ``index`` is an int64 tensor of rows of that donor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch

from .mergescope_rows import FILL, MEAN, ROW, Donor, RowPlan

Fetch = Callable[[Donor, torch.Tensor], torch.Tensor]

# Default rows are made in blocks, so that a vocabulary shared by nobody costs no second copy of the output.
BLOCK = 8192


def common_dtype(tensors: Mapping[Donor, torch.Tensor]) -> torch.dtype:
    """The dtype that all donors leave with: promoted over them."""
    dtypes = [tensor.dtype for tensor in tensors.values()]
    result = dtypes[0]
    for dtype in dtypes[1:]:
        result = torch.promote_types(result, dtype)
    return result


def align(plan: RowPlan[Donor], tensors: Mapping[Donor, torch.Tensor]) -> dict[Donor, torch.Tensor]:
    """Give every donor the output's rows.

    tensors: per donor [its rows, *token_shape], vocabulary first; views are fine. Keys as in plan.donors.
    Returns per donor [plan.rows, *token_shape], in the promoted dtype, on the device of the inputs.
    A donor that already fits comes back as the very tensor that was given. Beyond the result it holds at
    most one donor's rows at a time.
    """
    dtype = common_dtype(tensors)
    device = next(iter(tensors.values())).device

    def fetch(donor: Donor, index: torch.Tensor) -> torch.Tensor:
        return tensors[donor].index_select(0, index.to(tensors[donor].device))

    result = {d: _own_rows(plan, d, tensors[d]).to(device=device, dtype=dtype) for d in plan.donors}
    fills = plan.needed[plan.default_kind[plan.needed] == FILL]
    rest = plan.needed[plan.default_kind[plan.needed] != FILL]
    for start in range(0, rest.size, BLOCK):
        rows = rest[start : start + BLOCK]
        values = default_rows(plan, rows, fetch, dtype)
        for donor in plan.donors:
            _put(result[donor], rows, plan.index[donor][rows] < 0, values)
    if plan.rows > plan.span:
        for donor in plan.donors:
            result[donor][plan.span :] = padding_row(plan, donor, result[donor])
    if fills.size:
        value = fill_row(plan, fetch, dtype).unsqueeze(0)
        for donor in plan.donors:
            lacking = fills[plan.index[donor][fills] < 0]
            result[donor][torch.from_numpy(lacking).to(device)] = value
    return result


def default_rows(
    plan: RowPlan[Donor], rows: np.ndarray, fetch: Fetch[Donor], dtype: torch.dtype
) -> torch.Tensor:
    """The default rows of the output rows ``rows`` (int64), as ``dtype`` [len(rows), *token_shape].

    Means are accumulated in float32 (or wider) in the order of plan.donors and cast once. Rows of kind
    FILL come back as zeros: their value is ``fill_row``.
    """
    kind = plan.default_kind[rows]
    probe = fetch(plan.donors[0], torch.zeros(1, dtype=torch.int64))
    out = probe.new_zeros((len(rows), *probe.shape[1:]), dtype=dtype)
    for position, donor in enumerate(plan.donors):
        at = np.flatnonzero((kind == ROW) & (plan.default_donor[rows] == position))
        if at.size:
            values = fetch(donor, torch.from_numpy(plan.default_row[rows[at]])).to(out)
            out.index_copy_(0, torch.from_numpy(at).to(out.device), values)
    at = np.flatnonzero(kind == MEAN)
    if at.size:
        wide = dtype if plan.working_dtype_means else torch.promote_types(dtype, torch.float32)
        total = out.new_zeros((at.size, *out.shape[1:]), dtype=wide)
        count = np.zeros(at.size, np.int64)
        for donor in plan.donors:
            own = plan.held[donor][rows[at]]
            has = np.flatnonzero(own >= 0)
            count[has] += 1
            values = fetch(donor, torch.from_numpy(own[has])).to(total)
            total.index_add_(0, torch.from_numpy(has).to(total.device), values)
        divisor = torch.from_numpy(count).to(device=total.device, dtype=wide)
        total /= divisor.reshape(-1, *[1] * (total.ndim - 1))
        out.index_copy_(0, torch.from_numpy(at).to(out.device), total.to(dtype))
    return out


def fill_row(plan: RowPlan[Donor], fetch: Fetch[Donor], dtype: torch.dtype) -> torch.Tensor:
    """The mean of every held row of every donor, as ``dtype`` [*token_shape]; zero when nobody holds any."""
    wide = torch.promote_types(dtype, torch.float32)
    total, count = None, 0
    for donor in plan.donors:
        own = plan.held[donor]
        own = own[own >= 0]
        for start in range(0, own.size, BLOCK):
            part = fetch(donor, torch.from_numpy(own[start : start + BLOCK])).to(wide).sum(dim=0)
            total = part if total is None else total + part
            count += min(BLOCK, own.size - start)
    if total is None:
        return torch.zeros_like(fetch(plan.donors[0], torch.zeros(1, dtype=torch.int64))[0], dtype=dtype)
    return (total / count).to(dtype)


def padding_row(plan: RowPlan[Donor], donor: Donor, aligned: torch.Tensor) -> torch.Tensor:
    """The mean of the donor's sourced real rows [*token_shape].

    aligned: [>= plan.span, *token_shape], the donor's aligned rows with zeros in holes and unfilled rows.
    With nothing to leave out this is the very reduction of stock mergekit, to the last bit.
    """
    terms = plan.padding_terms(donor)
    body = aligned[: plan.span]
    if terms.size == plan.span:
        return torch.mean(body, dim=0)
    wide = torch.promote_types(aligned.dtype, torch.float32)
    total = body.sum(dim=0, dtype=wide)
    return (total / max(terms.size, 1)).to(aligned.dtype)


def _own_rows(plan: RowPlan[Donor], donor: Donor, tensor: torch.Tensor) -> torch.Tensor:
    """[plan.rows, *token_shape]: the donor's own rows, zeros elsewhere."""
    index = plan.index[donor]
    if plan.rows == tensor.shape[0] and np.array_equal(index, np.arange(plan.rows)):
        # Nothing to move: the tensor itself, as mergekit hands it on without a tokenizer key.
        return tensor
    gathered = tensor.index_select(0, torch.from_numpy(np.maximum(index, 0)).to(tensor.device))
    empty = np.flatnonzero(index < 0)
    if empty.size:
        gathered.index_fill_(0, torch.from_numpy(empty).to(tensor.device), 0)
    return gathered


def _put(target: torch.Tensor, rows: np.ndarray, mask: np.ndarray, values: torch.Tensor) -> None:
    picked: torch.Tensor | None = values
    if not mask.all():
        picked = values.index_select(0, torch.from_numpy(np.flatnonzero(mask)).to(values.device))
    target.index_copy_(0, torch.from_numpy(rows[mask]).to(target.device), picked)
