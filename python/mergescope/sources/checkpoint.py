"""Tensors that mergekit's loader gives: those of pickles, and those that it puts together from others."""

from __future__ import annotations

from functools import partial

import torch

from mergescope.library_types import LazyTensorLoader
from mergescope.sources.source import DecoderSettings, Source

CHECKPOINT = "checkpoint"
CONVERTED = "converted"


class Checkpoints:
    """Folders that are open, by their paths: of each, mergekit keeps the last file that it has read. Safe from any thread."""

    def __init__(self) -> None:
        self._loaders: dict[str, LazyTensorLoader] = {}

    def tensor(self, source: Source) -> torch.Tensor:
        """The tensor `name` of the folder `uri`; settings: {lazy_unpickle}."""
        return _tensor(self._loader(source), source.name)

    def converted(self, source: Source) -> torch.Tensor:
        """Such a tensor as `mergekit.architecture.conversion` makes it of those in the folder `uri`; settings:
        {lazy_unpickle, model_type, targets}, of which the first that it can make is meant.

        Raises:
            KeyError: it can make none of them.
        """
        tensor = convert(self._loader(source), source.settings)
        if tensor is None:
            raise KeyError(source.name)
        return tensor

    def _loader(self, source: Source) -> LazyTensorLoader:
        from mergekit.io.lazy_tensor_loader import LazyTensorLoader as Loader

        if source.uri not in self._loaders:
            assert "lazy_unpickle" in source.settings, source.uri
            lazy = bool(source.settings["lazy_unpickle"])
            self._loaders[source.uri] = Loader.from_disk(source.uri, lazy_unpickle=lazy)
        return self._loaders[source.uri]


def _tensor(loader: LazyTensorLoader, name: str) -> torch.Tensor:
    tensor = loader.get_tensor(name)
    assert tensor is not None, name
    return tensor


def convert(loader: LazyTensorLoader, settings: DecoderSettings) -> torch.Tensor | None:
    """What `Checkpoints.converted` gives, of a loader of mergekit's; None where it can make none of the targets."""
    from mergekit.architecture.conversion import convert_checkpoint_tensors

    assert "targets" in settings and "model_type" in settings
    held = {key: partial(_tensor, loader, key) for key in loader.index.tensor_paths}
    for target in settings["targets"]:
        tensor = convert_checkpoint_tensors(settings["model_type"], held, target)
        if tensor is not None:
            return tensor
    return None
