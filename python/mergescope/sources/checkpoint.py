"""Tensors that mergekit's loader gives: those of pickles, and those that it puts together from others."""

from __future__ import annotations

from typing import Any

import torch

from mergescope.sources.source import Source

CHECKPOINT = "checkpoint"
CONVERTED = "converted"


class Checkpoints:
    """Folders that are open, by their paths: of each, mergekit keeps the last file that it has read. Safe from any thread."""

    def __init__(self) -> None:
        self._loaders: dict[str, Any] = {}

    def tensor(self, source: Source) -> torch.Tensor:
        """The tensor `name` of the folder `uri`; settings: {lazy_unpickle}."""
        return self._loader(source).get_tensor(source.name)

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

    def _loader(self, source: Source) -> Any:
        from mergekit.io.lazy_tensor_loader import LazyTensorLoader

        if source.uri not in self._loaders:
            lazy = bool(source.settings["lazy_unpickle"])
            self._loaders[source.uri] = LazyTensorLoader.from_disk(source.uri, lazy_unpickle=lazy)
        return self._loaders[source.uri]


def convert(loader: Any, settings: dict[str, Any]) -> torch.Tensor | None:
    """What `Checkpoints.converted` gives, of a loader of mergekit's; None where it can make none of the targets."""
    from mergekit.architecture.conversion import convert_checkpoint_tensors

    held = {key: (lambda key=key: loader.get_tensor(key)) for key in loader.index.tensor_paths}
    for target in settings["targets"]:
        tensor = convert_checkpoint_tensors(settings["model_type"], held, target)
        if tensor is not None:
            return tensor
    return None
