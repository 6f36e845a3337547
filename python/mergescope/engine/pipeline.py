"""Jobs one after the other, without a pause between them: while one is written, the next are read and computed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from mergescope.engine.compute.workers import Here, Workers
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import Write


class Job(Protocol):
    """What makes the bytes of one output tensor."""

    voice: Any

    @property
    def output(self) -> OutputTensor: ...

    def prepare(self, workers: Workers) -> None:
        """What has to be known before the first task, with the help of the workers."""
        ...

    def tasks(self, workers: Workers, write: Write) -> Iterable[Callable[[], Any] | Here]:
        """Pieces of the work, front to back; each writes its bytes before it ends."""
        ...

    def absorb(self, result: Any) -> int:
        """Takes in what a task gave, in the order of the tasks; returns how many bytes it has written."""
        ...

    def finish(self) -> None:
        """All is written: `voice` is set, what was remembered can go."""
        ...


Made = TypeVar("Made", bound=Job)


def stream(
    jobs: Sequence[Made], workers: Workers, writer: Callable[[OutputTensor], Write]
) -> Generator[tuple[Made, int | None]]:
    """(job, bytes written) of all tasks in order; (job, None) after the last of each job.

    Args:
        writer: what writes into a tensor. It is not called any more once the iterator is closed.
    """
    with contextlib.closing(workers.ordered(_tasks(jobs, workers, writer))) as results:
        for job, result in results:
            if result is None:
                job.finish()
                yield job, None
            else:
                yield job, job.absorb(result)


def _tasks(
    jobs: Sequence[Job], workers: Workers, writer: Callable[[OutputTensor], Write]
) -> Iterator[Callable[[], Any] | Here]:
    """Tasks of all jobs; a job is prepared while those of the one before it run."""
    prepared = workers.ahead(jobs[0].prepare, workers) if jobs else None
    for job, after in zip(jobs, [*jobs[1:], None], strict=True):
        assert prepared is not None
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
