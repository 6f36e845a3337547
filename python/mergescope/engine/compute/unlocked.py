"""Functions on tiles that run from start to end without Python's lock.

Called operation by operation, torch lets go of the lock and takes it again each time, and threads that do so wait for
each other longer than they compute: two threads on tiles of 2^16 elements take twice the processor's time of one.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import torch

P = ParamSpec("P")
T = TypeVar("T")

#: What the cache of a core, half of it where two threads share one, holds of all the tiles that such a function
#: works on.
STEP = 1 << 15

_LOCK = threading.Lock()


def unlocked(function: Callable[P, T]) -> Callable[P, T]:
    """The function as TorchScript runs it, compiled at the first call (some 10 ms); the results have the same bits.

    Args:
        function: typed, plain torch, reads nothing global; what it calls is compiled with it. Where torch has no
            TorchScript it runs as it is.
    """
    made: list[Callable[P, T]] = []

    def run(*arguments: P.args, **named: P.kwargs) -> T:
        if not made:
            with _LOCK:
                if not made:
                    made.append(_compile(function))
        return made[0](*arguments, **named)

    return run


def _compile(function: Callable[P, T]) -> Callable[P, T]:
    if not hasattr(torch.jit, "script"):
        return function
    from torch.jit._fuser import optimized_execution

    with warnings.catch_warnings():
        # torch.compile, which is recommended instead, wants a C++ compiler on every user's machine.
        warnings.simplefilter("ignore", DeprecationWarning)
        compiled = torch.jit.script(function)

    def run(*arguments: P.args, **named: P.kwargs) -> T:
        # What TorchScript would optimise are single operations, and it takes 50 ms to find that there is nothing.
        with optimized_execution(False):
            return compiled(*arguments, **named)

    return run
