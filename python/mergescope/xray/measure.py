"""One tensor of a finished merge against the same tensor of its donors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from mergescope import events
from mergescope.audit.fit import voice_of_products
from mergescope.audit.fitted_rows import fitted_scales
from mergescope.audit.products import Products, products
from mergescope.audit.voice import DonorSums, RowSums, TensorVoice
from mergescope.engine.blocks import Block, split
from mergescope.engine.storage.reading import Files
from mergescope.sources.source import Source
from mergescope.xray.row_maps import RowMap, read_rows


@dataclass(frozen=True)
class Part:
    """A model's tensor, with its rows put in the order of the merge where their order differs."""

    name: str
    stored: Source
    rows: RowMap | None = None


@dataclass(frozen=True)
class Comparison:
    """One output tensor. shape: what is compared, at most that of the merged tensor (common rows)."""

    tensor: str
    shape: tuple[int, ...]
    merged: Source
    base: Part | None
    donors: list[Part]

    @property
    def nbytes(self) -> int:
        parts = [*self.donors, *([self.base] if self.base else [])]
        return sum(
            tensor.numel * tensor.dtype.itemsize for tensor in [self.merged, *(part.stored for part in parts)]
        )


def measure(task: Comparison, files: Files, pool: ThreadPoolExecutor) -> TensorVoice:
    """Contributions fitted, everything else as it is."""
    total = Products.zero(len(task.donors))
    for sums in _in_order(pool, lambda block: _block(task, files, block), split(task.shape)):
        total.add(sums)
    numel = int(np.prod(task.shape, dtype=np.int64))
    names = [part.name for part in task.donors]
    voice = voice_of_products(task.tensor, numel, names, total, task.base.name if task.base else None)
    if any(part.rows for part in task.donors):
        voice.vocabulary = _vocabulary(task, total, voice.donors)
    return voice


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[Block], Products], blocks: list[Block]
) -> Iterable[Products]:
    for sums in pool.map(work, blocks):
        events.check()
        yield sums


def _block(task: Comparison, files: Files, block: Block) -> Products:
    def read(stored: Source, rows: RowMap | None) -> torch.Tensor:
        if rows is not None:
            return read_rows(files, stored, rows.index[block.rows.start : block.rows.stop])
        return files.read(stored, block.start, block.stop).view(-1, block.width).float()

    maps = [part.rows for part in task.donors if part.rows is not None]
    own = slice(block.rows.start, block.rows.stop)
    kinds = (
        torch.from_numpy(np.stack([rows.kind[own] for rows in maps]))
        if len(maps) == len(task.donors)
        else None
    )
    base = task.base
    return products(
        [read(part.stored, part.rows) for part in task.donors],
        read(base.stored, base.rows) if base else None,
        read(task.merged, None),
        kinds,
        torch.from_numpy(base.rows.kind[own]) if base and base.rows else None,
    )


def _vocabulary(task: Comparison, total: Products, donors: list[DonorSums]) -> list[RowSums]:
    """|c_j|^2 over the rows of each kind."""
    scale = fitted_scales(donors)
    return [
        RowSums.split(
            part.name,
            part.rows.kind,
            lambda kind, own=total.rows[i]: (own[kind].numpy() * scale).tolist(),
        )
        for i, part in enumerate(task.donors)
        if part.rows is not None
    ]
