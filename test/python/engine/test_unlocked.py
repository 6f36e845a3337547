"""A torch without TorchScript merges to the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys

METHODS = ["linear", "slerp", "breadcrumbs_ties", "dare_linear", "model_stock"]

MERGE = """
import hashlib, sys, torch
if sys.argv[1] == "without":
    del torch.jit.script
from kernel_runs import random_tensors, run_kernel
for method in sys.argv[2:]:
    base, donors = random_tensors(1 if method == "slerp" else 2, (1100, 1030), torch.bfloat16)
    per_donor = [{"weight": 0.4, "density": 0.6, "gamma": 0.1}] * len(donors)
    shared = {"normalize": True, "rescale": True, "t": 0.3, "lambda": 1.1}
    value, _ = run_kernel(method, None if method == "linear" else base, donors, per_donor, shared, audit="off")
    print(method, hashlib.sha256(value.view(torch.uint8).numpy().tobytes()).hexdigest())
"""


def merged(which: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", MERGE, which, *METHODS],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_without_torchscript_every_byte_is_the_same():
    with_it = merged("with")
    assert [line.split()[0] for line in with_it] == METHODS
    assert merged("without") == with_it
