"""Threads that work on blocks, and a bounded queue of what they give, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, ParamSpec, TypeVar

import torch

from mergescope.engine.memory.scratch import Pool

T = TypeVar("T")
P = ParamSpec("P")

#: Blocks of each thread that are under way or wait to be hashed.
IN_FLIGHT = 4


class Here(Generic[T]):
    """A task that the thread which asks for the results does itself, when its turn has come."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.result = work


class Workers:
    """Each thread runs torch on one core: many small operations gain nothing from more.

    Args:
        pinned: the results' buffers stay where they are in memory, so that a device can fill them by itself.
    """

    def __init__(self, count: int, pinned: bool = False) -> None:
        self.count = count
        self.pool = Pool(pinned)
        self._pool = ThreadPoolExecutor(count, "mergescope", initializer=torch.set_num_threads, initargs=(1,))
        self._ahead = ThreadPoolExecutor(1, "mergescope-ahead")

    def ordered(self, tasks: Iterable[Callable[[], T] | Here[T]]) -> Generator[T]:
        """Results in the order of the tasks, with no more than a few of them under way; none is once this ends."""
        running: deque[Future[T] | Here[T]] = deque()
        try:
            for task in tasks:
                running.append(task if isinstance(task, Here) else self._pool.submit(task))
                if len(running) > IN_FLIGHT * self.count:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            left = [future for future in running if isinstance(future, Future) and not future.cancel()]
            wait(left)

    def ahead(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Starts work that hands out tasks itself, beside what the caller is doing."""
        return self._ahead.submit(work, *arguments, **named)

    def close(self) -> None:
        """Waits for what is under way and drops the rest."""
        self._ahead.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ahead.shutdown(wait=True)
