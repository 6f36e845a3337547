"""A GPU gives what the processor gives, the same bytes each time, and what it has no room for is done elsewhere."""

from __future__ import annotations

import logging

import pytest
import torch
from gpu import ON_GPU
from kernel_runs import random_tensors, run_kernel
from mergescope.engine.compute.device import Device, Piece
from mergescope.engine.compute.find_device import find_device
from test_kernels import EXACT, settings

pytestmark = ON_GPU

RANDOM = ["dare_linear", "dare_ties", "della", "della_linear"]
DEVICE = "cuda"


def inputs(method: str, dtype: torch.dtype, shape: tuple[int, int] = (3100, 1024)):
    per_donor, shared = settings(method)
    if method in RANDOM:
        per_donor = [{**parameters, "density": 0.5, "epsilon": 0.1} for parameters in per_donor]
        shared |= {"rescale": True}
    base, donors = random_tensors(len(per_donor), shape, dtype)
    return method, None if method in ("linear", "passthrough") else base, donors, per_donor, shared


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("method", [*EXACT, *RANDOM])
def test_gives_what_the_processor_gives(method, dtype):
    given = inputs(method, dtype)
    ours, job = run_kernel(*given, device=find_device(DEVICE))
    want, other = run_kernel(*given)
    close = torch.isclose(ours.float(), want.float(), rtol=2 * torch.finfo(dtype).eps, atol=1e-7)
    # Where magnitudes or votes are even to the last bit, one entry may stay here and another there.
    assert int((~close).sum()) <= 1e-5 * close.numel()
    if other.voice is None:
        assert job.voice is None
        return
    for donor, same in zip(job.voice.donors, other.voice.donors, strict=True):
        assert donor.tau2 == pytest.approx(same.tau2, rel=1e-4)
        assert donor.c2 == pytest.approx(same.c2, rel=1e-3)
        assert donor.kept == same.kept or donor.kept == pytest.approx(same.kept, rel=1e-3)


@pytest.mark.parametrize("method", [*EXACT, *RANDOM])
def test_threads_pieces_and_audit_change_no_byte(method):
    given = inputs(method, torch.bfloat16)
    one, _ = run_kernel(*given, threads=1, device=find_device(DEVICE))
    for piece, threads, audit in [(Piece.BLOCK, 4, "on"), (Piece.TILE, 3, "off"), (Piece.TILE, 1, "full")]:
        other, _ = run_kernel(
            *given, threads=threads, audit=audit, device=Device(torch.device(DEVICE), piece)
        )
        assert torch.equal(one, other), (piece, threads, audit)


@pytest.mark.parametrize("method", ["linear", "ties", "della"])
def test_whatever_room_is_left_the_merge_goes_on(method, caplog):
    given = inputs(method, torch.float32)
    whole, _ = run_kernel(*given, device=find_device(DEVICE))
    total = torch.cuda.get_device_properties(0).total_memory
    said: set[str] = set()
    try:
        for megabytes in (400, 200, 120, 100, 80, 60, 40, 20, 0):
            torch.cuda.empty_cache()
            torch.cuda.set_per_process_memory_fraction(megabytes * 1_000_000 / total)
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                merged, _ = run_kernel(*given, device=find_device(DEVICE))
            messages = [record.getMessage() for record in caplog.records]
            said.update(messages)
            # From here on a part of the tensor comes from the processor, whose sums may round otherwise.
            exact = not any("processor" in message for message in messages)
            assert (
                torch.equal(merged, whole) if exact else torch.allclose(merged, whole, rtol=1e-5, atol=1e-7)
            )
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert any("smaller pieces" in message for message in said), said
    assert any("on the processor" in message for message in said), said
