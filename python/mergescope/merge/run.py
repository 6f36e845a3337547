"""The function that the bridge calls for a merge."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import replace
from typing import Any

from mergescope import events
from mergescope.errors import naming
from mergescope.merge.patched_modules import import_patched
from mergescope.merge.progress import step
from mergescope.merge.request import MergeRequest
from mergescope.messages import MergeReply


def merge(value: dict[str, Any]) -> MergeReply:
    """Fills the output folder with a whole model.

    Args:
        value: a MergeRequest as JSON.
    """
    request = MergeRequest.of(value)
    timer = Timer()
    step("starting mergekit")
    # Where mergekit's own tasks align the rows, the patch reads these.
    os.environ["MERGESCOPE_MISSING_ROWS"] = request.missing_rows
    os.environ["MERGESCOPE_COMPAT"] = request.compat or ""
    if request.patched is not None:
        import_patched(request.patched)
    from mergescope.audit.log_records import EventHandler
    from mergescope.engine.memory.allocator import give_memory_back

    give_memory_back()
    handler = EventHandler(request.names)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Warnings of the libraries go through the log as well, not to stderr in the middle of a screen.
    logging.captureWarnings(True)
    try:
        return _merge(request, handler, timer)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.captureWarnings(False)


def _merge(request: MergeRequest, handler: Any, timer: Timer) -> MergeReply:
    from transformers.utils import logging as transformers_log

    from mergescope.architecture.check import check_with_lead
    from mergescope.engine.compute.find_device import find_device
    from mergescope.engine.compute.workers import Workers
    from mergescope.engine.storage.reading import Files
    from mergescope.engine.storage.reads import Reads
    from mergescope.engine.storage.safetensors_io import NAMES, plan_shards, write_index
    from mergescope.merge.donor_watch import DonorWatch
    from mergescope.merge.known_fields import reading_mergekit
    from mergescope.merge.manifest import Manifest
    from mergescope.merge.output_files import lead_folder, write_output_files
    from mergescope.merge.planning import donor_order, plan_merge, read_config
    from mergescope.merge.task_job import TaskJob
    from mergescope.merge.values import Values
    from mergescope.merge.versions import versions
    from mergescope.merge.vocabulary import build_vocabulary
    from mergescope.merge.weights import write_shards

    transformers_log.disable_progress_bar()
    transformers_log.disable_default_handler()
    transformers_log.enable_propagation()
    timer.lap("import")
    # First of all: what was asked for may not be there.
    device = find_device(request.device)
    # What `auto` meant is what a resumed run has to mean.
    request = replace(request, device=str(device.torch_device))
    step("planning")
    config = read_config(request)
    watch = DonorWatch.of(request, config)
    with reading_mergekit():
        plan = plan_merge(request, config)
    timer.lap("plan")
    if plan.build_tokenizer is not None:
        step("building the tokenizer")
    vocabulary = build_vocabulary(plan, request)
    timer.lap("tokenizer")
    step("reading headers")
    reads = Reads([request.name_of(model) for model in donor_order(plan.config)])
    files = Files(reads, device.pins)
    try:
        with reading_mergekit():
            jobs = _jobs(plan, vocabulary, request, files, device)
        shards = plan_shards([job.output for job in jobs], request.shard_size)
        timer.lap("layout")
        workers = Workers(_threads(request, jobs, device), device.pins)
        try:
            own_tasks = any(isinstance(job, TaskJob) for job in jobs)
            manifest = Manifest.open(request, plan, watch, own_tasks)
            judge = Values(plan, request, files).judge
            hashes, values = write_shards(
                request, shards, jobs, workers, manifest, watch, reads, handler.records, judge
            )
        finally:
            workers.close()
    finally:
        files.close()
    request.check_owner()
    with naming(request.output):
        write_index(request.output, shards)
        timer.lap("weights")
        step("writing config, tokenizer and model card")
        write_output_files(plan, vocabulary, request, [job.output for job in jobs])
    watch.check()
    timer.lap("files")
    stored = {job.output.name: (job.output.dtype, job.output.shape) for job in jobs}
    architecture = check_with_lead(request.output, stored, lead_folder(plan), plan.options.trust_remote_code)
    timer.lap("class")
    return {
        "tensors": [
            {"name": job.output.name, "dtype": NAMES[job.output.dtype], "shape": list(job.output.shape)}
            for job in jobs
        ],
        "files": hashes,
        "records": handler.records,
        "values": values,
        "vocabulary": None if vocabulary is None else vocabulary.rows,
        "rows": [] if vocabulary is None else vocabulary.planned_rows,
        "versions": versions(),
        "timings": timer.seconds,
        "architecture": architecture,
    }


def _threads(request: MergeRequest, jobs: list[Any], device: Any) -> int:
    from mergescope.engine.budget import least_bytes, threads_for
    from mergescope.engine.compute.workers import cores
    from mergescope.engine.kernel_job import KernelJob

    needs = [job.needs() for job in jobs if isinstance(job, KernelJob)]
    least = least_bytes(needs, device.block_elements)
    if least > request.memory:
        allowed, taken = f"{request.memory / 1e6:.0f} MB", f"{least / 1e6:.0f} MB"
        logging.getLogger(__name__).warning("%s are allowed; this merge may take about %s", allowed, taken)
    wanted = request.threads or device.threads(cores())
    return threads_for(request.memory, wanted, needs, device.block_elements)


def _jobs(plan: Any, vocabulary: Any, request: MergeRequest, files: Any, device: Any) -> list[Any]:
    from mergescope.merge.layout import Layout

    layout = Layout(vocabulary, request, files, device)
    jobs = []
    for planned in plan.tensors:
        events.check()
        job = layout.job(planned)
        if job is None:
            logging.getLogger(__name__).warning("%s is left out: too few donors hold it", planned.name)
        else:
            jobs.append(job)
    return jobs


class Timer:
    """Seconds by part of the work."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, part: str) -> None:
        now = time.monotonic()
        self.seconds[part] = round(now - self._last, 3)
        self._last = now
