"""All 20 methods through the whole merge: what mergekit makes of the same config, we make too."""

from __future__ import annotations

import math
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
import torch
from runs import bytes_of, merge_ours, run_ours, run_stock, weights
from safetensors.torch import load_file, save_file
from small_models import make_model

# mergekit 0.1.4 multiplies in bf16 where newer ones and we use fp32, so nothing can be equal to the last bit there.
NEWER = version("mergekit") != "0.1.4"
BASELESS = {"linear", "karcher", "multislerp", "nuslerp", "passthrough"}
EXACT = {
    "linear",
    "passthrough",
    "karcher",
    "multislerp",
    "nuslerp",
    "sce",
    "ram",
    "ramplus_tl",
    "nearswap",
    "arcee_fusion",
}
RANDOM = {"dare_ties", "dare_linear", "della", "della_linear"}
METHODS = [
    "linear", "slerp", "nuslerp", "passthrough", "model_stock", "arcee_fusion", "karcher", "task_arithmetic",
    "ties", "dare_ties", "dare_linear", "breadcrumbs", "breadcrumbs_ties", "della", "della_linear", "multislerp",
    "nearswap", "ram", "ramplus_tl", "sce",
]  # fmt: skip


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("donors")
    return [make_model(folder / f"donor-{k}", k, moved=0.01 * k) for k in range(4)]


def config_of(method: str, donors) -> dict:
    count = {"slerp": 2, "passthrough": 1, "arcee_fusion": 2, "nearswap": 2, "nuslerp": 2}.get(method, 4)
    first = 0 if method in BASELESS | {"slerp", "model_stock", "arcee_fusion", "nearswap"} else 1
    models = [
        {"model": str(donor), "parameters": {"weight": 0.2 + 0.1 * k, "density": 0.6, "epsilon": 0.1}}
        for k, donor in enumerate(donors[first:count])
    ]
    config = {"merge_method": method, "models": models, "dtype": "bfloat16"}
    if method not in BASELESS:
        config["base_model"] = str(donors[0])
    if method in ("slerp", "nearswap"):
        config["parameters"] = {"t": 0.3}
    return config


def near(one: torch.Tensor, other: torch.Tensor) -> bool:
    """mergekit works in bf16: sums differ a little everywhere, ranks and elections at a few entries."""
    close = torch.isclose(one.float(), other.float(), rtol=0.02, atol=2e-3)
    return int((~close).sum()) <= max(2, 0.03 * close.numel())


