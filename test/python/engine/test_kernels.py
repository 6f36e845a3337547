"""Every kernel against fp64 and against mergekit itself."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from fp64_oracle import oracle
from gpu import DEVICES
from kernel_runs import random_tensors, relative_error, run_kernel, run_stock, sum_error
from mergescope.engine.compute.find_device import find_device
from mergescope.engine.kernels.rounded_once import FUSES
from thinned import a_third

# The second one takes two blocks, the last a single row.
SHAPES = [(96, 160), (1030, 1024), (777,)]
DTYPES = [torch.bfloat16, torch.float16, torch.float32]


def settings(method: str) -> tuple[list[dict], dict]:
    weights = [0.5, 0.3, 0.4]
    per_donor = [{"weight": w} for w in weights]
    shared: dict = {"normalize": True}
    if method in ("slerp", "model_stock"):
        return [{}] * (1 if method == "slerp" else 3), {"t": 0.35} if method == "slerp" else {}
    if method == "passthrough":
        return [{"scale": 0.75}], {}
    if method != "linear":
        shared |= {"normalize": method == "ties", "rescale": False, "lambda": 0.9}
    if method in ("ties", "breadcrumbs", "breadcrumbs_ties"):
        per_donor = [
            {**parameters, "density": d} for parameters, d in zip(per_donor, [0.2, 0.55, 0.9], strict=True)
        ]
    if method.startswith("breadcrumbs"):
        per_donor = [
            {**parameters, "gamma": g} for parameters, g in zip(per_donor, [0.01, 0.05, 0.3], strict=True)
        ]
    return per_donor, shared


EXACT = [
    "linear",
    "slerp",
    "model_stock",
    "passthrough",
    "task_arithmetic",
    "ties",
    "breadcrumbs",
    "breadcrumbs_ties",
]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("method, dtype, shape", a_third(product(EXACT, DTYPES, SHAPES)), ids=str)
def test_is_at_least_as_near_to_fp64_as_mergekit(method, dtype, shape, device):
    per_donor, shared = settings(method)
    base, donors = random_tensors(len(per_donor), shape, dtype)
    base = None if method in ("linear", "passthrough") else base
    mine, _ = run_kernel(method, base, donors, per_donor, shared, device=find_device(device))
    truth = oracle(method, base, donors, per_donor, shared)
    stock = run_stock(method, base, donors, per_donor, shared)
    # The last bit of an fp32 sum may fall either way; anything more is an error.
    slack = 1e-3 * relative_error(stock, truth) + 2e-8
    assert relative_error(mine, truth) <= relative_error(stock, truth) + slack
    assert mine.dtype == stock.dtype and mine.shape == stock.shape


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_linear_gives_the_values_of_mergekit_bit_for_bit(dtype):
    per_donor, shared = settings("linear")
    _, donors = random_tensors(3, (1500, 1024), dtype)
    mine, _ = run_kernel("linear", None, donors, per_donor, shared)
    stock = run_stock("linear", None, donors, per_donor, shared)
    if FUSES:
        assert torch.equal(mine, stock)
    else:
        # Without fused instructions torch rounds twice, and so do mergekit's sums; ours are the same everywhere.
        torch.testing.assert_close(mine, stock, rtol=torch.finfo(dtype).eps, atol=1e-7)


@pytest.mark.parametrize("method", ["ties", "breadcrumbs_ties", "task_arithmetic", "model_stock"])
def test_a_donor_that_is_the_base_changes_nothing(method):
    per_donor, shared = settings(method)
    base, _ = random_tensors(1, (64, 64), torch.float32)
    mine, _ = run_kernel(method, base, [base.clone() for _ in per_donor], per_donor, shared)
    assert torch.equal(mine, base)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("density", [0.0, 1e-7, 0.5, 0.999999, 1.0])
def test_ties_keeps_exactly_the_share_asked_for(density, dtype):
    base = torch.zeros(1200, 1000, dtype=dtype)
    _, (donor,) = random_tensors(1, (1200, 1000), dtype)
    shared = {"normalize": False, "rescale": False}
    mine, _ = run_kernel("ties", base, [donor], [{"weight": 1.0, "density": density}], shared)
    zeros = int((donor == 0).sum())
    want = 0 if density == 0 else max(1, int(density * donor.numel()))
    assert want - zeros <= int((mine != 0).sum()) <= want


def test_ties_keeps_the_lower_index_of_equal_magnitudes():
    base = torch.zeros(3000, 1000, dtype=torch.bfloat16)
    donor = torch.full((3000, 1000), 0.5, dtype=torch.bfloat16)
    shared = {"normalize": False, "rescale": False}
    mine, _ = run_kernel("ties", base, [donor], [{"weight": 1.0, "density": 0.4}], shared)
    flat = mine.reshape(-1)
    assert torch.all(flat[:1_200_000] == 0.5) and torch.all(flat[1_200_000:] == 0)


@pytest.mark.parametrize("bits", [0, 15])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32], ids=str)
def test_ties_ranks_exactly_where_the_first_block_tells_nothing_of_the_others(dtype, bits):
    # Magnitudes of 1 to 2: by block they differ in what 15 bits tell, or only in what is left after that.
    generator, shape = torch.Generator().manual_seed(0), (4096, 1024)
    low = torch.randint(0, 1 << (22 if bits == 0 else 13), shape, generator=generator, dtype=torch.int32)
    low[:1024] += 1 << (22 if bits == 0 else 14)
    donor = (low | 0x3F80_0000).view(torch.float32).to(dtype)
    shared = {"normalize": False, "rescale": False}
    base = torch.zeros(shape, dtype=dtype)
    mine, _ = run_kernel("ties", base, [donor], [{"weight": 1.0, "density": 0.4}], shared)
    kept = donor.view(-1).sort(descending=True, stable=True).indices[: int(0.4 * donor.numel())]
    wanted = torch.zeros(donor.numel(), dtype=dtype)
    wanted[kept] = donor.view(-1)[kept]
    assert torch.equal(mine.view(-1), wanted)


WEIGHTS = [[0.7, 0.7, 0.7], [-0.7, -0.7, -0.7], [0.7, 0.5, -0.2]]


@pytest.mark.parametrize(
    "method, weights, normalize",
    a_third(product(["ties", "breadcrumbs_ties"], WEIGHTS, [True, False])),
    ids=str,
)
def test_an_election_with_equal_or_negative_weights_is_that_of_fp64(method, weights, normalize):
    base, donors = random_tensors(3, (1030, 1024), torch.float32)
    # Donors that cancel each other: a sum of zero elects the positive ones.
    donors[1][:500] = base[:500] - (donors[0][:500] - base[:500])
    donors[2][:500] = base[:500]
    more = {"gamma": 0.01} if method == "breadcrumbs_ties" else {}
    per_donor = [{"weight": w, "density": 0.6, **more} for w in weights]
    shared = {"normalize": normalize, "rescale": False, "lambda": 0.9}
    mine, job = run_kernel(method, base, donors, per_donor, shared)
    truth, stock = (give(method, base, donors, per_donor, shared) for give in (oracle, run_stock))
    assert relative_error(mine, truth) <= relative_error(stock, truth) * 1.001 + 2e-8
    # The donors' contributions are what the result differs from the base by.
    whole = sum(donor.c_d for donor in job.voice.donors)
    assert whole == pytest.approx(float((mine - base).double().square().sum()), rel=1e-4)


def test_ties_ranks_what_is_not_a_number_first():
    base = torch.zeros(300, 1000, dtype=torch.bfloat16)
    donor = torch.full((300, 1000), 0.5, dtype=torch.bfloat16)
    donor.view(-1)[100_000:100_010] = float("nan")
    shared = {"normalize": False, "rescale": False}
    mine, _ = run_kernel("ties", base, [donor], [{"weight": 1.0, "density": 0.5}], shared)
    flat = mine.reshape(-1)
    assert torch.all(flat[100_000:100_010].isnan())
    assert int((flat == 0.5).sum()) == 150_000 - 10 and torch.all(flat[150_000:] == 0)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("method", ["breadcrumbs", "breadcrumbs_ties"])
def test_breadcrumbs_of_fewer_changes_than_gamma_takes_are_none(method, dtype):
    # An embedding of which a few rows were trained.
    base, _ = random_tensors(1, (1000, 1024), dtype)
    donor = base.clone()
    donor[:5] += 1
    per_donor = [{"weight": 1.0, "density": 0.9, "gamma": 0.01}]
    shared = {"normalize": False, "rescale": False, "lambda": 1.0}
    for audit in ("off", "on", "full"):
        mine, _ = run_kernel(method, base, [donor], per_donor, shared, audit=audit)
        assert torch.equal(mine, base)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("method", ["ties", "breadcrumbs"])
def test_more_entries_that_are_not_numbers_than_may_stay(method, dtype):
    _, (donor,) = random_tensors(1, (1000,), dtype)
    donor[::5] = float("nan")
    shared = {"normalize": False, "rescale": False, "lambda": 1.0}
    per_donor = [{"weight": 1.0, "density": 0.1} | ({"gamma": 0.05} if method == "breadcrumbs" else {})]
    inputs = method, torch.zeros_like(donor), [donor], per_donor, shared
    mine, _ = run_kernel(*inputs)
    assert torch.equal(mine.isnan(), donor.isnan()) and not mine[~donor.isnan()].any()
    assert torch.equal(mine.isnan(), run_stock(*inputs).isnan())


def test_slerp_of_infinities_of_either_sign_ends():
    base, (donor,) = random_tensors(1, (2100, 1000), torch.float32)
    base[0, 0], base[-1, -1] = float("inf"), float("-inf")
    donor[0, 0] = donor[-1, -1] = float("inf")
    mine, _ = run_kernel("slerp", base, [donor], [{}], {"t": 0.3})
    assert not mine[0, 0].isfinite() and not mine[-1, -1].isfinite()


@pytest.mark.parametrize("method", ["ties", "breadcrumbs"])
def test_l1_rescale_restores_the_sum_of_magnitudes(method):
    base, donors = random_tensors(1, (400, 300), torch.float32)
    per_donor = [{"weight": 1.0, "density": 0.3, "gamma": 0.1}]
    shared = {"normalize": False, "rescale": True}
    mine, _ = run_kernel(method, base, donors, per_donor, shared)
    truth = oracle(method, base, donors, per_donor, shared)
    assert relative_error(mine, truth) < 1e-6
    assert float((mine - base).abs().sum()) == pytest.approx(float((donors[0] - base).abs().sum()), rel=1e-4)


@pytest.mark.parametrize(
    "method, dtype",
    a_third(
        product(
            [*EXACT, "dare_ties", "dare_linear", "della", "della_linear"], [torch.bfloat16, torch.float32]
        )
    ),
    ids=str,
)
def test_neither_threads_nor_the_audit_change_a_byte(method, dtype):
    per_donor, shared = settings(method)
    if method.startswith("d"):
        per_donor = [{**parameters, "density": 0.5, "epsilon": 0.1} for parameters in per_donor]
        shared |= {"rescale": True}
    # Rows of 1,030: tiles end where no vector instruction does.
    base, donors = random_tensors(len(per_donor), (2100, 1030), dtype)
    base = None if method in ("linear", "passthrough") else base
    one, _ = run_kernel(method, base, donors, per_donor, shared, threads=1, audit="off")
    three, measured = run_kernel(method, base, donors, per_donor, shared, threads=3, audit="full")
    some, sampled = run_kernel(method, base, donors, per_donor, shared, threads=2, audit="on")
    assert torch.equal(one, three) and torch.equal(one, some)
    # Every norm is what the sums promise, whichever way a tile was merged: apart by the errors of two sums at most. Without a base,
    # the mean of the donors is rounded to fp32, or not at all: 2 (1 + K |x| / |tau|) u more.
    norms = [
        [donor.tau2 for donor in job.voice.donors] if method != "passthrough" else []
        for job in (measured, sampled)
    ]
    apart = 2 * sum_error()
    if base is None and norms[0]:
        length = max(float(donor.double().square().sum()) for donor in donors)
        apart += 2 * (1 + len(donors) * (length / min(norms[0])) ** 0.5) * 2.0**-24
    assert norms[1] == pytest.approx(norms[0], rel=apart)
