"""Sums a kernel's tiles up to the share of voice of the tensor.

Norms are exact: every tile counts. The rest is measured on a fixed sample of tiles and scaled up by what the
sample holds of the exact norms (a ratio estimate: for linear methods no error is left in the shares).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mergescope.audit.block_sums import Measured
from mergescope.audit.voice import DonorSums, RowSums, TensorVoice
from mergescope.engine.kernels.base import TensorTask

# Of a tensor of many tiles every 64th is measured, and never fewer than ALL_BELOW, so that an error can be told.
SAMPLE = 64
ALL_BELOW = 4


def stride_of(mode: str, tiles: int) -> int | None:
    """Every how many tiles are measured; None: none."""
    if mode == "off":
        return None
    return 1 if mode == "full" or tiles <= ALL_BELOW else min(SAMPLE, -(-tiles // ALL_BELOW))


def total_norms(blocks: list[list[float]]) -> list[float]:
    """|tau|^2 of each donor in the whole tensor, from those of its blocks."""
    return [math.fsum(norms) for norms in zip(*blocks, strict=True)]


def voice_of(
    task: TensorTask, seen: Measured, norms: list[float], tiles: int, kept: list[int | None]
) -> TensorVoice | None:
    """The sums of the whole tensor; None where no tile was measured, and for one donor without a base.

    Args:
        norms: exact |tau|^2 of each donor.
        tiles: how many the tensor has.
    """
    # One donor measured from itself has nothing to tell.
    if not seen.entries or not task.donors or (task.base_name is None and len(task.donors) == 1):
        return None
    k = len(task.donors)
    exact = np.array(norms, dtype=np.float64)
    plain = task.numel / seen.entries
    own, across = seen.gram[:k, :k], seen.gram[:k, k]
    tau2 = own.diagonal()
    # Of a donor with values that are none, what the others give where they were looked at.
    exact = np.where(np.isfinite(exact), exact, tau2 * plain)
    ratio = np.full(k, plain)
    np.divide(exact, tau2, out=ratio, where=(tau2 > 0) & np.isfinite(exact))
    common = _common_ratio(exact, tau2, plain)
    cross = np.sqrt(ratio * common)
    errors = _Errors(tiles, seen.tiles)
    voice = TensorVoice(task.name, task.numel, exact=True, reference=task.base_name)
    voice.d2 = float(seen.gram[k, k]) * common
    voice.residual2 = seen.residual2 * common
    voice.reference2 = seen.reference2 * plain
    c2_variance = errors.variance(seen.squares, seen.parts[0], tau2)
    voice.gram = (own * np.sqrt(np.outer(ratio, ratio))).tolist()
    if seen.tiles < tiles:
        lengths = np.sqrt(tau2)
        voice.gram_variance = errors.variance(seen.pairs, own, np.outer(lengths, lengths)).tolist()
    kept2 = (seen.kept2 * ratio).tolist()
    for position, donor in enumerate(task.donors):
        voice.donors.append(
            DonorSums(
                donor.name,
                tau2=float(exact[position]),
                tau_d=float(across[position] * cross[position]),
                c2=float(seen.parts[0, position] * ratio[position]),
                c_d=float(seen.parts[1, position] * cross[position]),
                kept=kept[position],
                kept2=kept2[position] if math.isfinite(kept2[position]) else None,
                c2_variance=float(c2_variance[position]) if seen.tiles < tiles else None,
                against=float(seen.signs[0, position]) * plain,
                lost=float(seen.signs[1, position]) * plain,
                mass=float(seen.signs[2, position]) * plain,
                non_finite=int(seen.non_finite[position]) or None,
            )
        )
    return voice


def row_sums(task: TensorTask, seen: Measured, kinds: np.ndarray) -> list[RowSums]:
    """The split of a vocabulary tensor; kinds: int8 [K, rows of the tensor]."""
    return [
        RowSums.split(donor.name, kinds[position], lambda kind, own=seen.rows[position]: own[kind].tolist())
        for position, donor in enumerate(task.donors)
    ]


def _common_ratio(norms: np.ndarray, sampled: np.ndarray, plain: float) -> float:
    known = np.isfinite(norms)
    below = float(sampled[known].sum())
    return float(norms[known].sum()) / below if below > 0 else plain


@dataclass(frozen=True)
class _Errors:
    """Variance of a ratio estimate from `sampled` of `tiles` tiles (Cochran, Sampling Techniques, 6.4)."""

    tiles: int
    sampled: int

    def variance(self, squares: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Of the total of y, estimated by x; squares: sums over the sample of y y, x y, x x."""
        n = self.sampled
        if n < 2 or n >= self.tiles:
            return np.zeros_like(y)
        with np.errstate(all="ignore"):
            slope = np.divide(y, x, out=np.zeros_like(y), where=x != 0)
            spread = np.maximum(squares[0] - 2 * slope * squares[1] + slope * slope * squares[2], 0.0) / (
                n - 1
            )
        return spread * (self.tiles**2 * (1 - n / self.tiles) / n)
