"""The planning half of a merge: all that is decided before the first value is read. A rehearsal ends after it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mergescope import events
from mergescope.engine.budget import Needs, files_at_once, least_bytes, peak_bytes, threads_for
from mergescope.engine.compute.device import Device
from mergescope.engine.compute.find_device import find_devices
from mergescope.engine.compute.processors import cores
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.safetensors_io import OutputShard, OutputTensor, plan_shards
from mergescope.executors.cluster.connection import check_ray
from mergescope.executors.cluster.devices import cluster_devices
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.known_fields import reading_mergekit
from mergescope.merge.layout import Layout
from mergescope.merge.planning import MergePlan, donor_order, plan_merge, read_config
from mergescope.merge.progress import step
from mergescope.merge.request import MergeRequest
from mergescope.merge.timer import Timer
from mergescope.merge.vocabulary import Vocabulary, build_vocabulary, check_embeddings_align
from mergescope.messages import Architecture
from mergescope.shards.jobs import Settings, job_of
from mergescope.shards.recipe import Recipe

LOG = logging.getLogger(__name__)


@dataclass
class Prepared:
    """A merge that is planned: how each output tensor is made, and the files that they go into.

    devices: one as often as it merges files side by side; needs: of tensors that kernels merge, by name; threads: that
    merge side by side on each device; architecture: where a rehearsal has checked the class that config.json names.
    """

    request: MergeRequest
    devices: list[Device]
    watch: DonorWatch
    plan: MergePlan
    vocabulary: Vocabulary | None
    settings: Settings
    recipes: dict[str, Recipe]
    shards: list[OutputShard]
    needs: dict[str, Needs]
    threads: int
    seconds: dict[str, float]
    architecture: Architecture | None = None

    @property
    def outputs(self) -> list[OutputTensor]:
        return [recipe.output for recipe in self.recipes.values()]

    @property
    def donors(self) -> list[str]:
        """Their names, in the order of the config."""
        return [self.request.name_of(model) for model in donor_order(self.plan.config)]

    @property
    def processors(self) -> int | None:
        """How many the user allows this process; None: all, also where others merge, or where its own threads are as many
        as work."""
        asked = self.request.threads if self.request.ray is None else None
        if all(recipe.own is None for recipe in self.recipes.values()):
            return None
        return max(asked, self.threads * len(self.devices)) if asked else None

    def peak_bytes(self, tensors: Iterable[OutputTensor]) -> int:
        """What merging these takes, beside the interpreter."""
        names = [tensor.name for tensor in tensors]
        needs = [self.needs[name] for name in names if name in self.needs]
        owns = (self.recipes[name].own for name in names)
        blocks = peak_bytes(self.threads, needs, self.devices[0].block_elements)
        return max([blocks, *(own.held_bytes for own in owns if own is not None)])


def prepare(request: MergeRequest, timer: Timer) -> Prepared:
    """Plans the merge with mergekit, builds the output's tokenizer, and lays all tensors out in files."""
    # First of all: what was asked for may not be there.
    devices = (find_devices if request.ray is None else cluster_devices)(request.device)
    if request.ray is not None:
        check_ray(request.ray)
    # What `auto` meant is what a resumed run has to mean.
    request = replace(request, device=",".join(str(device.torch_device) for device in devices))
    step("planning")
    config = read_config(request)
    watch = DonorWatch.of(request, config)
    with reading_mergekit():
        plan = plan_merge(request, config)
    _watch_merged(watch, plan, request)
    timer.lap("plan")
    if plan.build_tokenizer is not None:
        step("building the tokenizer")
    vocabulary = build_vocabulary(plan, request)
    if vocabulary is not None:
        check_embeddings_align(vocabulary)
    timer.lap("tokenizer")
    step("reading headers")
    with reading_mergekit():
        recipes = {recipe.output.name: recipe for recipe in _recipes(plan, Layout(vocabulary, request))}
    shards = plan_shards([recipe.output for recipe in recipes.values()], request.shard_size)
    settings = Settings(request.seed, request.memory, request.audit)
    needs = _needs(recipes.values(), settings, devices[0])
    threads = _threads(request, list(needs.values()), devices)
    count = _files_at_once(request, threads, len(shards), recipes.values(), list(needs.values()), devices)
    devices, threads = devices * count, threads // count
    timer.lap("layout")
    seconds = dict(timer.seconds)
    return Prepared(
        request, devices, watch, plan, vocabulary, settings, recipes, shards, needs, threads, seconds
    )


def _watch_merged(watch: DonorWatch, plan: MergePlan, request: MergeRequest) -> None:
    """Where the tensors are read from; of a model with an adapter, a folder that planning may have made."""
    from mergekit.io.tasks import LoaderCache

    for model in donor_order(plan.config):
        watch.add(request.name_of(model), Path(LoaderCache().get(model).index.base_path))


def _recipes(plan: MergePlan, layout: Layout) -> Iterator[Recipe]:
    for planned in plan.tensors:
        events.check()
        recipe = layout.recipe(planned)
        if recipe is None:
            LOG.warning("%s is left out: too few donors hold it", planned.name)
        else:
            yield recipe


def _needs(recipes: Iterable[Recipe], settings: Settings, device: Device) -> dict[str, Needs]:
    # Nothing is read of them.
    with contextlib.closing(Files()) as files:
        jobs = [job_of(recipe, settings, files, device) for recipe in recipes]
    return {job.output.name: job.needs() for job in jobs if isinstance(job, KernelJob)}


def _threads(request: MergeRequest, needs: list[Needs], devices: list[Device]) -> int:
    device, count = devices[0], len(devices)
    least = least_bytes(needs, device.block_elements) * count
    if least > request.memory:
        allowed, taken = f"{request.memory / 1e6:.0f} MB", f"{least / 1e6:.0f} MB"
        LOG.warning("%s are allowed; this merge may take about %s", allowed, taken)
    wanted = request.threads or device.threads(max(1, cores() // count))
    return threads_for(request.memory // count, wanted, needs, device.block_elements)


def _files_at_once(
    request: MergeRequest,
    threads: int,
    files: int,
    recipes: Iterable[Recipe],
    needs: list[Needs],
    devices: list[Device],
) -> int:
    # Methods of mergekit's own hold whole tensors, of which there may be room for one.
    is_one = len(devices) == 1 and devices[0].torch_device.type == "cpu" and request.ray is None
    if not is_one or any(recipe.own is not None for recipe in recipes):
        return 1
    return files_at_once(threads, files, request.memory, needs, devices[0].block_elements)
