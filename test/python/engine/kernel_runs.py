"""Runs kernels, mergekit's own methods and plain fp64 formulas on the same tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import numpy as np
import torch
from mergescope.audit.kernel_audit import KernelAudit
from mergescope.engine.blocks import Block
from mergescope.engine.compute.device import Device
from mergescope.engine.compute.find_device import find_device
from mergescope.engine.compute.unlocked import STEP
from mergescope.engine.compute.workers import Workers
from mergescope.engine.kernel_job import KernelJob
from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.choose import kernel_of
from mergescope.engine.kernels.products import ERROR
from mergescope.engine.methods import METHODS
from mergescope.engine.pipeline import stream
from mergescope.engine.storage.in_order_hash import InOrderHash
from mergescope.engine.storage.safetensors_io import OutputTensor

WITHOUT_BASE = {"linear", "passthrough"}


class InMemory:
    """Inputs that were never on a disk."""

    def __init__(self, tensors: list[torch.Tensor], dtype: torch.dtype) -> None:
        self._flat = [tensor.to(dtype).reshape(-1) for tensor in tensors]

    def read(self, block: Block) -> list[torch.Tensor]:
        return [tensor[block.start : block.stop] for tensor in self._flat]

    def row_kinds(self, rows: slice) -> None:
        return None

    def release(self) -> None:
        pass


def run_kernel(
    method: str,
    base: torch.Tensor | None,
    donors: list[torch.Tensor],
    per_donor: list[dict[str, Any]],
    shared: dict[str, Any],
    seed: int = 0,
    threads: int = 2,
    audit: str = "full",
    device: Device | None = None,
) -> tuple[torch.Tensor, KernelJob]:
    """Result in the dtype of the donors, and the job that made it (for its voice)."""
    tensors = ([] if base is None else [base]) + donors
    first = 0 if base is None else 1
    task = TensorTask(
        name="model.layers.0.mlp.up_proj.weight",
        shape=tuple(donors[0].shape),
        dtype=donors[0].dtype,
        seed=seed,
        parameters=shared,
        donors=tuple(Donor(first + k, f"donor-{k}", per_donor[k]) for k in range(len(donors))),
        base=None if base is None else 0,
        memory=2_000_000_000,
        base_name=None if base is None else "base",
    )
    kernel = kernel_of(method, task)
    assert kernel is not None
    inputs = InMemory(tensors, task.dtype)
    job = KernelJob(
        OutputTensor(task.name, task.dtype, task.shape),
        kernel,
        inputs,
        device or find_device("cpu"),
        KernelAudit(audit),
    )
    written = bytearray(job.output.nbytes)

    hashed = InOrderHash(b"")

    def write(at: int, data: memoryview, free: Callable[[], None]) -> None:
        written[at : at + len(data)] = data
        hashed.bring(at, data, free)

    workers = Workers(threads)
    try:
        told = sum(count or 0 for _, count in stream([job], workers, lambda tensor: write))
    finally:
        workers.close()
    assert told == len(written)
    assert hashed.hexdigest() == sha256(written).hexdigest(), "what is hashed is what was written"
    return torch.frombuffer(written, dtype=task.dtype).view(task.shape), job


def sum_error() -> float:
    """What the sum of a step is off by at most on this processor, of the sum of magnitudes (see `kernels.products`).

    An entry takes part in as many additions as a large one among ones swallows of them, and in some more when the sums
    that are kept side by side are added up: twice as many are allowed for.
    """
    swallowed = 0.0
    for position in range(512):
        ones = torch.ones(STEP)
        ones[position] = 2.0**24
        swallowed = max(swallowed, 2.0**24 + STEP - 1 - torch.dot(ones, torch.ones(STEP)).item())
    return min(ERROR, 2 * swallowed * 2.0**-24)


def merges_of_every_kernel() -> Iterator[tuple[str, torch.Tensor]]:
    """(method/variant/dtype, merged tensor) of small tensors, whose sizes no vector instruction divides."""
    for method in METHODS:
        donors = {"slerp": 1, "passthrough": 1}.get(method, 3)
        for dtype in (torch.bfloat16, torch.float16, torch.float32):
            for variant in ("plain", "scaled", "many"):
                # Far apart, so that slerp takes the arc, and with sums of many entries to each register.
                count = donors if variant != "many" or donors == 1 else 6
                # torch draws other numbers with other vector instructions.
                drawn = np.random.default_rng(0).standard_normal((count + 1, 550, 97), np.float32)
                base, *models = (
                    torch.from_numpy(drawn_values * np.float32(0.05)).to(dtype) for drawn_values in drawn
                )
                per_donor = [
                    {"weight": 0.3 + 0.11 * k, "density": 0.4, "gamma": 0.05, "epsilon": 0.1}
                    | ({"scale": 0.7} if method == "passthrough" else {})
                    for k in range(count)
                ]
                shared = {"normalize": variant != "scaled", "rescale": variant == "scaled"}
                shared |= {"lambda": 1.1, "t": 0.3, "filter_wise": variant == "scaled"}
                base = None if method in WITHOUT_BASE else base
                value, _ = run_kernel(method, base, models, per_donor, shared, audit="on")
                yield f"{method}/{variant}/{dtype}", value


def run_stock(
    method: str,
    base: torch.Tensor | None,
    donors: list[torch.Tensor],
    per_donor: list[dict[str, Any]],
    shared: dict[str, Any],
) -> torch.Tensor:
    """mergekit's own method on whole tensors."""
    from mergekit import merge_methods
    from mergekit.merge_methods.base import TensorGroup

    tensors = ([] if base is None else [base]) + donors
    ids = (["base"] if base is not None else []) + [f"donor-{k}" for k in range(len(donors))]
    group = TensorGroup.from_tensors(tensors, ids=ids, base_index=None if base is None else 0)
    names = {name for parameters in per_donor for name in parameters}
    scoped = {
        name: {f"donor-{k}": parameters[name] for k, parameters in enumerate(per_donor) if name in parameters}
        for name in names
    }
    (result,) = merge_methods.get(method)([group], parameters={**shared, **scoped})
    return result


def random_tensors(
    count: int, shape: tuple[int, ...], dtype: torch.dtype, seed: int = 0, moved: float = 0.01
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """A base and donors that moved a little away from it."""
    generator = torch.Generator().manual_seed(seed)
    base = torch.randn(shape, generator=generator) * 0.05
    donors = [base + torch.randn(shape, generator=generator) * moved * (k + 1) for k in range(count)]
    return base.to(dtype), [donor.to(dtype) for donor in donors]


def relative_error(value: torch.Tensor, truth: np.ndarray) -> float:
    """Root mean square of the difference, against that of the truth."""
    return float(np.sqrt(np.mean((value.double().numpy() - truth) ** 2) / np.mean(truth**2)))
