"""Merges with parameters and donors that nobody has in mind, drawn at random: what mergekit makes of them, we make too."""

from __future__ import annotations

import random
from importlib.metadata import version

import pytest
import torch
from mergescope.engine.methods import METHODS as KERNELS
from runs import merge_ours, run_stock, weights
from safetensors.torch import load_file, save_file
from small_models import make_model
from test_methods import BASELESS, EXACT, METHODS, RANDOM, near

PAIRS = {"slerp", "nuslerp", "arcee_fusion", "nearswap"}
WEIGHTS = [1, 0.5, 0.3, -0.5, 0, 1e-9, [0, 1], [{"filter": "mlp", "value": 0.2}, {"value": [0.1, 0.8]}]]
OWN = {
    "nuslerp": {"nuslerp_flatten": [True, False], "nuslerp_row_wise": [True, False]},
    "multislerp": {"normalize_weights": [True, False], "eps": [1e-8, 0.1]},
    "sce": {"select_topk": [0.1, 1.0]},
    "karcher": {"max_iter": [1, 10]},
    "linear": {"normalize": [True, False]},
    "model_stock": {"filter_wise": [True, False]},
    "slerp": {"t": [0.0, 0.3, [0, 1]]},
    "nearswap": {"t": [0.001, 0.3]},
}
ODD = {
    "zero": torch.zeros_like,
    "negated": torch.neg,
    "twin": torch.clone,
    "without-rows": lambda values: values.clone().index_fill_(0, torch.arange(0, len(values), 2), 0),
    "tiny": lambda values: values * 1e-9,
}


@pytest.fixture(scope="module")
def donors(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("odd")
    kinds = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
    made = {name: make_model(folder / name, k, 0.02, kinds[name]) for k, name in enumerate(kinds)}
    plain = load_file(made["fp16"] / "model.safetensors")
    for name, change in ODD.items():
        made[name] = make_model(folder / name, 1, 0.02, torch.float16)
        odd = {key: change(values) for key, values in plain.items()}
        save_file(odd, made[name] / "model.safetensors", metadata={"format": "pt"})
    return {name: str(path) for name, path in made.items()}


def drawn(method: str, seed: int, donors: dict[str, str]) -> dict:
    draw = random.Random(f"{method} {seed}")
    count = 1 if method == "passthrough" else 2 if method in PAIRS else draw.randint(3, 4)
    names = draw.sample(sorted(donors), count)
    base = None
    if method not in BASELESS:
        base = draw.choice(names)
    elif method in ("nuslerp", "multislerp") and draw.random() < 0.5:
        base = draw.choice(sorted(set(donors) - set(names)))
        names.insert(draw.randint(0, count), base)
    models = [
        {"model": donors[name], "parameters": {"weight": draw.choice(WEIGHTS), "density": 0.6}}
        for name in names
    ]
    parameters = {name: draw.choice(values) for name, values in OWN.get(method, {}).items()}
    config = {"merge_method": method, "models": models, "parameters": parameters}
    for key in ("dtype", "out_dtype"):
        if draw.random() < 0.6:
            config[key] = draw.choice(["bfloat16", "float16", "float32"])
    return config | ({"base_model": donors[base]} if base else {})


@pytest.mark.skipif(version("mergekit") == "0.1.4", reason="it multiplies in the dtype of the donors")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", [method for method in METHODS if method not in RANDOM])
def test_gives_what_mergekit_gives(method, seed, donors, tmp_path):
    config = drawn(method, seed, donors)
    try:
        run_stock(config, tmp_path / "stock", copy_tokenizer=False)
    except ValueError as error:
        with pytest.raises(ValueError, match=str(error)[:20]):
            merge_ours(config, tmp_path / "ours")
        return
    merge_ours(config, tmp_path / "ours")
    ours, stock = weights(tmp_path / "ours"), weights(tmp_path / "stock")
    assert list(ours) and set(ours) == set(stock)
    for name, tensor in stock.items():
        assert ours[name].dtype == tensor.dtype and ours[name].shape == tensor.shape, name
        if method in EXACT and method not in KERNELS:
            assert torch.isclose(ours[name], tensor, rtol=0, atol=0, equal_nan=True).all(), (name, config)
        else:
            assert near(ours[name], tensor), (name, config)
