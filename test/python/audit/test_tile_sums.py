"""The sums of a measured tile against plain fp64, as the processor and as a device takes them."""

from __future__ import annotations

import pytest
import torch
from mergescope.audit.tile_sums import _tile_sums, tile_sums
from mergescope.engine.kernels.products import ERROR


def tile(numel: int) -> tuple[list[torch.Tensor], list[torch.Tensor], torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(numel)
    vectors = [torch.randn(numel, generator=generator) * 0.01 for _ in range(3)]
    parts = [0.3 * vector for vector in vectors]
    reference = torch.randn(numel, generator=generator)
    return vectors, parts, reference, (reference + sum(parts)).bfloat16().float()


@pytest.mark.parametrize("numel", [1, 77, 32768, 70_001])
def test_they_are_those_of_fp64_within_the_bound(numel):
    vectors, parts, reference, written = tile(numel)
    found = tile_sums(vectors, parts, reference, written)
    change = (written - reference).double()
    every = torch.stack([*(vector.double() for vector in vectors), change])
    sizes = every.abs() @ every.abs().T
    assert ((torch.from_numpy(found.gram) - every @ every.T).abs() <= ERROR * sizes).all()
    own = torch.stack(parts).double()
    assert found.parts[0] == pytest.approx(own.square().sum(1).numpy(), rel=ERROR)
    assert (abs(found.parts[1] - (own @ change).numpy()) <= ERROR * (own.abs() @ change.abs()).numpy()).all()
    opposed = every[:3] * change < 0
    # A product that is too small for fp32 has no sign.
    assert found.signs[0] == pytest.approx(opposed.sum(1).double().numpy())
    assert found.signs[1] == pytest.approx((every[:3].abs() * opposed).sum(1).numpy(), rel=ERROR)
    assert found.signs[2] == pytest.approx(every[:3].abs().sum(1).numpy(), rel=ERROR)
    assert found.residual2 == pytest.approx(float((change - own.sum(0)).square().sum()), rel=1e-2)
    assert found.reference2 == pytest.approx(float(reference.double().square().sum()), rel=ERROR)


@pytest.mark.parametrize("kind", [1, 2])
def test_a_device_sums_the_same(kind):
    vectors, parts, reference, written = tile(70_001)
    work = [torch.empty(70_001) for _ in range(4)]
    step = [torch.empty(32768) for _ in range(4)]
    own = _tile_sums(vectors, parts, reference, written, step, 0)
    other = _tile_sums(vectors, parts, reference, written, work, kind).double()
    assert torch.allclose(own, other, rtol=1e-3, atol=1e-3)
