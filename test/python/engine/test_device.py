"""A device that is out of memory is given less, and at last nothing; the result stays the same."""

from __future__ import annotations

import logging

import pytest
import torch
from kernel_runs import random_tensors, run_kernel
from mergescope.engine.blocks import DEVICE_BLOCK_ELEMENTS, split
from mergescope.engine.compute.device import Device, Piece
from mergescope.engine.compute.find_device import find_device, find_devices
from mergescope.engine.kernels.arithmetic import Arithmetic
from mergescope.errors import MergescopeError


def a_device(piece: Piece = Piece.BLOCK) -> Device:
    """The processor as a device of its own: given large blocks at once."""
    return Device(torch.device("cpu"), piece, DEVICE_BLOCK_ELEMENTS)


SMALLER, PROCESSOR = "smaller pieces", "on the processor"


@pytest.mark.parametrize("failures, said", [(0, []), (1, [SMALLER]), (2, [SMALLER, PROCESSOR])])
def test_out_of_memory_means_smaller_pieces_and_then_the_processor(monkeypatch, caplog, failures, said):
    base, donors = random_tensors(2, (3000, 512), torch.bfloat16)
    settings = [{"weight": 0.5, "density": 0.5}] * 2
    shared = {"normalize": True, "lambda": 1.0}
    whole, _ = run_kernel("ties", base, donors, settings, shared, threads=1)

    tile, left = Arithmetic.tile, [failures]

    def scarce(self, *arguments):
        if left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("no room")
        return tile(self, *arguments)

    monkeypatch.setattr(Arithmetic, "tile", scarce)
    device = a_device()
    with caplog.at_level(logging.WARNING):
        merged, _ = run_kernel("ties", base, donors, settings, shared, threads=1, device=device)
    assert torch.equal(merged, whole)
    assert [text in record.getMessage() for text, record in zip(said, caplog.records, strict=True)] == [
        True
    ] * len(said)


def test_a_block_that_does_not_fit_is_not_tried(monkeypatch):
    device = a_device()
    monkeypatch.setattr(Device, "_free", lambda self: 1000)
    assert device.run(lambda torch_device, piece: piece, 1001) is Piece.TILE
    assert device.run(lambda torch_device, piece: piece, 1000) is Piece.BLOCK


@pytest.mark.parametrize("method", ["linear", "ties", "dare_linear", "della", "model_stock"])
def test_larger_blocks_draw_rank_and_measure_the_same(method):
    base, donors = random_tensors(3, (5000, 1030), torch.bfloat16)
    settings = [{"weight": 0.4, "density": 0.5, "epsilon": 0.1}] * 3
    given = (method, None if method == "linear" else base, donors, settings, {"normalize": True})
    small, job = run_kernel(*given)
    for piece in (Piece.BLOCK, Piece.TILE):
        large, other = run_kernel(*given, device=a_device(piece))
        if method == "model_stock":
            assert torch.allclose(large.float(), small.float(), rtol=0.01)
        else:
            assert torch.equal(large, small)
        for donor, same in zip(other.voice.donors, job.voice.donors, strict=True):
            assert donor.tau2 == pytest.approx(same.tau2, rel=1e-3) and donor.c2 == pytest.approx(
                same.c2, rel=1e-3
            )
            assert (donor.kept, donor.c2_variance) == (same.kept, same.c2_variance)
    blocks = split((5000, 1030), DEVICE_BLOCK_ELEMENTS)
    assert [draw for block in blocks for draw in block.draws()] == [
        draw for block in split((5000, 1030)) for draw in block.draws()
    ]


def test_a_task_without_pieces_goes_to_the_processor_where_the_device_has_no_room(caplog):
    def work(torch_device: torch.device) -> str:
        if torch_device.type != "cpu":
            raise torch.OutOfMemoryError("no room")
        return torch_device.type

    with caplog.at_level(logging.WARNING):
        assert Device(torch.device("meta")).run_whole(work, "lm_head.weight") == "cpu"
    assert "lm_head.weight is computed on the processor" in caplog.text
    with pytest.raises(MergescopeError, match=r"would compute lm_head\.weight with other bytes") as caught:
        Device(torch.device("meta")).run_whole(work, "lm_head.weight", same_bytes=True)
    assert caught.value.code == "bytes-would-differ"


def test_a_device_that_is_not_there_is_named():
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    assert find_device("auto").torch_device.type in ("cpu", "xpu", "mps")
    with pytest.raises(MergescopeError, match="no cuda device"):
        find_device("cuda:0")


def test_a_device_beyond_the_last_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert find_device("cuda:1").torch_device.index == 1
    with pytest.raises(MergescopeError, match="no cuda:2 here: torch sees 2 cuda devices"):
        find_device("cuda:2")


def test_several_devices_are_found_by_name_and_by_all(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    numbers = {
        names: [one.torch_device.index for one in find_devices(names)]
        for names in ("cuda:2,cuda:0", "cuda:all")
    }
    assert numbers == {"cuda:2,cuda:0": [2, 0], "cuda:all": [0, 1, 2]}
    assert [one.torch_device.type for one in find_devices("cpu")] == ["cpu"]
    for names, told in {
        "cuda:0,cuda:3": "no cuda:3 here",
        "cuda:0,cpu": "GPUs of one kind",
        "cpu,cpu": "GPUs of one kind",
        "cuda,cuda:0": "twice",
        "cuda:1,cuda:1": "twice",
        "nonsense:all": "no device",
    }.items():
        with pytest.raises(MergescopeError, match=told) as caught:
            find_devices(names)
        assert caught.value.code == "usage"
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(MergescopeError, match="no cuda device here"):
        find_devices("cuda:all")
