"""The function that the bridge calls for a merge."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from mergescope.errors import naming
from mergescope.merge.progress import step
from mergescope.merge.request import MergeRequest
from mergescope.merge.timer import Timer
from mergescope.messages import MergeReply

if TYPE_CHECKING:
    from mergescope.merge.log_records import EventHandler


def merge(value: dict[str, object]) -> MergeReply:
    """Fills the output folder with a whole model.

    Args:
        value: a MergeRequest as JSON.
    """
    request = MergeRequest.of(value)
    timer = Timer()
    step("starting mergekit")
    from mergescope.merge.log_records import EventHandler
    from mergescope.merge.session import mergekit_at_work

    handler = EventHandler(request.names)
    with mergekit_at_work(request, handler):
        return _merge(request, handler, timer)


def _merge(request: MergeRequest, handler: EventHandler, timer: Timer) -> MergeReply:
    from mergescope.engine.compute.processors import on_processors
    from mergescope.engine.storage.safetensors_io import write_index
    from mergescope.merge.class_check import check_class
    from mergescope.merge.executor import executor_of
    from mergescope.merge.kept_plan import planned_before
    from mergescope.merge.manifest import Manifest
    from mergescope.merge.nodes import nodes_of
    from mergescope.merge.output_files import write_output_files
    from mergescope.merge.prepared import prepare
    from mergescope.merge.progress import Progress
    from mergescope.merge.shard_tasks import shard_tasks
    from mergescope.merge.versions import versions
    from mergescope.merge.weights import write_shards
    from mergescope.shards.task import FOLDER
    from mergescope.sources.dtypes import NAMES

    timer.lap("import")
    ready = planned_before(request, handler) or prepare(request, timer)
    request, plan, vocabulary, watch = ready.request, ready.plan, ready.vocabulary, ready.watch
    timer.seconds |= ready.seconds

    def check() -> None:
        request.check_owner()
        watch.check()

    manifest = Manifest.open(ready)
    sizes = {shard.file_name: sum(tensor.nbytes for tensor in shard.tensors) for shard in ready.shards}
    progress = Progress(sizes, ready.donors)
    with on_processors(ready.processors):
        shards = write_shards(shard_tasks(ready), executor_of(ready), manifest, progress, check)
    request.check_owner()
    # They name folders of this machine, and nobody asks for them any more.
    shutil.rmtree(request.output / FOLDER, ignore_errors=True)
    with naming(request.output):
        write_index(request.output, ready.shards)
        timer.lap("weights")
        step("writing config, tokenizer and model card")
        write_output_files(plan, vocabulary, request, ready.outputs)
    watch.check()
    timer.lap("files")
    architecture = ready.architecture or check_class(ready, request.output)
    timer.lap("class")
    return {
        "tensors": [
            {"name": tensor.name, "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape)}
            for tensor in ready.outputs
        ],
        "files": {shard["file"]: shard["sha256"] for shard in shards},
        "digests": {name: digest for shard in shards for name, digest in shard["tensors"].items()},
        "records": handler.records,
        "values": [record for shard in shards for record in shard["values"]],
        "vocabulary": None if vocabulary is None else vocabulary.rows,
        "rows": [] if vocabulary is None else vocabulary.planned_rows,
        "versions": versions(),
        "timings": timer.seconds,
        "architecture": architecture,
        "nodes": [] if request.ray is None else nodes_of(shards, sizes),
    }
