"""Which kernel, if any, does what mergekit's own task would do with an output tensor."""

from __future__ import annotations

from collections.abc import Callable

from mergescope.engine.blocks import TILE_ELEMENTS
from mergescope.engine.kernels.arithmetic import Arithmetic
from mergescope.engine.kernels.base import Kernel, TensorTask
from mergescope.engine.kernels.linear import Linear
from mergescope.engine.kernels.model_stock import ModelStock
from mergescope.engine.kernels.passthrough import Passthrough
from mergescope.engine.kernels.slerp import Slerp
from mergescope.engine.methods import METHODS, Keeps

_OTHERS: dict[str, Callable[[TensorTask], Kernel]] = {
    "linear": Linear,
    "passthrough": Passthrough,
    "slerp": Slerp,
    "model_stock": ModelStock,
}


def kernel_of(method: str, task: TensorTask) -> Kernel | None:
    """None where mergekit's own task has to do it: other methods, and the corners that kernels leave out."""
    kind = METHODS.get(method)
    if kind is None:
        return None
    if kind.arithmetic:
        ranks = kind.keeps is Keeps.DRAWN_BY_RANK
        fits = task.base is not None and task.donors and not (ranks and _is_cut(task))
        return Arithmetic(method, task) if fits else None
    if method == "slerp" and (task.base is None or len(task.donors) != 1):
        return None
    if method == "model_stock":
        by_row = task.parameters.get("filter_wise") and len(task.shape) != 2
        if task.base is None or len(task.donors) < 2 or by_row:
            return None
    return _OTHERS[method](task)


def _is_cut(task: TensorTask) -> bool:
    """Whether tiles are not whole rows, as della ranks them: along the second of two dimensions, or the only one."""
    return len(task.shape) > 2 or (len(task.shape) < 2 and task.numel > TILE_ELEMENTS)
