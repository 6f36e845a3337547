"""The weights, shard by shard: jobs in, files out. A shard is a job of its own, and idempotent."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from mergescope import events
from mergescope.engine.pipeline import stream
from mergescope.engine.reads import Reads
from mergescope.engine.safetensors_io import OutputShard
from mergescope.engine.shard_file import ShardFile
from mergescope.engine.workers import Workers
from mergescope.errors import MergescopeError
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.manifest import Manifest
from mergescope.merge.progress import Progress
from mergescope.merge.request import MergeRequest


def write_shards(
    request: MergeRequest,
    shards: list[OutputShard],
    jobs: list[Any],
    workers: Workers,
    manifest: Manifest,
    watch: DonorWatch,
    reads: Reads,
    records: list[dict[str, Any]],
) -> dict[str, str]:
    """Runs the jobs in order and writes what they give; shards that the manifest holds are not done again.

    Args:
        records: vocabulary audit records of the merge so far. mergekit's own tasks add to them as they run;
            those of finished shards come from the manifest.

    Returns:
        sha256 of each file by its name.

    Raises:
        MergescopeError: disk-full, before a byte is written.
    """
    progress = Progress(sum(tensor.nbytes for shard in shards for tensor in shard.tensors), reads)
    by_name = {job.output.name: job for job in jobs}
    finished = {shard.file_name: manifest.finished(shard.file_name) for shard in shards}
    _check_space(request, [shard for shard in shards if finished[shard.file_name] is None])
    manifest.save()
    hashes = {}
    for shard in shards:
        held = finished[shard.file_name]
        if held is None:
            voices: list[dict[str, Any]] = []
            parts = [by_name[tensor.name] for tensor in shard.tensors]
            told = len(records)
            hashes[shard.file_name] = _write(request, shard, parts, workers, progress, voices, watch)
            manifest.finish(shard.file_name, hashes[shard.file_name], voices, records[told:])
        else:
            hashes[shard.file_name] = held["sha256"]
            progress.skip(sum(tensor.nbytes for tensor in shard.tensors))
            for sums in held["voices"]:
                events.emit("voice", sums=sums)
            for record in held.get("records", []):
                records.append(record)
                events.emit("vocabulary-audit", record=record)
    return hashes


def _write(
    request: MergeRequest,
    shard: OutputShard,
    jobs: list[Any],
    workers: Workers,
    progress: Progress,
    voices: list[dict[str, Any]],
    watch: DonorWatch,
) -> str:
    file = ShardFile(request.output, shard)
    try:
        with contextlib.closing(stream(jobs, workers, file.writer)) as results:
            for job, written in results:
                events.check()
                progress.advance(job.output.name, written or 0)
                if written is None and job.voice is not None:
                    voices.append(job.voice.as_json(request.name_of))
                    job.voice = None
                    events.emit("voice", sums=voices[-1])
        request.check_owner()
        watch.check()
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
