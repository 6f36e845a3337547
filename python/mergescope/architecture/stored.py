"""The tensors that lie in a model's folder, by its headers."""

from __future__ import annotations

from pathlib import Path

import torch

from mergescope.engine.storage.safetensors_io import read_header
from mergescope.engine.storage.shard_index import indexed_shards


def stored_tensors(folder: Path) -> dict[str, tuple[torch.dtype, tuple[int, ...]]]:
    """dtype and shape by name; empty where there is no safetensors file of a model.

    Raises:
        MergescopeError: safetensors-invalid.
    """
    return {
        tensor.name: (tensor.dtype, tensor.shape)
        for shard in indexed_shards(folder)
        if shard.exists()
        for tensor in read_header(str(shard)).values()
    }
