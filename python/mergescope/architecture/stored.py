"""The tensors that lie in a model's folder, by its headers."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from mergescope.engine.storage.safetensors_io import read_header

_INDEX = "model.safetensors.index.json"


def stored_tensors(folder: Path) -> dict[str, tuple[torch.dtype, tuple[int, ...]]]:
    """dtype and shape by name; empty where there is no safetensors file of a model.

    Raises:
        MergescopeError: safetensors-invalid.
    """
    index = folder / _INDEX
    if index.exists():
        files = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    else:
        files = ["model.safetensors"]
    return {
        tensor.name: (tensor.dtype, tensor.shape)
        for file in files
        if (folder / file).exists()
        for tensor in read_header(str(folder / file)).values()
    }
