"""dare and della draw: what they keep and what they give on average is what the papers and mergekit say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from kernel_runs import random_tensors, run_kernel, run_stock
from mergescope.engine.blocks import Block, split
from mergescope.engine.randomness.seeds import seed_of
from mergescope.engine.randomness.stream import LEVELS, RandomStream
from mergescope.errors import MergescopeError

PLAIN = {"normalize": False, "rescale": False, "lambda": 1.0}


@pytest.mark.parametrize("method", ["dare_linear", "dare_ties", "della", "della_linear"])
@pytest.mark.parametrize("density", [0.25, 0.6])
def test_keeps_the_density_asked_for(method, density):
    base, donors = random_tensors(1, (1000, 1024), torch.float32)
    parameters = [{"weight": 1.0, "density": density, "epsilon": 0.1}]
    mine, job = run_kernel(method, base, donors, parameters, PLAIN)
    kept = float((mine != base).float().mean())
    # Four standard deviations of a count of 1,024,000 draws.
    assert kept == pytest.approx(density, abs=4 * np.sqrt(density * (1 - density) / base.numel()))
    assert job.voice.donors[0].kept == pytest.approx(kept * base.numel(), rel=0.01)


@pytest.mark.parametrize("method", ["dare_linear", "della_linear"])
def test_rescaled_the_mean_over_seeds_is_the_dense_merge(method):
    base, donors = random_tensors(1, (40, 512), torch.float32)
    parameters = [{"weight": 0.8, "density": 0.5}]
    if method.startswith("della"):
        parameters[0]["epsilon"] = 0.1
    shared = {"normalize": False, "rescale": True}
    runs = [
        run_kernel(method, base, donors, parameters, shared, seed=s, threads=1, audit="off")[0]
        for s in range(60)
    ]
    stock = [run_stock(method, base, donors, parameters, shared) for _ in range(60)]
    dense = 0.8 * (donors[0] - base)
    ours_mean = torch.stack(runs).mean(0) - base
    stock_mean = torch.stack(stock).mean(0) - base
    scale = float((ours_mean * dense).sum() / (dense * dense).sum())
    assert scale == pytest.approx(float((stock_mean * dense).sum() / (dense * dense).sum()), rel=0.01)


def test_della_keeps_large_entries_more_often_than_small_ones():
    base = torch.zeros(2000, 100)
    donor = torch.arange(1, 101).float().repeat(2000, 1) / 100
    parameters = [{"weight": 1.0, "density": 0.5, "epsilon": 0.2}]
    mine, _ = run_kernel("della_linear", base, [donor], parameters, PLAIN)
    kept = (mine != 0).float().mean(0)
    wanted = torch.linspace(0.3, 0.7, 100)
    assert torch.all((kept - wanted).abs() < 5 * (0.25 / 2000) ** 0.5)


def test_della_ranks_one_dimension_as_a_single_row():
    donor = torch.arange(1, 100_001).float()
    parameters = [{"weight": 1.0, "density": 0.5, "epsilon": 0.4}]
    mine, _ = run_kernel("della_linear", torch.zeros(100_000), [donor], parameters, PLAIN)
    kept = (mine != 0).float().view(10, -1).mean(1)
    assert torch.all((kept - torch.linspace(0.14, 0.86, 10)).abs() < 0.03)


def test_della_refuses_an_epsilon_that_leaves_the_range():
    base, donors = random_tensors(1, (8, 8), torch.float32)
    with pytest.raises(MergescopeError, match=r"density 0.9 and epsilon 0.2 of donor-0"):
        run_kernel("della", base, donors, [{"weight": 1.0, "density": 0.9, "epsilon": 0.2}], PLAIN)


def test_the_seed_decides_and_donors_draw_apart():
    base, donors = random_tensors(2, (64, 64), torch.float32)
    parameters = [{"weight": 1.0, "density": 0.5}] * 2
    runs = [run_kernel("dare_linear", base, donors, parameters, PLAIN, seed=s)[0] for s in (0, 0, 1)]
    assert torch.equal(runs[0], runs[1]) and not torch.equal(runs[0], runs[2])
    block = split((64, 64))[0]
    one, other = (RandomStream((0, "t", name), block).take(block.numel) for name in ("a", "b"))
    assert float((one == other).float().mean()) < 0.01


@pytest.mark.parametrize("method", ["dare_linear", "della"])
def test_what_a_sweep_has_drawn_is_what_would_be_drawn_again(method, monkeypatch):
    base, donors = random_tensors(2, (2001, 777), torch.bfloat16)
    parameters = [{"weight": 0.5, "density": d, "epsilon": 0.1} for d in (0.5, 0.7)]
    shared = {"normalize": False, "rescale": True}
    remembered, _ = run_kernel(method, base, donors, parameters, shared)
    monkeypatch.setattr("mergescope.engine.kernels.drawn.REMEMBERED", 0)
    again, _ = run_kernel(method, base, donors, parameters, shared)
    assert torch.equal(remembered, again)


def test_numbers_taken_piece_by_piece_are_those_of_the_whole_block():
    # Of two draws, the second a short one.
    block = Block(0, 2 << 20, (3 << 20) + 1001, 1, whole=True)
    pieces = RandomStream((0, "t", "d"), block)
    taken = torch.cat([pieces.take(count).clone() for count in (1, 2, 333, 0, 1 << 20, 665)])
    assert torch.equal(taken, RandomStream((0, "t", "d"), block).take(block.numel))


def test_a_seed_gives_the_same_numbers_whatever_version_of_this_program_draws_them():
    words = np.random.SFC64(seed_of(7, "t", "d", 2)).random_raw(300)
    numbers = RandomStream((7, "t", "d"), Block(2, 2 << 20, (2 << 20) + 1200, 1)).take(1200)
    assert np.array_equal(numbers.numpy(), words.astype("<u8").view(np.int16))


def test_random_numbers_are_uniform_and_uncorrelated():
    values = (
        RandomStream((1, "tensor", "donor"), Block(3, 0, 1 << 20, 1)).take(1 << 20).numpy().astype(np.float64)
        + LEVELS // 2
    )
    counts = np.bincount((values // 256).astype(int), minlength=256)
    expected = len(values) / 256
    # Chi square with 255 degrees of freedom: mean 255, standard deviation 22.6.
    assert abs(((counts - expected) ** 2 / expected).sum() - 255) < 5 * 22.6
    for lag in (1, 2, 3, 4, 64):
        assert abs(np.corrcoef(values[:-lag], values[lag:])[0, 1]) < 0.006
