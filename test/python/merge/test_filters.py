"""A filter fits a tensor by the name that it has in the donors' files, or by the one that transformers gives it."""

from __future__ import annotations

from importlib.metadata import version

import pytest
import torch
from anatomy_models import make_donor, tensors_of
from runs import run_ours


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixtral")
    return [make_donor(folder / name, "MixtralForCausalLM", seed) for seed, name in enumerate("ab", 3)]


@pytest.mark.parametrize(
    "asked",
    [
        "block_sparse_moe",
        pytest.param(
            "mlp",
            marks=pytest.mark.skipif(version("mergekit") == "0.1.4", reason="transformers 4 renames none"),
        ),
    ],
)
def test_experts_are_meant_by_either_name(donors, asked, tmp_path):
    def weight(inside: int):
        return {"weight": [{"filter": asked, "value": inside}, {"value": 1 - inside}]}

    config = {
        "merge_method": "linear",
        "models": [
            {"model": str(donor), "parameters": weight(inside)} for inside, donor in enumerate(donors)
        ],
    }
    run_ours(config, tmp_path / "out")
    outside, inside = map(tensors_of, donors)
    merged = tensors_of(tmp_path / "out")
    assert any("experts" in name for name in merged)
    for name, tensor in merged.items():
        held = inside if "block_sparse_moe" in name else outside
        assert torch.equal(tensor, held[name]), name
