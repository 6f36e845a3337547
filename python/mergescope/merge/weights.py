"""The weights, shard by shard: jobs in, files out. A shard is a job of its own, and idempotent."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mergescope import events
from mergescope.engine.compute.workers import Workers
from mergescope.engine.pipeline import stream
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.safetensors_io import OutputShard, OutputTensor
from mergescope.engine.storage.shard_file import ShardFile, Write
from mergescope.engine.watch import Seen, Watch
from mergescope.errors import MergescopeError
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.manifest import Manifest
from mergescope.merge.progress import Progress
from mergescope.merge.request import MergeRequest
from mergescope.messages import AuditEvent, AuditRecord, TensorSums, VoiceEvent, WrittenValues

#: Says of a job that is done, and of what its values looked like, what has to be told of them, or None.
Judge = Callable[[Any, Seen], WrittenValues | None]


def write_shards(
    request: MergeRequest,
    shards: list[OutputShard],
    jobs: list[Any],
    workers: Workers,
    manifest: Manifest,
    watch: DonorWatch,
    reads: Reads,
    records: list[AuditRecord],
    judge: Judge = lambda job, seen: None,
) -> tuple[dict[str, str], list[WrittenValues]]:
    """Runs the jobs in order and writes what they give; shards that the manifest holds are not done again.

    Args:
        records: vocabulary audit records of the merge so far. mergekit's own tasks add to them as they run;
            those of finished shards come from the manifest.
        judge: asked of every tensor that is written.

    Returns:
        sha256 of each file by its name; what was told of values, of shards that were finished before, too.

    Raises:
        MergescopeError: disk-full, before a byte is written.
    """
    progress = Progress(sum(tensor.nbytes for shard in shards for tensor in shard.tensors), reads)
    by_name = {job.output.name: job for job in jobs}
    finished = {shard.file_name: manifest.finished(shard.file_name) for shard in shards}
    _check_space(request, [shard for shard in shards if finished[shard.file_name] is None])
    manifest.save()
    hashes: dict[str, str] = {}
    values: list[WrittenValues] = []
    for shard in shards:
        held = finished[shard.file_name]
        if held is None:
            voices: list[TensorSums] = []
            parts = [by_name[tensor.name] for tensor in shard.tensors]
            told = len(records)
            own: list[WrittenValues] = []
            told_of = _Told(voices, own, judge)
            hashes[shard.file_name] = _write(request, shard, parts, workers, progress, told_of, watch)
            values += own
            manifest.finish(shard.file_name, hashes[shard.file_name], voices, records[told:], own)
        else:
            hashes[shard.file_name] = held["sha256"]
            values += held["values"]
            progress.skip(sum(tensor.nbytes for tensor in shard.tensors))
            for sums in held["voices"]:
                events.emit(VoiceEvent(event="voice", sums=sums))
            for record in held["records"]:
                records.append(record)
                events.emit(AuditEvent(event="vocabulary-audit", record=record))
    return hashes, values


@dataclass
class _Told:
    """What the manifest keeps of a shard, for a run that goes on after it."""

    voices: list[TensorSums]
    values: list[WrittenValues]
    judge: Judge


def _write(
    request: MergeRequest,
    shard: OutputShard,
    jobs: list[Any],
    workers: Workers,
    progress: Progress,
    told: _Told,
    donors: DonorWatch,
) -> str:
    watches = {tensor.name: Watch(tensor) for tensor in shard.tensors}
    file = ShardFile(request.output, shard)

    def writer(tensor: OutputTensor) -> Write:
        watch, write = watches[tensor.name], file.writer(tensor)

        def watched(at: int, data: memoryview, free: Callable[[], None]) -> None:
            # Before it is written: afterwards the buffer may be filled again.
            watch.look(at, data)
            write(at, data, free)

        return watched

    try:
        with contextlib.closing(stream(jobs, workers, writer)) as results:
            for job, written in results:
                events.check()
                progress.advance(job.output.name, written or 0)
                if written is None:
                    values = told.judge(job, watches.pop(job.output.name).seen())
                    if values is not None:
                        told.values.append(values)
                    if job.voice is not None:
                        told.voices.append(job.voice.as_json(request.name_of))
                        job.voice = None
                        events.emit(VoiceEvent(event="voice", sums=told.voices[-1]))
        request.check_owner()
        donors.check()
        return file.finish()
    finally:
        file.close()


def _check_space(request: MergeRequest, shards: list[OutputShard]) -> None:
    needed = sum(shard.nbytes for shard in shards)
    # What lies in a file that is begun again is free by then.
    begun = [Path(request.output, f"{shard.file_name}.partial") for shard in shards]
    given_back = sum(path.stat().st_blocks * 512 for path in begun if path.is_file())
    free = shutil.disk_usage(request.output).free + given_back
    if needed > free:
        raise MergescopeError(
            "disk-full",
            f"the output needs {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free at {request.output}",
            "free some space, or choose an output folder on another disk",
        )
