"""Share of voice: cases whose answer is known without measuring."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

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


def test_a_sample_of_tiles_tells_the_shares_of_a_large_tensor():
    base, donors = random_tensors(3, (9000, 1024), torch.bfloat16)
    per_donor = [{"weight": w, "density": 0.6} for w in (0.2, 0.3, 0.5)]
    full = run_kernel("ties", base, donors, per_donor, SUM | {"normalize": True}, audit="full")[1].voice
    sample = run_kernel("ties", base, donors, per_donor, SUM | {"normalize": True}, audit="on")[1].voice
    assert shares(sample) == pytest.approx(shares(full), abs=0.003)
    assert run_kernel("ties", base, donors, per_donor, SUM, audit="off")[1].voice is None
