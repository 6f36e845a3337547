"""`verify --deep`: the values of a model folder, and the norms of its donors to compare with."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from mergescope import events
from mergescope.engine.storage.safetensors_io import read_header
from mergescope.engine.storage.shard_index import indexed_shards
from mergescope.errors import MergescopeError
from mergescope.messages import DeepReply, DeepRequest, DonorValues, ProgressEvent, TensorRecord
from mergescope.sources.mirror import in_object_storage
from mergescope.sources.source import Source
from mergescope.verify.values import TensorValues, read_values


def deep(value: DeepRequest) -> DeepReply:
    """Reads every value of a model and of its donors."""
    torch.set_num_threads(1)
    # Header reading is strict elsewhere; here only what can be read is read.
    own = _tensors(value["folder"])
    donors = [_tensors(folder) for folder in value["donors"]]
    total = sum(tensor.nbytes for group in [own, *donors] for tensor in group)
    done = 0

    def read(tensor: Source) -> TensorValues:
        nonlocal done
        seen = read_values(tensor)
        done += tensor.nbytes
        events.emit(ProgressEvent(event="progress", item=tensor.name, done=done, total=total))
        return seen

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        values = list(pool.map(read, own))
        norms: dict[str, list[float]] = {}
        held: dict[str, list[DonorValues]] = {}
        asked = {odd.tensor for odd in values if _is_odd(odd)}
        for number, group in enumerate(donors):
            for seen in pool.map(read, group):
                if seen.norm is not None:
                    norms.setdefault(seen.tensor, []).append(seen.norm)
                if seen.tensor in asked:
                    record: DonorValues = {
                        "donor": number,
                        "nan": seen.nan,
                        "inf": seen.inf,
                        "largest": seen.largest,
                        "rows": seen.rows,
                        "zeroRows": seen.zero_rows,
                        "constant": seen.constant,
                        "identicalRows": seen.identical_rows,
                    }
                    held.setdefault(seen.tensor, []).append(record)
    return {"tensors": [_record(seen) for seen in values], "donorNorms": norms, "donorValues": held}


def _is_odd(seen: TensorValues) -> bool:
    """Whether it matters what the donors have there."""
    return bool(seen.nan or seen.inf or seen.zero_rows or seen.constant or seen.identical_rows)


def _record(seen: TensorValues) -> TensorRecord:
    return {
        "tensor": seen.tensor,
        "rows": seen.rows,
        "dtype": seen.dtype,
        "nan": seen.nan,
        "inf": seen.inf,
        "nonfinite_rows": seen.nonfinite_rows,
        "zero_rows": seen.zero_rows,
        "zero_row_ids": seen.zero_row_ids,
        "constant": seen.constant,
        "norm": seen.norm,
        "largest": seen.largest,
        "identical_rows": seen.identical_rows,
    }


def _tensors(folder: str) -> list[Source]:
    shards = sorted({*Path(folder).glob("*.safetensors"), *_indexed(Path(folder))})
    seen = [
        tensor for shard in shards for tensor in in_object_storage(read_header(str(shard)), shard).values()
    ]
    return sorted(seen, key=lambda tensor: (tensor.uri, tensor.offset))


def _indexed(folder: Path) -> list[Path]:
    """They may lie in folders of the model's."""
    with contextlib.suppress(MergescopeError):
        return [path for path in indexed_shards(folder) if path.is_file()]
    return []
