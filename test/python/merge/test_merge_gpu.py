"""Whole merges on a GPU: what the processor or mergekit on the GPU gives, and the same bytes each time."""

from __future__ import annotations

import pytest
import torch
from gpu import ON_GPU
from runs import bytes_of, run_ours, run_stock, weights
from test_methods import EXACT, METHODS, config_of, donors, near

assert donors  # the fixture

#: mergekit's own tasks, which do not give the same on every device.
OWN = EXACT - {"linear", "passthrough"}

pytestmark = ON_GPU


@pytest.mark.parametrize("method", METHODS)
def test_gives_what_it_should_and_the_same_again(method, donors, tmp_path):
    config = config_of(method, donors)
    run_ours(config, tmp_path / "gpu", device="cuda")
    run_ours(config, tmp_path / "again", device="cuda:0", threads=1)
    assert bytes_of(tmp_path / "gpu") == bytes_of(tmp_path / "again")
    if method in OWN:
        run_stock(config, tmp_path / "want", cuda=True)
    else:
        run_ours(config, tmp_path / "want")
    ours, want = weights(tmp_path / "gpu"), weights(tmp_path / "want")
    assert set(ours) == set(want)
    for name, tensor in want.items():
        assert ours[name].dtype == tensor.dtype
        assert torch.equal(ours[name], tensor) if method in OWN else near(ours[name], tensor), name
