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
    return torch.tensor(_pairs(vectors), dtype=torch.float64)


def _pairs(vectors: list[torch.Tensor]) -> list[list[float]]:
    lower = [[float(torch.dot(one, other)) for other in vectors[: k + 1]] for k, one in enumerate(vectors)]
    return [[lower[max(i, j)][min(i, j)] for j in range(len(vectors))] for i in range(len(vectors))]


def mean_of(tensors: list[torch.Tensor]) -> torch.Tensor:
    """Their mean, in a buffer of the thread; stacking them first takes three times as long."""
    total = like("mean", tensors[0]).copy_(tensors[0])
    for one in tensors[1:]:
        total.add_(one)
    return total.div_(len(tensors))


def scaled(vectors: list[torch.Tensor], factors: list[float]) -> list[torch.Tensor]:
    """Contributions of a sum of vectors, in buffers of the thread."""
    return [
        torch.mul(vector, factor, out=like(("contribution", k), vector))
        for k, (vector, factor) in enumerate(zip(vectors, factors, strict=True))
    ]


def distances_from_mean(inputs: list[torch.Tensor]) -> list[float]:
    """|x_i - mean|^2 of each input; they stay as they are.

    Of few inputs from the Gram matrix G of e_i = x_i - x_0: |e_i - mean(e)|^2 = G_ii - 2 mean_j G_ij + mean_jk
    G_jk. The e_i are as small as what is asked for, so that nothing is lost in the difference.
    """
    count = len(inputs)
    if count >= _MANY:
        return distances(inputs, mean_of(inputs))
    moved = [torch.sub(x, inputs[0], out=like(("moved", k), x)) for k, x in enumerate(inputs[1:])]
    # In plain numbers: on matrices this small, torch takes longer to be called than to count.
    own = [[0.0] * count, *([0.0, *row] for row in _pairs(moved))]
    means = [sum(row) / count for row in own]
    return [max(0.0, own[i][i] - 2 * means[i] + sum(means) / count) for i in range(count)]
