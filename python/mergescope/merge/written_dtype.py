"""The dtype that config.json of an output says where the config of the merge names none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import torch

from mergescope.merge.config_edits import dtype_paths
from mergescope.merge.config_paths import Settings

_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


class Typed(Protocol):
    @property
    def dtype(self) -> torch.dtype: ...

    @property
    def shape(self) -> tuple[int, ...]: ...


def written_dtype(written: Iterable[Typed], lead: Iterable[Typed]) -> str | None:
    """What transformers reads the tensors in without loss: their dtype, of several the widest of matrices.

    None where none is plain, or where the leading model has a mixture as wide: what its config says of that stays.
    """
    dtypes = _floats(written)
    if not dtypes:
        return None
    wide = _widest(written, dtypes)
    own = _floats(lead)
    if len(dtypes) > 1 and own and _widest(lead, own) == wide:
        return None
    return str(wide).removeprefix("torch.")


def says_dtype(settings: Settings) -> bool:
    """Whether config.json says a dtype, anywhere in it; else transformers goes by the tensors."""
    return bool(dtype_paths(settings))


def _floats(tensors: Iterable[Typed]) -> set[torch.dtype]:
    return {tensor.dtype for tensor in tensors if tensor.dtype in _FLOATS}


def _widest(tensors: Iterable[Typed], dtypes: set[torch.dtype]) -> torch.dtype:
    matrices = _floats(tensor for tensor in tensors if len(tensor.shape) > 1) or dtypes
    wide, *more = sorted(matrices, key=_FLOATS.index)
    for dtype in more:
        wide = torch.promote_types(wide, dtype)
    return wide
