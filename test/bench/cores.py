# ruff: noqa: E402
"""Where more cores than this machine has would wait for each other: what costs no lock is slept through instead of computed.

python cores.py [METHOD…]

Sources lie in memory, and the result goes nowhere but into the hash. A method runs as it is on one thread, then on eight
with arithmetic that only waits for as long, without the hash and with it: what processor's time is left is Python's, which
its lock lets one thread have at a time, and that of the one hash. Printed in nanoseconds an entry, with the number of cores
that they can feed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch

sys.path[:0] = [
    str(Path(__file__).parents[2] / "python"),
    str(Path(__file__).parents[1] / "python" / "engine"),
]

from kernel_runs import InMemory, random_tensors
from mergescope.audit.kernel_audit import KernelAudit
from mergescope.engine.compute.find_device import find_device
from mergescope.engine.compute.workers import Workers
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.kernels.base import Donor, Kernel, TensorTask
from mergescope.engine.kernels.choose import kernel_of
from mergescope.engine.pipeline import stream
from mergescope.engine.storage.in_order_hash import InOrderHash
from mergescope.engine.storage.safetensors_io import OutputTensor

SHAPE = (4096, 8192)
DONORS = 3


def kernel(method: str) -> Kernel:
    based = method != "linear"
    task = TensorTask(
        name="model.layers.0.mlp.up_proj.weight",
        shape=SHAPE,
        dtype=torch.bfloat16,
        seed=0,
        parameters={"normalize": True, "lambda": 1.0},
        donors=tuple(Donor(based + k, f"donor-{k}", {"weight": 0.3, "density": 0.5}) for k in range(DONORS)),
        base=0 if based else None,
        memory=2_000_000_000,
        base_name="base" if based else None,
    )
    made = kernel_of(method, task)
    assert made is not None
    return made


def nanoseconds(made: Kernel, inputs: InMemory, threads: int, audit: str, hashes: bool) -> float:
    """Processor's time an entry, of all threads, its sweeps left out."""
    output = OutputTensor(made.task.name, made.task.dtype, made.task.shape)
    job = KernelJob(output, made, inputs, find_device("cpu"), KernelAudit(audit))
    digest = InOrderHash(b"")
    workers = Workers(threads)
    job.prepare(workers)
    job.prepare = lambda _: None
    began = time.process_time()
    for _ in stream([job], workers, lambda _: digest.bring if hashes else lambda at, data, free: free()):
        pass
    took = time.process_time() - began
    workers.close()
    return took / made.task.numel * 1e9


def sleeping(made: Kernel, each: float) -> Kernel:
    """With arithmetic that takes `each` nanoseconds an entry and no core."""

    def fused(block, part, raw, shared, norms, out):
        time.sleep(each * 1e-9 * out.numel())
        return [1.0] * DONORS if norms else [0.0] * DONORS

    made.fused = fused
    return made


def main() -> None:
    torch.set_num_threads(1)
    base, donors = random_tensors(DONORS, SHAPE, torch.bfloat16)
    for method in sys.argv[1:] or ["linear", "ties", "dare_ties"]:
        inputs = InMemory(donors if method == "linear" else [base, *donors], torch.bfloat16)

        def least(make, threads: int, audit: str, hashes: bool, inputs: InMemory = inputs) -> float:
            return min(nanoseconds(make(), inputs, threads, audit, hashes) for _ in range(3))

        whole = least(lambda method=method: kernel(method), 1, "off", False)
        idle = lambda method=method, whole=whole: sleeping(kernel(method), whole)  # noqa: E731
        python, audited = least(idle, 8, "off", False), least(idle, 8, "on", False)
        hashed = least(idle, 8, "off", True) - python
        audit = least(lambda method=method: kernel(method), 1, "on", False) - whole
        print(
            f"{method}: {whole:.2f}, the audit {audit:.2f} more; Python {python:.2f}, with the audit {audited:.2f}; "
            f"hash {hashed:.2f}: feeds {whole / hashed:.1f} cores, Python {whole / python:.0f}"
        )


if __name__ == "__main__":
    main()
