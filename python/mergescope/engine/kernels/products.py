"""Products of a tile's vectors, each a number of Python's.

On the processor a step of STEP entries is summed in fp32 by the library, in an order that is the processor's, and the
steps are added in fp64. Whatever the order, a sum is off by no more than

    ERROR * sum |u_i v_i|,   ERROR = STEP u / (1 - STEP u),   u = 2^-24

(Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1). Vector instructions keep many sums side by
side, so that no entry takes part in as many additions; where 128 are kept it is 1e-5 of that sum. That is enough for what
the audit tells. What a merged value follows from is summed in fp64, here (`total`) and in `measures`: what that is off by
is lost when a factor is rounded to fp32. A device sums in fp64, where it can, so that it makes no difference to any fp32
number that follows from a sum how much of a tensor the device was given at once.
"""

from __future__ import annotations

import torch

from mergescope.engine.compute.unlocked import STEP, unlocked
from mergescope.engine.memory.scratch import buffer, like

ERROR = STEP * 2.0**-24 / (1 - STEP * 2.0**-24)

#: From this many vectors on, one matrix product takes less time than a dot product for each pair.
MANY = 5


def total(vector: torch.Tensor) -> float:
    """The sum of the entries, in fp64."""
    return float(_sum(vector))


def dot(first: torch.Tensor, other: torch.Tensor) -> float:
    """<u, v>."""
    return dots([(first, other)])[0]


def square(vector: torch.Tensor) -> float:
    """|v|^2."""
    return dot(vector, vector)


def dots(pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> list[float]:
    """<u, v> of each pair; a device is waited for once."""
    if not pairs:
        return []
    if pairs[0][0].is_cpu:
        return _dots([first for first, _ in pairs], [other for _, other in pairs], STEP)
    return torch.stack([_dot(first, other) for first, other in pairs]).tolist()


def squares(vectors: list[torch.Tensor]) -> list[float]:
    """|v|^2 of each."""
    return dots([(vector, vector) for vector in vectors])


@unlocked
def _dots(ones: list[torch.Tensor], others: list[torch.Tensor], step: int) -> list[float]:
    dots = [0.0 for _ in ones]
    for start in range(0, ones[0].numel(), step):
        for k in range(len(ones)):
            stop = start + step
            dots[k] += float(torch.dot(ones[k][start:stop], others[k][start:stop]))
    return dots


def _dot(first: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return _sum(torch.mul(first, other, out=like("product", first)))


def _sum(vector: torch.Tensor) -> torch.Tensor:
    if vector.device.type == "mps":
        return vector.sum()
    return vector.sum(dtype=torch.float64)


def difference(minuend: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """u - v of tiles of any dtype, formed in fp32; in a buffer of the thread."""
    if other.dtype != torch.float32:
        other = like("subtrahend", other).copy_(other)
    return like("difference", minuend).copy_(minuend).sub_(other)


def distances(inputs: list[torch.Tensor], reference: torch.Tensor) -> list[float]:
    """|x_i - r|^2 of each input; they stay as they are."""
    vector = like("difference", reference)
    return [square(torch.sub(x, reference, out=vector)) for x in inputs]


def gram(vectors: list[torch.Tensor]) -> torch.Tensor:
    """<v_i, v_j> as float64 [K, K], on the CPU."""
    if len(vectors) >= MANY and vectors[0].is_cpu:
        return _gram_of_many(vectors)
    return torch.tensor(symmetric(_pairs(vectors), len(vectors)), dtype=torch.float64)


def _gram_of_many(vectors: list[torch.Tensor]) -> torch.Tensor:
    gram = torch.zeros(len(vectors), len(vectors), dtype=torch.float64)
    rows = buffer("rows of many", len(vectors) * STEP).view(len(vectors), STEP)
    for parts in zip(*(vector.split(STEP) for vector in vectors), strict=True):
        here = torch.stack(parts, out=rows[:, : len(parts[0])])
        gram += here @ here.T
    return gram


def symmetric(products: list[float], count: int) -> list[list[float]]:
    """The matrix of count rows whose entries i >= j come in order. In plain numbers: see `from_mean`."""
    matrix = [[0.0] * count for _ in range(count)]
    entries = iter(products)
    for i in range(count):
        for j in range(i + 1):
            matrix[i][j] = matrix[j][i] = next(entries)
    return matrix


def _pairs(vectors: list[torch.Tensor]) -> list[float]:
    """<v_i, v_j> of each pair i >= j, in order."""
    return dots([(vector, other) for i, vector in enumerate(vectors) for other in vectors[: i + 1]])


def mean_of(tensors: list[torch.Tensor]) -> torch.Tensor:
    """Their mean, in a buffer of the thread; stacking them first takes three times as long."""
    total = like("mean", tensors[0]).copy_(tensors[0])
    for tensor in tensors[1:]:
        total.add_(tensor)
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
    if count >= MANY:
        return distances(inputs, mean_of(inputs))
    moved = [torch.sub(x, inputs[0], out=like(("moved", k), x)) for k, x in enumerate(inputs[1:])]
    return from_mean(symmetric(_pairs(moved), count - 1))


def from_mean(moved: list[list[float]]) -> list[float]:
    """|x_i - mean|^2 of each of few inputs, from the products of x_k - x_0, in plain numbers: on matrices this small,
    torch takes longer to be called than to count."""
    count = len(moved) + 1
    own = [[0.0] * count, *([0.0, *row] for row in moved)]
    means = [sum(row) / count for row in own]
    return [max(0.0, own[i][i] - 2 * means[i] + sum(means) / count) for i in range(count)]
