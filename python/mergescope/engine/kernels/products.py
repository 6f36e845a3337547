"""Products of a tile's vectors: fp32 inside, each tile's result a number of Python's."""

from __future__ import annotations

import torch

from mergescope.engine.scratch import like

# From this many vectors on, one matrix product takes less time than a dot product for each pair.
_MANY = 5


def square(vector: torch.Tensor) -> float:
    """|v|^2."""
    return float(torch.dot(vector, vector))


def distances(inputs: list[torch.Tensor], reference: torch.Tensor) -> list[float]:
    """|x_i - r|^2 of each input; they stay as they are."""
    vector = like("difference", reference)
    return [square(torch.sub(x, reference, out=vector)) for x in inputs]


def gram(vectors: list[torch.Tensor]) -> torch.Tensor:
    """<v_i, v_j> as float64 [K, K], on the CPU."""
    if len(vectors) >= _MANY:
        rows = torch.stack(vectors)
        return (rows @ rows.T).double().cpu()
    found = torch.empty(len(vectors), len(vectors), dtype=torch.float64)
    for i, one in enumerate(vectors):
        for j in range(i + 1):
            found[i, j] = found[j, i] = float(torch.dot(one, vectors[j]))
    return found


def mean_of(tensors: list[torch.Tensor]) -> torch.Tensor:
    """Their mean, a new tensor; stacking them first takes three times as long."""
    total = tensors[0].clone()
    for one in tensors[1:]:
        total.add_(one)
    return total.div_(len(tensors))


def distances_from_mean(inputs: list[torch.Tensor]) -> list[float]:
    """|x_i - mean|^2 of each input; they stay as they are.

    Of few inputs from the Gram matrix G of e_i = x_i - x_0: |e_i - mean(e)|^2 = G_ii - 2 mean_j G_ij + mean_jk
    G_jk. The e_i are as small as what is asked for, so that nothing is lost in the difference.
    """
    count = len(inputs)
    if count > _MANY:
        return distances(inputs, mean_of(inputs))
    moved = [torch.sub(x, inputs[0], out=like(("moved", k), x)) for k, x in enumerate(inputs[1:])]
    own = torch.zeros(count, count, dtype=torch.float64)
    own[1:, 1:] = gram(moved)
    return (own.diagonal() - 2 * own.mean(1) + own.mean()).clamp_min(0).tolist()
