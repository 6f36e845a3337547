"""Carries a shard task out. Whoever has the task, its folder and the sources gets the same bytes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from mergescope.engine.compute.workers import Workers
from mergescope.engine.pipeline import stream
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.storage.shard_file import ShardFile, Write
from mergescope.engine.watch import Watch
from mergescope.messages import TensorSums, VoiceEvent, WrittenValues
from mergescope.shards.context import Advance, Context, ShardResult
from mergescope.shards.jobs import Job, job_of
from mergescope.shards.task import ShardTask
from mergescope.shards.values import Values


def execute(task: ShardTask, context: Context) -> ShardResult:
    """Writes the shard under its temporary name. What an earlier attempt of the same name has left is removed.

    Raises:
        Cancelled: somebody asked to stop.
        MergescopeError: file-unreadable, of a source.
        OSError: of the output, with its path.
    """
    began, reads = time.monotonic(), Reads(task.donors)
    files, workers = Files(reads, context.device.pins), Workers(context.threads, context.device.pins)
    # What checks read of donors is no part of the merge.
    unread = Files()
    try:
        sha256, tensors, voices, values = _write(task, context, files, unread, reads, workers)
    finally:
        workers.close()
        files.close()
        unread.close()
    seconds = round(time.monotonic() - began, 3)
    return ShardResult(
        file=task.file,
        attempt=context.attempt,
        node=context.node,
        sha256=sha256,
        tensors=tensors,
        voices=voices,
        values=values,
        seconds=seconds,
    )


def _write(
    task: ShardTask, context: Context, files: Files, unread: Files, reads: Reads, workers: Workers
) -> tuple[str, dict[str, str], list[TensorSums], list[WrittenValues]]:
    tokenizer, shard = task.tokenizer(), task.shard
    jobs = [
        job_of(recipe, task.settings, files, context.device, tokenizer, context.check)
        for recipe in task.recipes
    ]
    recipes = dict(zip(map(id, jobs), task.recipes, strict=True))
    watches = {recipe.output.name: Watch(recipe.output) for recipe in task.recipes}
    judge = Values(files, unread)
    voices: list[TensorSums] = []
    values: list[WrittenValues] = []
    file = ShardFile(task.folder, shard, context.attempt, task.settings.audit == "full")
    try:
        with contextlib.closing(stream(jobs, workers, _writers(file, watches))) as results:
            for job, written in results:
                context.check()
                name = job.output.name
                context.emit(
                    Advance(
                        event="advance",
                        file=task.file,
                        node=context.node,
                        item=name,
                        bytes=written or 0,
                        read=reads.fresh(),
                    )
                )
                if written is None:
                    seen = watches.pop(name).seen()
                    values += judge.judge(recipes[id(job)], job.voice, seen)
                    voices += _voice(job, context)
        return file.finish(), file.tensors(), voices, values
    finally:
        file.close()


def _writers(file: ShardFile, watches: dict[str, Watch]) -> Callable[[OutputTensor], Write]:
    def writer(tensor: OutputTensor) -> Write:
        watch, write = watches[tensor.name], file.writer(tensor)

        def watched(at: int, data: memoryview, free: Callable[[], None]) -> None:
            # Before it is written: afterwards the buffer may be filled again.
            watch.look(at, data)
            write(at, data, free)

        return watched

    return writer


def _voice(job: Job, context: Context) -> list[TensorSums]:
    if job.voice is None:
        return []
    sums = job.voice.as_json()
    job.voice = None
    context.emit(VoiceEvent(event="voice", sums=sums))
    return [sums]
