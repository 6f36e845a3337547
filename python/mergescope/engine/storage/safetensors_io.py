"""Safetensors files by hand: headers read and written, bytes at known offsets.

Format: 8 bytes little endian length, that many bytes of JSON, then the data; offsets count from its start.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import torch

from mergescope.errors import MergescopeError
from mergescope.sources.dtypes import DTYPES, NAMES
from mergescope.sources.file_names import INDEX
from mergescope.sources.sized import Sized
from mergescope.sources.source import Source

_MAX_HEADER = 100_000_000


def read_header(path: str) -> dict[str, Source]:
    """The tensors of one file; those of a dtype that torch cannot hold are left out.

    Raises:
        MergescopeError: safetensors-invalid, where the file is cut or not one.
    """
    entries, length, size = _parsed(path)
    tensors = {}
    for name, entry in entries.items():
        if name == "__metadata__" or entry["dtype"] not in DTYPES:
            continue
        begin, end = entry["data_offsets"]
        if 8 + length + end > size:
            raise MergescopeError(
                "safetensors-invalid", f"{path} is cut off: {name} would end beyond it", "download it again"
            )
        dtype, shape = DTYPES[entry["dtype"]], tuple(entry["shape"])
        tensors[name] = Source(path, name, dtype, shape, 8 + length + begin)
    return tensors


class _Entry(TypedDict):
    """What a header says of a tensor."""

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


def has_entry(path: str, name: str) -> bool:
    """Whether a file holds a tensor, of whatever dtype."""
    return name in _parsed(path)[0]


def _parsed(path: str) -> tuple[dict[str, _Entry], int, int]:
    """The header, its length and the size of the file."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(_MAX_HEADER, size - 8):
                raise ValueError("the header is longer than the file")
            return json.loads(file.read(length)), length, size
    except (struct.error, ValueError) as error:
        raise MergescopeError(
            "safetensors-invalid", f"{path} is not a whole safetensors file: {error}"
        ) from error


def read_whole(descriptor: int, view: memoryview, offset: int) -> bool:
    """Fills `view` from `offset` bytes into an open file; False where the file ends before."""
    while view:
        count = os.preadv(descriptor, [view], offset)
        if count == 0:
            return False
        view = view[count:]
        offset += count
    return True


@dataclass(frozen=True)
class OutputTensor(Sized):
    """An output tensor as planned. dtype and shape are final."""

    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]


@dataclass(frozen=True)
class OutputShard:
    """One output file: its header is known before the first value is."""

    file_name: str
    tensors: tuple[OutputTensor, ...]
    header: bytes

    @property
    def nbytes(self) -> int:
        return len(self.header) + sum(tensor.nbytes for tensor in self.tensors)

    @property
    def offsets(self) -> dict[str, int]:
        """Where in the file each tensor begins."""
        return {tensor.name: len(self.header) + at for tensor, at in _with_offsets(self.tensors)}


def plan_shards(tensors: list[OutputTensor], limit: int) -> list[OutputShard]:
    """Splits the tensors, in their order, into files of at most `limit` bytes (or one tensor) each."""
    groups: list[list[OutputTensor]] = [[]]
    size = 0
    for tensor in tensors:
        if groups[-1] and size + tensor.nbytes > limit:
            groups.append([])
            size = 0
        groups[-1].append(tensor)
        size += tensor.nbytes
    if len(groups) == 1:
        return [shard_of("model.safetensors", groups[0])]
    total = len(groups)
    return [
        shard_of(f"model-{number:05d}-of-{total:05d}.safetensors", group)
        for number, group in enumerate(groups, 1)
    ]


def shard_of(file_name: str, tensors: list[OutputTensor]) -> OutputShard:
    """The file of this name that holds the tensors in this order."""
    return OutputShard(file_name, tuple(tensors), _header(tensors))


def write_index(folder: Path, shards: list[OutputShard]) -> None:
    """Writes model.safetensors.index.json, where there is more than one shard."""
    if len(shards) == 1:
        return
    weight_map = {tensor.name: shard.file_name for shard in shards for tensor in shard.tensors}
    total = sum(tensor.nbytes for shard in shards for tensor in shard.tensors)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / INDEX).write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def _with_offsets(tensors: Iterable[OutputTensor]) -> Iterator[tuple[OutputTensor, int]]:
    """Each tensor and its first byte, counted from that of the first: one after the other, without gaps."""
    at = 0
    for tensor in tensors:
        yield tensor, at
        at += tensor.nbytes


def _header(tensors: list[OutputTensor]) -> bytes:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    for tensor, at in _with_offsets(tensors):
        entries[tensor.name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [at, at + tensor.nbytes],
        }
    text = json.dumps(entries, separators=(",", ":")).encode("utf-8")
    # Padded so that the data starts on an 8-byte boundary, as readers that map the file expect.
    text += b" " * (-(8 + len(text)) % 8)
    return struct.pack("<Q", len(text)) + text
