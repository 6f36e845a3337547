"""The weights, shard by shard: jobs in, files out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mergescope import events
from mergescope.engine.safetensors_io import OutputShard
from mergescope.engine.shard_file import ShardFile
from mergescope.engine.workers import Workers
from mergescope.merge.progress import Progress
from mergescope.merge.request import MergeRequest


def write_shards(
    request: MergeRequest, shards: list[OutputShard], jobs: list[Any], workers: Workers
) -> dict[str, str]:
    """Runs the jobs in order and writes what they give.

    Returns:
        sha256 of each file by its name.
    """
    progress = Progress(sum(tensor.nbytes for shard in shards for tensor in shard.tensors))
    by_name = {job.output.name: job for job in jobs}
    hashes = {}
    for shard in shards:
        file = ShardFile(request.output, shard)
        try:
            for job, block in _blocks([by_name[tensor.name] for tensor in shard.tensors], workers):
                events.check()
                file.append(block)
                progress.advance(job.output.name, len(block))
                if block is _END and job.voice is not None:
                    events.emit("voice", sums=_named(job.voice, request))
            hashes[shard.file_name] = file.finish()
        finally:
            file.close()
    return hashes


_END = memoryview(b"")


def _blocks(jobs: list[Any], workers: Workers) -> Iterator[tuple[Any, memoryview]]:
    """Blocks of all jobs in order, `_END` after the last of each. The next job is prepared meanwhile."""
    prepared = workers.ahead(jobs[0].prepare, workers) if jobs else None
    for number, job in enumerate(jobs):
        prepared.result()
        if number + 1 < len(jobs):
            prepared = workers.ahead(jobs[number + 1].prepare, workers)
        for block in job.blocks(workers):
            yield job, block
        yield job, _END


def _named(voice: Any, request: MergeRequest) -> dict[str, Any]:
    """With the donors' names for people in place of their paths."""
    sums = voice.as_json()
    sums["reference"] = None if voice.reference is None else request.name_of(voice.reference)
    for donor in sums["donors"]:
        donor["donor"] = request.name_of(donor["donor"])
    return sums
