"""Jobs one after the other, without a pause between them: while one is written, the next are read and computed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from mergescope.engine.safetensors_io import OutputTensor
from mergescope.engine.shard_file import Write
from mergescope.engine.workers import Here, Workers

#: What `stream` gives after the last bytes of a job.
END = memoryview(b"")


class Job(Protocol):
    """What makes the bytes of one output tensor."""

    output: OutputTensor
    voice: Any

    def prepare(self, workers: Workers) -> None:
        """What has to be known before the first task, with the help of the workers."""
        ...

    def tasks(self, workers: Workers, write: Write) -> Iterable[Callable[[], Any] | Here]:
        """Pieces of the work, front to back; each writes its bytes before it ends."""
        ...

    def bytes_of(self, result: Any) -> Iterator[memoryview]:
        """What a task has written; called in the order of the tasks. Each is good until the next is asked for."""
        ...

    def finish(self) -> None:
        """All is written: `voice` is set, what was remembered can go."""
        ...


def stream(
    jobs: list[Job], workers: Workers, writer: Callable[[OutputTensor], Write]
) -> Iterator[tuple[Job, memoryview]]:
    """(job, bytes) of all jobs in order, as they were written; (job, END) after the last of each.

    Args:
        writer: what writes into a tensor. It is not called any more once the iterator is closed.
    """
    with contextlib.closing(workers.ordered(_tasks(jobs, workers, writer))) as results:
        for job, result in results:
            if result is None:
                job.finish()
                yield job, END
            else:
                # Not a loop of its own: its variable would keep a whole tensor alive while the next is computed.
                yield from ((job, data) for data in job.bytes_of(result))


def _tasks(
    jobs: list[Job], workers: Workers, writer: Callable[[OutputTensor], Write]
) -> Iterator[Callable[[], Any] | Here]:
    """Tasks of all jobs; a job is prepared while those of the one before it run."""
    prepared = workers.ahead(jobs[0].prepare, workers) if jobs else None
    for job, after in zip(jobs, [*jobs[1:], None], strict=True):
        prepared.result()
        if after is not None:
            prepared = workers.ahead(after.prepare, workers)
        for task in job.tasks(workers, writer(job.output)):
            yield _named(job, task)
        yield Here(lambda job=job: (job, None))


def _named(job: Job, task: Callable[[], Any] | Here) -> Callable[[], Any] | Here:
    if isinstance(task, Here):
        return Here(lambda: (job, task.result()))
    return lambda: (job, task())
