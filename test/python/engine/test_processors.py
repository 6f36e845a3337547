"""The same bytes on every processor: whatever vector instructions torch uses, and whether it rounds once or twice."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from fractions import Fraction

import pytest
import torch
from kernel_runs import merges_of_every_kernel, random_tensors, sum_error
from mergescope.engine.kernels.measures import products, vector_products
from mergescope.engine.kernels.products import ERROR, dots, gram, total
from mergescope.engine.kernels.rounded_once import add_multiple
from mergescope.engine.methods import METHODS

MERGE = "from test_processors import print_merges; print_merges()"


def print_merges() -> None:
    """The instructions that torch uses here, and a hash of what each kernel makes with them."""
    print(torch.backends.cpu.get_cpu_capability())
    for name, value in merges_of_every_kernel():
        print(name, hashlib.sha256(value.view(torch.uint8).numpy().tobytes()).hexdigest())


def merged(capability: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", MERGE],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "ATEN_CPU_CAPABILITY": capability,
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_every_kernel_gives_the_same_bytes_whatever_the_processor_can_do(capsys):
    print_merges()
    own = capsys.readouterr().out.splitlines()
    assert {line.split()[0].split("/")[0] for line in own[1:]} == set(METHODS)
    for capability in ("default", "avx2"):
        other = merged(capability)
        assert other[1:] == own[1:]
    # What was asked for was taken, where there is a choice at all.
    assert own[0] == "DEFAULT" or other[0] != "DEFAULT"


@pytest.mark.parametrize("fuses", [True, False])
def test_a_multiple_is_added_with_one_rounding(fuses):
    generator = torch.Generator().manual_seed(0)
    one, other = (torch.randn(4000, generator=generator) for _ in range(2))
    # Every third sum lies half way between two fp32, as far as fp64 can tell, and a little beyond.
    one[::3], other[::3] = 1 + 2.0**-23, torch.where(torch.arange(1334) % 2 == 0, 1, -1) * 2.0**-24
    other[1::3] = 2.0**-24 + 2.0**-47
    one[1::3] = torch.where(torch.arange(1333) % 2 == 0, 1.0, 1 + 2.0**-23)
    one[2], other[2], other[5] = float("inf"), 1.0, float("nan")
    for factor in (1.0, 0.3, -1.7, 1 + 2.0**-23, 1e30):
        if fuses and torch.backends.cpu.get_cpu_capability() == "DEFAULT":
            pytest.skip("torch rounds twice here")
        found = add_multiple(one, other, factor, fuses, torch.empty_like(one))
        exact = float(torch.tensor(factor))
        for x, y, value in zip(one.tolist(), other.tolist(), found.tolist(), strict=True):
            if not torch.tensor([x, y]).isfinite().all():
                assert not torch.tensor(value).isfinite()
            else:
                assert value == rounded(Fraction(x) + Fraction(exact) * Fraction(y))


def rounded(value: Fraction) -> float:
    """The nearest fp32, of two the even one."""
    near = torch.tensor(float(value))
    around = [near, *(near.nextafter(torch.tensor(to)) for to in (float("inf"), float("-inf")))]
    return min(
        around, key=lambda one: (abs(Fraction(float(one)) - value), int(one.view(torch.int32)) & 1)
    ).item()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("numel", [1, 7, 1000, 32768, 32769, 1_050_000])
def test_a_sum_is_off_by_no_more_than_is_said(numel, dtype):
    generator = torch.Generator().manual_seed(numel)
    # All of one sign, and on a coarse grid: what is lost in a long sum of fp32 has one direction.
    u, v = ((torch.rand(numel, generator=generator) + 0.5).to(dtype).float() for _ in range(2))
    exact = [
        math.fsum(one * other for one, other in zip(x.tolist(), y.tolist(), strict=True))
        for x, y in ((u, v), (u, u), (v, v))
    ]
    assert dots([(u, v)]) == pytest.approx(exact[:1], rel=sum_error())
    # What a merged value follows from is known to more digits than a factor has.
    assert total(u) == pytest.approx(math.fsum(u.tolist()), rel=1e-12)
    assert products(u.to(dtype), v.to(dtype)) == pytest.approx(exact[1:] + exact[:1], rel=1e-12)


@pytest.mark.parametrize("count", [2, 4, 5, 9])
def test_a_gram_matrix_is_off_by_no_more_than_is_said(count):
    _, vectors = random_tensors(count, (70_001,), torch.float32)
    exact = torch.stack(vectors).double()
    sizes = exact.abs() @ exact.abs().T
    assert ((gram(vectors) - exact @ exact.T).abs() <= ERROR * sizes).all()
    base, *others = vectors
    moved = torch.stack([donor - base for donor in others]).double()
    found = vector_products(vectors, 0, list(range(1, count)))
    # fp32 rounds a difference before it is squared; here it is taken in fp64.
    assert ((found - moved @ moved.T).abs() <= 1e-6 * (moved.abs() @ moved.abs().T)).all()
