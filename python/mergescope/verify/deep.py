"""`verify --deep`: the values of a model folder, and the norms of its donors to compare with."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from mergescope import events
from mergescope.engine.storage.safetensors_io import StoredTensor, read_header
from mergescope.messages import DeepReply, DeepRequest, DonorValues, ProgressEvent, TensorRecord
from mergescope.verify.values import TensorValues, read_values


def deep(value: DeepRequest) -> DeepReply:
    """Reads every value of a model and of its donors."""
    torch.set_num_threads(1)
    # Header reading is strict elsewhere; here only what can be read is read.
    own = _tensors(value["folder"])
    donors = [_tensors(folder) for folder in value["donors"]]
    total = sum(_bytes(tensor) for group in [own, *donors] for tensor in group)
    done = 0

    def read(tensor: StoredTensor) -> TensorValues:
        nonlocal done
        found = read_values(tensor)
        done += _bytes(tensor)
        events.emit(ProgressEvent(event="progress", item=tensor.name, done=done, total=total))
        return found

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        values = list(pool.map(read, own))
        norms: dict[str, list[float]] = {}
        held: dict[str, list[DonorValues]] = {}
        asked = {one.tensor for one in values if _is_odd(one)}
        for number, group in enumerate(donors):
            for found in pool.map(read, group):
                if found.norm is not None:
                    norms.setdefault(found.tensor, []).append(found.norm)
                if found.tensor in asked:
                    record: DonorValues = {
                        "donor": number,
                        "nan": found.nan,
                        "inf": found.inf,
                        "largest": found.largest,
                        "rows": found.rows,
                        "zeroRows": found.zero_rows,
                        "constant": found.constant,
                        "identicalRows": found.identical_rows,
                    }
                    held.setdefault(found.tensor, []).append(record)
    return {"tensors": [_record(found) for found in values], "donorNorms": norms, "donorValues": held}


def _is_odd(found: TensorValues) -> bool:
    """Whether it matters what the donors have there."""
    return bool(found.nan or found.inf or found.zero_rows or found.constant or found.identical_rows)


def _record(found: TensorValues) -> TensorRecord:
    return {
        "tensor": found.tensor,
        "rows": found.rows,
        "dtype": found.dtype,
        "nan": found.nan,
        "inf": found.inf,
        "nonfinite_rows": found.nonfinite_rows,
        "zero_rows": found.zero_rows,
        "zero_row_ids": found.zero_row_ids,
        "constant": found.constant,
        "norm": found.norm,
        "largest": found.largest,
        "identical_rows": found.identical_rows,
    }


def _tensors(folder: str) -> list[StoredTensor]:
    shards = sorted(Path(folder).glob("*.safetensors"))
    found = [tensor for shard in shards for tensor in read_header(str(shard)).values()]
    return sorted(found, key=lambda tensor: (tensor.path, tensor.offset))


def _bytes(tensor: StoredTensor) -> int:
    return tensor.numel * tensor.dtype.itemsize
