"""The planning half of a merge: all that is decided before the first value is read. A rehearsal ends after it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mergescope import events
from mergescope.engine.budget import least_bytes, threads_for
from mergescope.engine.compute.device import Device
from mergescope.engine.compute.find_device import find_device
from mergescope.engine.compute.workers import cores
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.storage.reading import Files, Source
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.safetensors_io import OutputShard, OutputTensor, plan_shards
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.known_fields import reading_mergekit
from mergescope.merge.layout import Layout
from mergescope.merge.planning import MergePlan, donor_order, plan_merge, read_config
from mergescope.merge.progress import step
from mergescope.merge.request import MergeRequest
from mergescope.merge.task_job import TaskJob
from mergescope.merge.timer import Timer
from mergescope.merge.vocabulary import Vocabulary, build_vocabulary
from mergescope.messages import Architecture

LOG = logging.getLogger(__name__)


@dataclass
class Prepared:
    """A merge that is planned: one job an output tensor, and the files that they write into.

    sources: by output tensor, where each donor that holds it has it; threads: that merge side by side; architecture:
    where a rehearsal has checked the class that config.json names.
    """

    request: MergeRequest
    device: Device
    watch: DonorWatch
    plan: MergePlan
    vocabulary: Vocabulary | None
    reads: Reads
    files: Files
    jobs: list[KernelJob | TaskJob]
    shards: list[OutputShard]
    sources: dict[str, tuple[Source, ...]]
    threads: int
    seconds: dict[str, float]
    architecture: Architecture | None = None

    @property
    def outputs(self) -> list[OutputTensor]:
        return [job.output for job in self.jobs]

    def close(self) -> None:
        """Closes the donors' files."""
        self.files.close()


def prepare(request: MergeRequest, timer: Timer) -> Prepared:
    """Plans the merge with mergekit, builds the output's tokenizer, and lays all tensors out in files."""
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
        layout = Layout(vocabulary, request, files, device)
        with reading_mergekit():
            jobs = list(_jobs(plan, layout))
        shards = plan_shards([job.output for job in jobs], request.shard_size)
        threads = _threads(request, jobs, device)
    except BaseException:
        files.close()
        raise
    timer.lap("layout")
    return Prepared(
        request,
        device,
        watch,
        plan,
        vocabulary,
        reads,
        files,
        jobs,
        shards,
        layout.sources,
        threads,
        dict(timer.seconds),
    )


def _jobs(plan: MergePlan, layout: Layout) -> Iterator[KernelJob | TaskJob]:
    for planned in plan.tensors:
        events.check()
        job = layout.job(planned)
        if job is None:
            LOG.warning("%s is left out: too few donors hold it", planned.name)
        else:
            yield job


def _threads(request: MergeRequest, jobs: list[Any], device: Device) -> int:
    needs = [job.needs() for job in jobs if isinstance(job, KernelJob)]
    least = least_bytes(needs, device.block_elements)
    if least > request.memory:
        allowed, taken = f"{request.memory / 1e6:.0f} MB", f"{least / 1e6:.0f} MB"
        LOG.warning("%s are allowed; this merge may take about %s", allowed, taken)
    wanted = request.threads or device.threads(cores())
    return threads_for(request.memory, wanted, needs, device.block_elements)
