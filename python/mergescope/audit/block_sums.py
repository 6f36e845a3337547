"""What the audit sums of the tiles of one block."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import reduce

import numpy as np
import torch

from mergescope.audit.tile_sums import tile_sums
from mergescope.engine.kernels.base import TileResult
from mergescope.engine.kernels.products import squares
from mergescope.engine.vocabulary.row_kinds import GHOST, ROW_KINDS


class Measured:
    """Sums of measured tiles, K donors, float64.

    gram: [K + 1, K + 1] of tau and D; parts: [2, K] of c2 and c_d; signs: [3, K] of against, lost, mass;
    squares: [3, K] of c2 c2, c2 tau2, tau2 tau2 and pairs: [3, K, K] of g g, g h, h h, summed over tiles, with
    g = <tau_i, tau_j> and h = |tau_i| |tau_j|: the errors follow from them. rows: [K, 3, K] of |c_j|^2 by kind
    of row; non_finite: [K], entries; kept2: [K], |s(tau)|^2, NaN where not sparsified. entries, tiles: how many.
    """

    def __init__(self, count: int) -> None:
        k = count
        self.gram, self.parts, self.signs = np.zeros((k + 1, k + 1)), np.zeros((2, k)), np.zeros((3, k))
        self.squares, self.pairs, self.rows = np.zeros((3, k)), np.zeros((3, k, k)), np.zeros((k, 3, k))
        self.non_finite, self.kept2 = np.zeros(k), np.zeros(k)
        self.residual2 = self.reference2 = 0.0
        self.entries = self.tiles = 0

    def __iadd__(self, other: Measured) -> Measured:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


class BlockSums:
    """norms: [K], |tau|^2 of every tile, measured or not; measured: None where no tile was looked at in full."""

    def __init__(self, count: int) -> None:
        self.norms = [0.0] * count
        self.measured: Measured | None = None
        self._open: list[tuple[np.ndarray, np.ndarray]] = []

    def add_norms(self, squares: list[float]) -> None:
        """|tau|^2 of a tile."""
        self.norms = [before + other for before, other in zip(self.norms, squares, strict=True)]

    def add(self, result: TileResult, written: torch.Tensor, kinds: np.ndarray | None = None) -> None:
        """Measures a tile, or a piece of one; `close` ends it.

        Args:
            written: the tile as it goes to the file, fp32.
            kinds: int8 [K, rows], what each row is for each donor (one of ROW_KINDS, or NO_TOKEN).
        """
        sums = self._sums()
        reference, vectors, parts = result.looked_at()
        tile = tile_sums(vectors, parts, reference, written)
        if not np.isfinite(tile.gram).all():
            sums.non_finite += [int((~entry.isfinite()).sum()) for entry in vectors]
            written = _without_broken(result, written)
            tile = tile_sums(vectors, parts, reference, written)
        sums.parts += tile.parts
        sums.signs += tile.signs
        sums.kept2 += [math.nan if entry is None else entry for entry in result.kept2 or [None] * len(parts)]
        sums.residual2 += tile.residual2
        sums.reference2 += tile.reference2
        sums.entries += written.numel()
        self._open.append((tile.gram, tile.parts[0]))
        if kinds is not None:
            self._add_rows(parts, kinds, ROW_KINDS.values())

    def close(self) -> None:
        """What was measured since the last call was one tile."""
        if not self._open:
            return
        sums, grams, parts = self._sums(), *zip(*self._open, strict=True)
        gram, c2 = reduce(np.add, grams), reduce(np.add, parts)
        self._open.clear()
        own = gram[:-1, :-1]
        tau2 = own.diagonal()
        lengths = np.sqrt(tau2)
        both = np.outer(lengths, lengths)
        self.add_norms(tau2.tolist())
        sums.gram += gram
        sums.tiles += 1
        with np.errstate(all="ignore"):
            sums.squares += [c2 * c2, c2 * tau2, tau2 * tau2]
            sums.pairs += [own * own, own * both, both * both]

    def add_ghosts(self, result: TileResult, kinds: np.ndarray) -> None:
        """A tile that is no part of the sample: its norms, and who speaks in its ghost rows."""
        _, vectors, parts = result.looked_at()
        self.add_norms(squares(vectors))
        self._add_rows(parts, kinds, (GHOST,))

    def _add_rows(self, parts: list[torch.Tensor], kinds: np.ndarray, wanted: Iterable[int]) -> None:
        own = torch.stack(
            [vector.view(kinds.shape[1], -1).square().sum(1, dtype=torch.float64) for vector in parts]
        ).cpu()
        own[~own.isfinite()] = 0.0
        for kind in wanted:
            self._sums().rows[:, kind] += (kinds == kind).astype(np.float64) @ own.numpy().T

    def _sums(self) -> Measured:
        if self.measured is None:
            self.measured = Measured(len(self.norms))
        return self.measured


def _without_broken(result: TileResult, written: torch.Tensor) -> torch.Tensor:
    """Zeroes every entry that is NaN or infinite in any of them in all of them; `written`, which may be the output itself,
    is returned so."""
    reference, vectors, parts = result.looked_at()
    everything = [*vectors, *parts, reference]
    broken = ~written.isfinite()
    for tensor in everything:
        broken.logical_or_(~tensor.isfinite())
    for tensor in everything:
        tensor.masked_fill_(broken, 0.0)
    return written.masked_fill(broken, 0.0)
