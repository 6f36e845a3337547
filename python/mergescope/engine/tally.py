"""Sums a kernel's tiles up to the share of voice of the tensor.

Norms are exact: every tile counts. The rest is measured on a fixed sample of tiles and scaled up by what the
sample holds of the exact norms (a ratio estimate: for linear methods no error is left in the shares).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import torch

from mergescope.audit.products import GHOST, ROW_KINDS
from mergescope.audit.voice import DonorSums, RowSums, TensorVoice
from mergescope.engine.kernels.base import TensorTask, TileResult
from mergescope.engine.kernels.products import dot, dots, gram, square, squares, total
from mergescope.engine.scratch import like

# Of a tensor of many tiles every 64th is measured, and never fewer than ALL_BELOW, so that an error can be told.
SAMPLE = 64
ALL_BELOW = 4


@dataclass
class BlockSums:
    """Sums of the measured tiles of a block, K donors, float64.

    gram: [K + 1, K + 1] of tau and D; parts: [2, K] of c2 and c_d; signs: [3, K] of against, lost, mass;
    squares: [3, K] of c2 c2, c2 tau2, tau2 tau2 and pairs: [3, K, K] of g g, g h, h h, summed over tiles, with
    g = <tau_i, tau_j> and h = |tau_i| |tau_j|: the errors follow from them. rows: [K, 3, K] of |c_j|^2 by kind
    of row; norms: [K], |tau|^2 of every tile, measured or not; kept2: [K], |s(tau)|^2, NaN where not sparsified.
    """

    count: int
    gram: torch.Tensor = field(init=False)
    parts: torch.Tensor = field(init=False)
    signs: torch.Tensor = field(init=False)
    squares: torch.Tensor = field(init=False)
    pairs: torch.Tensor = field(init=False)
    rows: torch.Tensor = field(init=False)
    norms: list[float] = field(init=False)
    non_finite: torch.Tensor = field(init=False)
    kept2: torch.Tensor = field(init=False)
    residual2: float = 0.0
    reference2: float = 0.0
    measured: int = 0
    tiles: int = 0
    _open: list[tuple[torch.Tensor, torch.Tensor]] = field(default_factory=list)

    def __post_init__(self) -> None:
        k = self.count
        shapes = {"gram": (k + 1, k + 1), "parts": (2, k), "signs": (3, k), "squares": (3, k)}
        shapes |= {"pairs": (3, k, k), "rows": (k, 3, k), "non_finite": (k,), "kept2": (k,)}
        for name, shape in shapes.items():
            setattr(self, name, torch.zeros(shape, dtype=torch.float64))
        self.norms = [0.0] * k

    def add_norms(self, squares: list[float]) -> None:
        """|tau|^2 of a tile."""
        self.norms = [one + other for one, other in zip(self.norms, squares, strict=True)]

    def add(self, result: TileResult, written: torch.Tensor, kinds: np.ndarray | None = None) -> None:
        """Measures a tile, or a piece of one; `close` ends it.

        Args:
            written: the tile as it goes to the file, fp32.
            kinds: int8 [K, rows], what each row is for each donor (one of ROW_KINDS, or NO_TOKEN).
        """
        change = torch.sub(written, result.reference, out=like("change", written))
        vectors, parts = [*result.vectors, change], result.contributions
        products = gram(vectors)
        if not bool(products.isfinite().all()):
            self.non_finite += torch.tensor([int((~one.isfinite()).sum()) for one in vectors[:-1]])
            _clear_broken(vectors, parts)
            products = gram(vectors)
        c2 = torch.tensor(squares(parts), dtype=torch.float64)
        c_d = torch.tensor(dots([(one, change) for one in parts]), dtype=torch.float64)
        self.parts += torch.stack([c2, c_d])
        self.signs += torch.tensor([_signs(one, change) for one in vectors[:-1]], dtype=torch.float64).T
        kept2 = result.kept2 or [None] * self.count
        self.kept2 += torch.tensor([math.nan if one is None else one for one in kept2], dtype=torch.float64)
        self.residual2 += _residual(change, parts)
        self.reference2 += square(result.reference)
        self._open.append((products, c2))
        if kinds is not None:
            self._add_rows(parts, kinds, ROW_KINDS.values())
        self.measured += change.numel()

    def close(self) -> None:
        """What was measured since the last call was one tile."""
        if self._open:
            self._add_gram(*(sum(one) for one in zip(*self._open, strict=True)))
            self._open.clear()
            self.tiles += 1

    def add_ghosts(self, result: TileResult, kinds: np.ndarray) -> None:
        """A tile that is no part of the sample: its norms, and who speaks in its ghost rows."""
        self.add_norms(squares(result.vectors))
        self._add_rows(result.contributions, kinds, (GHOST,))

    def _add_rows(self, parts: list[torch.Tensor], kinds: np.ndarray, wanted: Iterable[int]) -> None:
        own = torch.stack([one.view(kinds.shape[1], -1).square().sum(1) for one in parts]).cpu().double()
        own[~own.isfinite()] = 0.0
        for kind in wanted:
            self.rows[:, kind] += torch.from_numpy((kinds == kind).astype(np.float64)) @ own.T

    def _add_gram(self, gram: torch.Tensor, c2: torch.Tensor) -> None:
        self.gram += gram
        own = gram[: self.count, : self.count]
        tau2 = own.diagonal()
        self.add_norms(tau2.tolist())
        self.squares += torch.stack([c2 * c2, c2 * tau2, tau2 * tau2])
        lengths = tau2.sqrt()
        both = lengths[:, None] * lengths
        self.pairs += torch.stack([own * own, own * both, both * both])


def _clear_broken(vectors: list[torch.Tensor], parts: list[torch.Tensor]) -> None:
    """Zeroes every entry that is NaN or infinite in any of them in all of them."""
    everything = [*vectors, *parts]
    broken = ~torch.stack([one.isfinite() for one in everything]).all(0)
    for one in everything:
        one.masked_fill_(broken, 0.0)


def _signs(vector: torch.Tensor, change: torch.Tensor) -> list[float]:
    """Entries of the other sign than the change, their magnitudes, and all magnitudes, summed."""
    opposed = torch.mul(vector, change, out=like("opposed", change)).sign_().clamp_(max=0).neg_()
    sizes = torch.abs(vector, out=like("sizes", change))
    return [total(opposed), dot(sizes, opposed), total(sizes)]


def _residual(change: torch.Tensor, parts: list[torch.Tensor]) -> float:
    rest = like("opposed", change).copy_(change)
    for one in parts:
        rest.sub_(one)
    return square(rest)


def new_sums(task: TensorTask) -> BlockSums:
    return BlockSums(len(task.donors))


def stride_of(mode: str, tiles: int) -> int | None:
    """Every how many tiles are measured; None: none."""
    if mode == "off":
        return None
    return 1 if mode == "full" or tiles <= ALL_BELOW else min(SAMPLE, -(-tiles // ALL_BELOW))


def voice_of(
    task: TensorTask,
    blocks: list[BlockSums],
    tiles: int,
    kept: list[int | None],
    known_norms: list[float] | None = None,
) -> TensorVoice | None:
    """The sums of the whole tensor; None where no tile was measured, and for one donor without a base.

    Args:
        tiles: how many the tensor has.
        known_norms: |tau|^2 of each donor, where a pass of the method has summed them already.
    """
    measured = sum(block.measured for block in blocks)
    # One donor measured from itself has nothing to tell.
    if not measured or not task.donors or (task.base_name is None and len(task.donors) == 1):
        return None
    k = len(task.donors)

    def over_all(name: str) -> torch.Tensor:
        return torch.stack([getattr(block, name) for block in blocks]).sum(0)

    gram, parts, signs = over_all("gram"), over_all("parts"), over_all("signs")
    exact = [math.fsum(one) for one in zip(*(block.norms for block in blocks), strict=True)]
    norms = torch.tensor(exact if known_norms is None else known_norms, dtype=torch.float64)
    plain = task.numel / measured
    own = gram[:k, :k]
    ratio = torch.where((own.diagonal() > 0) & norms.isfinite(), norms / own.diagonal(), plain)
    common = _common_ratio(norms, own.diagonal(), plain)
    cross = (ratio * common).sqrt()
    sampled = sum(block.tiles for block in blocks)
    errors = _Errors(tiles, sampled)
    voice = TensorVoice(task.name, task.numel, exact=True, reference=task.base_name)
    voice.d2 = float(gram[k, k]) * common
    voice.residual2 = sum(block.residual2 for block in blocks) * common
    voice.reference2 = sum(block.reference2 for block in blocks) * plain
    c2_variance = errors.variance(over_all("squares"), parts[0], own.diagonal())
    lengths = own.diagonal().sqrt()
    scale = (ratio[:, None] * ratio).sqrt()
    voice.gram = (own * scale).tolist()
    if sampled < tiles:
        pairs = errors.variance(over_all("pairs"), own, lengths[:, None] * lengths)
        voice.gram_variance = pairs.tolist()
    broken, kept2 = over_all("non_finite"), (over_all("kept2") * ratio).tolist()
    for place, donor in enumerate(task.donors):
        voice.donors.append(
            DonorSums(
                donor.name,
                tau2=float(norms[place]),
                tau_d=float(gram[place, k] * cross[place]),
                c2=float(parts[0, place] * ratio[place]),
                c_d=float(parts[1, place] * cross[place]),
                kept=kept[place],
                kept2=kept2[place] if math.isfinite(kept2[place]) else None,
                c2_variance=float(c2_variance[place]) if sampled < tiles else None,
                against=float(signs[0, place]) * plain,
                lost=float(signs[1, place]) * plain,
                mass=float(signs[2, place]) * plain,
                non_finite=int(broken[place]) or None,
            )
        )
    return voice


def row_sums(task: TensorTask, blocks: list[BlockSums], kinds: np.ndarray) -> list[RowSums]:
    """The split of a vocabulary tensor; kinds: int8 [K, rows of the tensor]."""
    rows = torch.stack([block.rows for block in blocks]).sum(0)
    return [
        RowSums.split(donor.name, kinds[place], lambda kind, own=rows[place]: own[kind].tolist())
        for place, donor in enumerate(task.donors)
    ]


def _common_ratio(norms: torch.Tensor, sampled: torch.Tensor, plain: float) -> float:
    known = norms.isfinite()
    below = float(sampled[known].sum())
    return float(norms[known].sum()) / below if below > 0 else plain


@dataclass(frozen=True)
class _Errors:
    """Variance of a ratio estimate from `sampled` of `tiles` tiles (Cochran, Sampling Techniques, 6.4)."""

    tiles: int
    sampled: int

    def variance(self, squares: torch.Tensor, y: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Of the total of y, estimated by x; squares: sums over the sample of y y, x y, x x."""
        n = self.sampled
        if n < 2 or n >= self.tiles:
            return torch.zeros_like(y)
        slope = torch.where(x != 0, y / x, 0.0)
        spread = (squares[0] - 2 * slope * squares[1] + slope * slope * squares[2]).clamp(min=0) / (n - 1)
        return spread * (self.tiles**2 * (1 - n / self.tiles) / n)
