"""Adapters are merged into their models first, and a folder of that kind is whole or not there."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

from mergescope.errors import MergescopeError, in_one_line
from mergescope.library_types import MergeOptions, ModelReference
from mergescope.merge.parted_ties import refusing_parted_ties
from mergescope.sources.file_names import INDEX, SINGLE

LOG = logging.getLogger(__name__)

_UNFINISHED = ".mergescope-"


def merge_adapters(models: list[ModelReference], options: MergeOptions) -> None:
    """Fills the lora_merge_cache, so that mergekit finds there what it would make.

    mergekit writes into the final folder and takes it for whole when it is there at all: after a kill in the
    middle every later run would end with an error, or worse, go on with half a model.
    """
    cache = options.lora_merge_cache
    for model in models:
        if model.lora is None or cache is None:
            continue
        target = merged_folder(cache, model)
        if holds_weights(target):
            continue
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(cache, exist_ok=True)
        for left in Path(cache).glob(f"{_UNFINISHED}*"):
            LOG.warning("%s is unfinished work of another run; remove it if none is under way", left)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=cache) as unfinished:
            with refusing_parted_ties(), _told_of(model):
                merged = model.merged(
                    cache_dir=unfinished,
                    trust_remote_code=options.trust_remote_code,
                    lora_merge_dtype=options.lora_merge_dtype,
                )
            try:
                os.rename(merged.model.path, target)
            except OSError:
                # Another run may have been faster; its result is as good as this one.
                if not holds_weights(target):
                    raise


@contextlib.contextmanager
def _told_of(model: ModelReference) -> Generator[None]:
    """What PEFT raises becomes one sentence; what is about the machine stays what it is."""
    try:
        yield
    except (MergescopeError, OSError, MemoryError):
        raise
    except Exception as error:
        assert model.lora is not None
        raise MergescopeError(
            "config-invalid",
            f"the adapter {model.lora.path} cannot be merged into {model.model.path}: {in_one_line(error)}",
            "use the model that the adapter was made for, with the same tokens",
        ) from error


def merged_folder(cache: str, model: ModelReference) -> Path:
    """Where mergekit keeps a model with its adapter merged."""
    assert model.lora is not None
    return Path(cache, f"{model.model._unique_id()}_{model.lora._unique_id()}")


def holds_weights(folder: Path) -> bool:
    """Whether a merged model is whole: save_pretrained writes the config first, then the weights, then their index."""
    return any((folder / name).is_file() for name in (SINGLE, INDEX))
