"""What the audit sums of one measured tile: the products of task vectors, contributions and change, by pairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from mergescope.engine.compute.unlocked import STEP, unlocked
from mergescope.engine.memory.scratch import buffer


class TileSums(NamedTuple):
    """Of K donors, float64. gram: [K + 1, K + 1] of tau and D; parts: [2, K] of c2 and c_d; signs: [3, K] of against,
    lost, mass; residual2: |D - sum c|^2; reference2: |r|^2."""

    gram: np.ndarray
    parts: np.ndarray
    signs: np.ndarray
    residual2: float
    reference2: float


def tile_sums(
    vectors: list[torch.Tensor], parts: list[torch.Tensor], reference: torch.Tensor, written: torch.Tensor
) -> TileSums:
    """Sums of a tile; all fp32, flat, on one device.

    Args:
        vectors, parts: of each donor, tau and c.
        written: the tile as it goes to the file.
    """
    k, device = len(vectors), reference.device
    # A device is given the tile at once; it sums in fp64, where it has that.
    step = STEP if reference.is_cpu else max(1, reference.numel())
    work = [buffer(("tile sums", n), step, torch.float32, device) for n in range(4)]
    kind = _BLAS if reference.is_cpu else _NARROW if device.type == "mps" else _WIDE
    sums = _tile_sums(vectors, parts, reference, written, work, kind)
    sums = sums.cpu().double().numpy()
    gram = np.zeros((k + 1, k + 1))
    pairs = np.tril_indices(k + 1)
    gram[pairs] = gram.T[pairs] = sums[: len(pairs[0])]
    rest = sums[len(pairs[0]) :]
    by_donor = rest[:-2].reshape(k, 5).T
    signs = by_donor[2:] * [[-1], [-1], [1]]
    return TileSums(gram, by_donor[:2], signs, float(rest[-2]), float(rest[-1]))


#: How a device sums: by its library in fp32, in steps; in fp64; in fp32.
_BLAS, _WIDE, _NARROW = range(3)


def _dot(first: torch.Tensor, other: torch.Tensor, spare: torch.Tensor, kind: int) -> torch.Tensor:
    if kind == 0:
        return torch.dot(first, other)
    return _sum(torch.mul(first, other, out=spare), kind)


def _sum(values: torch.Tensor, kind: int) -> torch.Tensor:
    return values.sum(dtype=torch.float64) if kind == 1 else values.sum()


@unlocked
def _tile_sums(
    vectors: list[torch.Tensor],
    parts: list[torch.Tensor],
    reference: torch.Tensor,
    written: torch.Tensor,
    work: list[torch.Tensor],
    kind: int,
) -> torch.Tensor:
    """Those of `TileSums` in its order: the lower triangle of the Gram matrix by rows, five numbers of each donor (against and
    lost are negative), two."""
    total: list[torch.Tensor] = []
    numel, step = reference.numel(), work[0].numel()
    for start in range(0, numel, step):
        stop = min(numel, start + step)
        change, rest, sizes, spare = [vector[: stop - start] for vector in work]
        torch.sub(written[start:stop], reference[start:stop], out=change)
        rest.copy_(change)
        taus = [vector[start:stop] for vector in vectors]
        sums: list[torch.Tensor] = []
        for i in range(len(taus)):
            for j in range(i + 1):
                sums.append(_dot(taus[i], taus[j], spare, kind))
        for vector in taus:
            sums.append(_dot(change, vector, spare, kind))
        sums.append(_dot(change, change, spare, kind))
        for i in range(len(taus)):
            part = parts[i][start:stop]
            rest.sub_(part)
            sums.append(_dot(part, part, spare, kind))
            sums.append(_dot(part, change, spare, kind))
            # -1 where they have opposite signs, else 0.
            opposed = torch.mul(taus[i], change, out=spare).sign_().clamp_(max=0)
            sums.append(_sum(opposed, kind))
            mass = _sum(torch.abs(taus[i], out=sizes), kind)
            sums.append(_dot(sizes, opposed, sizes, kind))
            sums.append(mass)
        sums.append(_dot(rest, rest, rest, kind))
        origin = reference[start:stop]
        sums.append(_dot(origin, origin, spare, kind))
        total.append(torch.stack(sums))
    if kind == 2:
        return torch.stack(total).sum(0)
    return torch.stack(total).double().sum(0)
