"""What makes the bytes of a recipe's tensor: a kernel, or mergekit's own task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mergescope.audit.kernel_audit import KernelAudit
from mergescope.audit.voice import TensorVoice
from mergescope.engine.compute.device import Device
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.kernels.choose import kernel_of
from mergescope.engine.storage.reading import Files, Inputs, PlainInputs
from mergescope.engine.vocabulary.vocabulary_inputs import VocabularyInputs
from mergescope.shards.alignment import TokenizerValues
from mergescope.shards.own_job import OwnJob
from mergescope.shards.recipe import Recipe

Job = KernelJob[TensorVoice] | OwnJob


@dataclass(frozen=True)
class Settings:
    """What all tensors of a merge share.

    memory: bytes that the merge may take; audit: off, on (a sample of the tiles), full; same_bytes:
    no other device takes over what would give other bytes there.
    """

    seed: int
    memory: int
    audit: str
    same_bytes: bool = False


def job_of(
    recipe: Recipe,
    settings: Settings,
    files: Files,
    device: Device,
    tokenizer: TokenizerValues | None = None,
    check: Callable[[], None] = lambda: None,
) -> Job:
    """tokenizer and check: as of `OwnJob`."""
    if recipe.own is not None:
        audited = settings.audit != "off"
        return OwnJob(
            recipe, recipe.own, files, device, settings.seed, audited, tokenizer, check, settings.same_bytes
        )
    kernel = kernel_of(recipe.method, recipe.kernel_task(settings.seed, settings.memory))
    assert kernel is not None, recipe.output.name
    return KernelJob(recipe.output, kernel, _inputs(recipe, files), device, KernelAudit(settings.audit))


def _inputs(recipe: Recipe, files: Files) -> Inputs:
    if recipe.rows is None:
        return PlainInputs(files, recipe.sources, recipe.working)
    return VocabularyInputs(files, recipe.rows, recipe.sources, recipe.working)
