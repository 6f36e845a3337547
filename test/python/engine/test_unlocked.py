"""A torch without TorchScript merges to the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import torch
from kernel_runs import random_tensors, run_kernel

METHODS = ["linear", "slerp", "breadcrumbs_ties", "dare_linear", "model_stock"]

MERGE = """
import torch
del torch.jit.script
from test_unlocked import print_merges
print_merges()
"""


def print_merges() -> None:
    """A hash of what each method makes."""
    for method in METHODS:
        base, donors = random_tensors(1 if method == "slerp" else 2, (1100, 1030), torch.bfloat16)
        per_donor = [{"weight": 0.4, "density": 0.6, "gamma": 0.1}] * len(donors)
        shared = {"normalize": True, "rescale": True, "t": 0.3, "lambda": 1.1}
        base = None if method == "linear" else base
        value, _ = run_kernel(method, base, donors, per_donor, shared, audit="off")
        print(method, hashlib.sha256(value.view(torch.uint8).numpy().tobytes()).hexdigest())


def merged_without() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", MERGE],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_without_torchscript_every_byte_is_the_same(capsys):
    print_merges()
    with_it = capsys.readouterr().out.splitlines()
    assert hasattr(torch.jit, "script") and [line.split()[0] for line in with_it] == METHODS
    assert merged_without() == with_it
