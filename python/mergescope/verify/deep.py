"""`verify --deep`: the values of a model folder, and the norms of its donors to compare with."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from mergescope import events
from mergescope.engine.safetensors_io import StoredTensor, read_header
from mergescope.verify.values import TensorValues, read_values


def deep(value: dict[str, Any]) -> dict[str, Any]:
    """Reads every value of a model.

    Args:
        value: folder: the model; donors: folders whose norms the tensors are compared with (may be empty).

    Returns:
        tensors: one record a tensor (see TensorValues); donorNorms: {tensor: [norm of each donor that has it]};
        donorValues: of tensors that hold NaN or infinite values, {tensor: [{donor: its number, nan, inf, largest}]}.
    """
    torch.set_num_threads(1)
    # Header reading is strict elsewhere; here only what can be read is read.
    own = _tensors(value["folder"])
    donors = [_tensors(folder) for folder in value.get("donors", [])]
    total = sum(_bytes(tensor) for group in [own, *donors] for tensor in group)
    done = 0

    def read(tensor: StoredTensor) -> TensorValues:
        nonlocal done
        found = read_values(tensor)
        done += _bytes(tensor)
        events.emit("progress", item=tensor.name, done=done, total=total)
        return found

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        values = list(pool.map(read, own))
        norms: dict[str, list[float]] = {}
        held: dict[str, list[dict[str, Any]]] = {}
        broken = {found.tensor for found in values if found.nan or found.inf}
        for number, group in enumerate(donors):
            for found in pool.map(read, group):
                if found.norm is not None:
                    norms.setdefault(found.tensor, []).append(found.norm)
                if found.tensor in broken:
                    own = {"donor": number, "nan": found.nan, "inf": found.inf, "largest": found.largest}
                    held.setdefault(found.tensor, []).append(own)
    return {"tensors": [asdict(found) for found in values], "donorNorms": norms, "donorValues": held}


def _tensors(folder: str) -> list[StoredTensor]:
    shards = sorted(Path(folder).glob("*.safetensors"))
    found = [tensor for shard in shards for tensor in read_header(str(shard)).values()]
    return sorted(found, key=lambda tensor: (tensor.path, tensor.offset))


def _bytes(tensor: StoredTensor) -> int:
    return tensor.numel * tensor.dtype.itemsize
