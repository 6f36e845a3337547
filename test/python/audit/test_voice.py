"""Share of voice: cases whose answer is known without measuring."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

import kernel_runs
from kernel_runs import random_tensors, run_kernel
from mergescope.audit.fit import voice_of_fit

SUM = {"normalize": False, "rescale": False}


def shares(voice):
    loud = [np.sqrt(donor.c2) for donor in voice.donors]
    return [one / sum(loud) for one in loud]


def test_one_donor_of_weight_one_has_the_whole_voice():
    base, donors = random_tensors(1, (64, 64), torch.float32)
    _, job = run_kernel("task_arithmetic", base, donors, [{"weight": 1.0}], SUM)
    assert shares(job.voice) == [1.0]
    assert job.voice.residual2 < 1e-10 * job.voice.d2
    assert job.voice.donors[0].tau2 == pytest.approx(
        float((donors[0] - base).double().pow(2).sum()), rel=1e-5
    )


def test_opposite_donors_cancel():
    base, (donor,) = random_tensors(1, (64, 64), torch.float32)
    _, job = run_kernel("task_arithmetic", base, [donor, 2 * base - donor], [{"weight": 1.0}] * 2, SUM)
    assert shares(job.voice) == pytest.approx([0.5, 0.5], rel=1e-5)
    assert job.voice.d2 < 1e-9 * job.voice.donors[0].c2


def test_orthogonal_donors_have_the_analytic_shares():
    base = torch.zeros(2, 1000)
    first, second = base.clone(), base.clone()
    first[0], second[1] = 3.0, 1.0
    _, job = run_kernel("task_arithmetic", base, [first, second], [{"weight": 0.5}] * 2, SUM)
    assert shares(job.voice) == pytest.approx([0.75, 0.25])
    assert [d.c_d / job.voice.d2 for d in job.voice.donors] == pytest.approx([0.9, 0.1])


def test_a_duplicated_donor_has_equal_shares_measured_and_fitted():
    base, (donor,) = random_tensors(1, (64, 64), torch.float32)
    _, job = run_kernel(
        "ties", base, [donor, donor.clone()], [{"weight": 0.5, "density": 0.4}] * 2, SUM | {"normalize": True}
    )
    assert shares(job.voice) == pytest.approx([0.5, 0.5])
    gram = np.full((2, 2), 4.0)
    assert shares(voice_of_fit("t", 4, ["a", "b"], gram, np.array([4.0, 4.0]), 4.0, "base")) == pytest.approx(
        [0.5, 0.5]
    )


def test_the_order_of_donors_does_not_matter():
    base, donors = random_tensors(3, (64, 64), torch.float32)
    weights = [{"weight": w, "density": 0.5} for w in (0.2, 0.5, 0.9)]
    _, there = run_kernel("ties", base, donors, weights, SUM | {"normalize": True})
    _, back = run_kernel("ties", base, donors[::-1], weights[::-1], SUM | {"normalize": True})
    assert shares(there.voice) == pytest.approx(shares(back.voice)[::-1], rel=1e-5)


@pytest.mark.parametrize(
    "method", ["task_arithmetic", "ties", "dare_linear", "della", "breadcrumbs_ties", "linear", "model_stock"]
)
def test_contributions_add_up_to_the_change(method):
    base, donors = random_tensors(3, (200, 1024), torch.float32)
    per_donor = [{"weight": w, "density": 0.6, "epsilon": 0.1} for w in (0.2, 0.3, 0.5)]
    shared = SUM | {"normalize": method in ("linear", "della")}
    _, job = run_kernel(method, None if method == "linear" else base, donors, per_donor, shared)
    assert sum(d.c_d for d in job.voice.donors) == pytest.approx(job.voice.d2, rel=1e-4)
    assert job.voice.residual2 < 1e-8 * job.voice.d2


METHODS = ["linear", "task_arithmetic", "ties", "dare_ties", "della", "breadcrumbs", "model_stock"]


@pytest.mark.parametrize("method", METHODS)
def test_a_sample_of_tiles_tells_norms_exactly_and_shares_within_its_error(method):
    base, donors = random_tensors(3, (9000, 1024), torch.bfloat16)
    per_donor = [{"weight": w, "density": 0.6, "epsilon": 0.1} for w in (0.2, 0.3, 0.5)]
    tensors = (method, None if method == "linear" else base, donors, per_donor, SUM | {"normalize": True})
    full, sample = (run_kernel(*tensors, audit=mode)[1].voice for mode in ("full", "on"))
    assert [d.tau2 for d in sample.donors] == pytest.approx([d.tau2 for d in full.donors], rel=1e-4)
    assert shares(sample) == pytest.approx(shares(full), abs=0.002)
    for donor, other in zip(sample.donors, full.donors, strict=True):
        assert other.c2_variance is None
        assert abs(donor.c2 - other.c2) < 5 * donor.c2_variance**0.5 + 1e-3 * other.c2
    gram, known = np.array(sample.gram), np.array(full.gram)
    assert np.abs(gram - known).max() < 5 * np.sqrt(np.array(sample.gram_variance)).max() + 1e-6 * known.max()
    assert known.diagonal() == pytest.approx([d.tau2 for d in full.donors], rel=1e-9)
    # model_stock moves next to nothing between unrelated donors: what is left is rounding.
    assert sample.d2 == pytest.approx(full.d2, rel=0.05)


def test_shares_of_linear_methods_have_no_error_though_the_tensor_differs_from_place_to_place():
    base, donors = random_tensors(2, (3000, 1024), torch.float32)
    slope = torch.linspace(0.1, 4, 3000)[:, None]
    donors = [base + (donor - base) * slope for donor in donors]
    tensors = ("task_arithmetic", base, donors, [{"weight": w} for w in (0.3, 0.9)], SUM)
    full, sample = (run_kernel(*tensors, audit=mode)[1].voice for mode in ("full", "on"))
    assert shares(sample) == pytest.approx(shares(full), rel=1e-4)


@pytest.mark.parametrize("audit", ["on", "full"])
def test_ghost_rows_are_measured_wherever_they_lie(audit, monkeypatch):
    base, donors = random_tensors(2, (9000, 1024), torch.float32)
    kinds = np.zeros((3, 9000), dtype=np.int8)
    # The tile of these rows is none of the sample.
    kinds[1, 8900:8902] = 1
    donors[0][8900:8902] = base[8900:8902] + 3 * (donors[1][8900:8902] - base[8900:8902])
    monkeypatch.setattr(kernel_runs.InMemory, "row_kinds", lambda self, rows: kinds[:, rows])
    tensors = ("task_arithmetic", base, donors, [{"weight": 0.5}] * 2, SUM)
    voice = run_kernel(*tensors, audit=audit)[1].voice
    rows = voice.vocabulary[0]
    assert rows.rows["ghost"] == 2
    first, second = np.sqrt(rows.c2["ghost"])
    assert first / (first + second) == pytest.approx(0.75, rel=1e-4)
    norms = [float((donor - base).double().square().sum()) for donor in donors]
    assert [donor.tau2 for donor in voice.donors] == pytest.approx(norms, rel=1e-5)


def test_no_audit_measures_nothing():
    base, donors = random_tensors(2, (64, 64), torch.float32)
    assert run_kernel("ties", base, donors, [{"weight": 1.0}] * 2, SUM, audit="off")[1].voice is None


def test_the_gram_matrix_and_the_signs_are_those_of_the_task_vectors():
    base = torch.zeros(2, 4)
    first = torch.tensor([[1.0, 1.0, 1.0, 3.0], [0.0, 0.0, 0.0, 0.0]])
    second = torch.tensor([[1.0, 1.0, 1.0, -1.0], [2.0, 0.0, 0.0, 0.0]])
    voice = run_kernel("task_arithmetic", base, [first, second], [{"weight": 1.0}] * 2, SUM)[1].voice
    assert voice.gram == [[12.0, 0.0], [0.0, 8.0]]
    one, other = voice.donors
    assert (one.against, one.lost, one.mass) == (0, 0, 6)
    assert (other.against, other.lost, other.mass) == (1, 1, 6)


def test_slerp_tells_what_it_multiplied_both_models_with():
    base, (donor,) = random_tensors(1, (64, 64), torch.float32, moved=1.0)
    merged, job = run_kernel("slerp", base, [donor], [{}], {"t": 0.3})
    (_, a), (_, b) = job.voice.coefficients
    assert torch.allclose(merged, a * base + b * donor, atol=1e-5)
    # The base's own part, (a + b - 1) base, is what the donor's contribution leaves.
    rest = (a + b - 1) ** 2 * float(base.double().square().sum())
    assert job.voice.residual2 == pytest.approx(rest, rel=1e-3)


def test_one_donor_without_a_base_has_no_shares_to_tell():
    _, (donor,) = random_tensors(1, (64, 64), torch.float32)
    merged, job = run_kernel("linear", None, [donor], [{"weight": 1.0}], SUM)
    assert torch.equal(merged, donor)
    assert job.voice is None


@pytest.mark.parametrize("method", ["ties", "breadcrumbs", "dare_linear", "della"])
def test_what_is_kept_is_told_by_entries_and_by_energy(method):
    base, donors = random_tensors(2, (64, 64), torch.float32)
    per_donor = [{"weight": 0.5, "density": density, "epsilon": 0.1} for density in (0.25, 0.5)]
    voice = run_kernel(method, base, donors, per_donor, SUM)[1].voice
    energy = [donor.kept2 / donor.tau2 for donor in voice.donors]
    assert [donor.kept for donor in voice.donors] == [64 * 64 // 4, 64 * 64 // 2]
    if method == "ties":
        for donor, found, count in zip(donors, energy, (64 * 64 // 4, 64 * 64 // 2), strict=True):
            squares = (donor - base).double().square().flatten().sort(descending=True).values
            assert found == pytest.approx(float(squares[:count].sum() / squares.sum()), rel=1e-5)
    elif method == "dare_linear":
        assert energy == pytest.approx([0.25, 0.5], abs=0.05)
    else:
        assert 0 < energy[0] < energy[1] < 1


def test_what_an_election_takes_away_is_told_by_the_signs_of_the_result():
    base, donors = random_tensors(3, (64, 64), torch.float32)
    merged, job = run_kernel("ties", base, donors, [{"weight": 1.0, "density": 0.6}] * 3, SUM)
    change = merged.double() - base.double()
    for donor, found in zip(donors, job.voice.donors, strict=True):
        vector = donor.double() - base.double()
        opposed = vector * change < 0
        assert found.against == pytest.approx(int(opposed.sum()), abs=4)
        assert found.lost == pytest.approx(float(vector[opposed].abs().sum()), rel=1e-3)
        assert found.mass == pytest.approx(float(vector.abs().sum()), rel=1e-5)


def test_a_method_that_drops_nothing_has_no_kept_energy():
    base, donors = random_tensors(2, (64, 64), torch.float32)
    voice = run_kernel("task_arithmetic", base, donors, [{"weight": 0.5}] * 2, SUM)[1].voice
    assert [donor.kept2 for donor in voice.donors] == [None, None]


def test_the_norm_of_the_reference_is_told():
    base, donors = random_tensors(2, (64, 64), torch.float32)
    voice = run_kernel("task_arithmetic", base, donors, [{"weight": 0.5}] * 2, SUM)[1].voice
    assert voice.reference2 == pytest.approx(float(base.double().square().sum()), rel=1e-5)


def test_broken_values_do_not_hide_the_other_donors():
    base, donors = random_tensors(2, (64, 64), torch.float32)
    donors[1][3, 3] = float("nan")
    voice = run_kernel("task_arithmetic", base, donors, [{"weight": 0.5}] * 2, SUM)[1].voice
    assert [donor.non_finite for donor in voice.donors] == [None, 1]
    assert all(np.isfinite(donor.c2) for donor in voice.donors)


def test_fifteen_donors_of_equal_weight_speak_as_loud_as_they_moved():
    base, donors = random_tensors(15, (448, 5120), torch.bfloat16)
    norms = [4.48, 3.30, 0.31, 0.22, *([2.26] * 11)]
    moved = [(d.float() - base.float()) for d in donors]
    donors = [
        base.float() + vector * (norm / float(vector.norm()))
        for vector, norm in zip(moved, norms, strict=True)
    ]
    voice = run_kernel("della_linear", base.float(), donors, DELLA * 15, SUM)[1].voice
    found = [f"{100 * share:.1f}" for share in shares(voice)[:4]]
    assert found == ["13.5", "9.9", "0.9", "0.7"]


DELLA = [{"weight": 0.1, "density": 0.5, "epsilon": 0.1}]
