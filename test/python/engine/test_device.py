"""A device that is out of memory is given less, and at last nothing; the result stays the same."""

from __future__ import annotations

import logging

import pytest
import torch
from kernel_runs import random_tensors, run_kernel
from mergescope.engine.device import Device, Piece
from mergescope.engine.kernels.arithmetic import Arithmetic
from mergescope.errors import MergescopeError

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
    # The processor under the name of a device of its own.
    device = Device(torch.device("cpu"))
    with caplog.at_level(logging.WARNING):
        merged, _ = run_kernel("ties", base, donors, settings, shared, threads=1, device=device)
    assert torch.equal(merged, whole)
    assert [text in record.getMessage() for text, record in zip(said, caplog.records, strict=True)] == [
        True
    ] * len(said)


def test_a_block_that_does_not_fit_is_not_tried(monkeypatch):
    device = Device(torch.device("cpu"))
    monkeypatch.setattr(Device, "_free", lambda self: 1000)
    assert device.run(lambda place, piece: piece, 1001) is Piece.TILE
    assert device.run(lambda place, piece: piece, 1000) is Piece.BLOCK


def test_a_device_that_is_not_there_is_named():
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    assert Device.named("auto").place.type in ("cpu", "xpu", "mps")
    with pytest.raises(MergescopeError, match="no cuda device"):
        Device.named("cuda:0")