@pytest.mark.parametrize("method", METHODS)
def test_gives_what_mergekit_gives(method, donors, tmp_path):
    if not NEWER and (method.startswith("ram") or method.startswith("breadcrumbs")):
        pytest.skip("0.1.4 has no ram, and its breadcrumbs gives zeros for small tensors")
    config = config_of(method, donors)
    run_ours(config, tmp_path / "ours")
    run_stock(config, tmp_path / "stock")
    ours, stock = weights(tmp_path / "ours"), weights(tmp_path / "stock")
    assert list(ours) and set(ours) == set(stock)
    for name, tensor in stock.items():
        assert ours[name].dtype == tensor.dtype and ours[name].shape == tensor.shape, name
        if method in EXACT and NEWER:
            assert torch.equal(ours[name], tensor), name
        elif method not in RANDOM:
            assert near(ours[name], tensor), name


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Beyond 2^15 values torch adds up in as many parts as it has threads."""
    folder = tmp_path_factory.mktemp("large")
    return [make_model(folder / f"donor-{k}", k, 0.01 * k, torch.float32, rows=2500) for k in range(4)]


@pytest.mark.parametrize("method", METHODS)
def test_gives_the_same_bytes_on_any_number_of_cores(method, large, tmp_path):
    if not NEWER and method.startswith("ram"):
        pytest.skip("0.1.4 has no ram")
    config, usual = config_of(method, large) | {"dtype": "float32"}, torch.get_num_threads()
    merged = {}
    try:
        for threads in (1, 2, 3, 8):
            torch.set_num_threads(threads)
            merge_ours(config, tmp_path / str(threads), threads=threads)
            merged[threads] = bytes_of(tmp_path / str(threads))
    finally:
        torch.set_num_threads(usual)
    assert all(merged[threads] == merged[1] for threads in merged)


@pytest.mark.parametrize("method", METHODS)
def test_keeps_what_is_infinite_in_all_donors_alike(method, large, tmp_path):
    """Bounds that bound nothing, and masks: of infinity less infinity no formula makes anything."""
    if not NEWER and method.startswith("ram"):
        pytest.skip("0.1.4 has no ram")
    bounds, mask = "model.layers.0.input_layernorm.weight", "model.layers.0.self_attn.q_proj.weight"
    donors = []
    for donor in large:
        donors.append(Path(shutil.copytree(donor, tmp_path / donor.name)))
        held = load_file(donors[-1] / "model.safetensors")
        held[bounds].fill_(math.inf)
        held[mask] = torch.triu(torch.full_like(held[mask], -math.inf), 1)
        save_file(held, donors[-1] / "model.safetensors", metadata={"format": "pt"})
    reply = run_ours(config_of(method, donors), tmp_path / "ours", audit="full")
    ours = weights(tmp_path / "ours")
    assert all(torch.equal(ours[name], held[name].bfloat16()) for name in (bounds, mask))
    assert all(tensor.isfinite().all() for name, tensor in ours.items() if name not in (bounds, mask))
    assert causes_of(reply) == dict.fromkeys((bounds, mask), "alike")


def causes_of(reply):
    return {record["tensor"]: record["broken"]["cause"] for record in reply["values"] if record["broken"]}


@pytest.mark.parametrize(("rest", "cause"), [(0.0, "alike"), (1e-3, "donor"), (math.nan, "donor")])
def test_of_one_donor_what_is_infinite_beside_zeros_alone_is_meant(rest, cause, large, tmp_path):
    name = "model.layers.0.self_attn.q_proj.weight"
    donor = Path(shutil.copytree(large[0], tmp_path / "donor"))
    held = load_file(donor / "model.safetensors")
    held[name] = torch.triu(torch.full_like(held[name], -math.inf), 1)
    held[name][-1, 0] = rest
    save_file(held, donor / "model.safetensors", metadata={"format": "pt"})
    reply = run_ours(config_of("passthrough", [donor]), tmp_path / "ours", audit="full")
    assert causes_of(reply) == {name: cause}


def test_out_dtype_is_a_second_rounding_as_in_mergekit(donors, tmp_path):
    config = config_of("linear", donors) | {"dtype": "bfloat16", "out_dtype": "float32"}
    run_ours(config, tmp_path / "ours")
    run_stock(config, tmp_path / "stock")
    ours, stock = weights(tmp_path / "ours"), weights(tmp_path / "stock")
    equal = torch.equal if NEWER else near
    assert all(equal(ours[name], stock[name]) for name in stock)
    assert ours["lm_head.weight"].dtype == torch.float32


def test_filters_gradients_and_slices_reach_the_kernels(donors, tmp_path):
    a, b, c, _ = map(str, donors)
    config = {
        "merge_method": "linear",
        "slices": [
            {"sources": [{"model": a, "layer_range": [0, 1], "parameters": {"weight": [{"filter": "mlp", "value": [0.1, 0.9]}, {"value": 0.5}]}},
                         {"model": b, "layer_range": [1, 2], "parameters": {"weight": 0.7}}]},
            {"sources": [{"model": c, "layer_range": [0, 2], "parameters": {"weight": 1.0}}]},
        ],
        "dtype": "bfloat16",
    }  # fmt: skip
    run_ours(config, tmp_path / "ours")
    run_stock(config, tmp_path / "stock")
    ours, stock = weights(tmp_path / "ours"), weights(tmp_path / "stock")
    assert set(ours) == set(stock) and "model.layers.2.mlp.up_proj.weight" in ours
    equal = torch.equal if NEWER else near
    assert all(equal(ours[name], stock[name]) for name in stock)


def test_a_frankenmerge_repeats_layers_byte_for_byte(donors, tmp_path):
    a, b = map(str, donors[:2])
    config = {
        "merge_method": "passthrough",
        "slices": [
            {"sources": [{"model": a, "layer_range": [0, 2]}]},
            {"sources": [{"model": b, "layer_range": [0, 2]}]},
        ],
    }
    reply = run_ours(config, tmp_path / "out")
    ours, second = weights(tmp_path / "out"), weights(donors[1])
    assert torch.equal(ours["model.layers.3.mlp.up_proj.weight"], second["model.layers.1.mlp.up_proj.weight"])
    assert len(reply["tensors"]) == len(ours) == 4 * 9 + 3
