"""Jobs one after the other, without a pause between them: while one is written, the next are read and computed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from mergescope.engine.compute.workers import Here, Workers
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import Write

Result = TypeVar("Result")


class Job(Protocol[Result]):
    """What makes the bytes of one output tensor."""

    @property
    def output(self) -> OutputTensor: ...

    def prepare(self, workers: Workers) -> None:
        """What has to be known before the first task, with the help of the workers."""
        ...

    def tasks(self, workers: Workers, write: Write) -> Iterable[Callable[[], Result] | Here[Result]]:
        """Pieces of the work, front to back; each writes its bytes before it ends."""
        ...

    def absorb(self, result: Result) -> int:
        """Takes in what a task gave, in the order of the tasks; returns how many bytes it has written."""
        ...

    def finish(self) -> None:
        """All is written; what was remembered can go."""
        ...


Made = TypeVar("Made", bound=Job)


#: A task of a job, with the job; None instead of a result: that was the last.
Turn = Callable[[], tuple[Made, object]] | Here[tuple[Made, object]]


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
    jobs: Sequence[Made], workers: Workers, writer: Callable[[OutputTensor], Write]
) -> Iterator[Turn[Made]]:
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


def _named(job: Made, task: Callable[[], object] | Here[object]) -> Turn[Made]:
    if isinstance(task, Here):
        return Here(lambda: (job, task.result()))
    return lambda: (job, task())
