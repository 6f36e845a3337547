"""Experts lie apart in most checkpoints and together in what transformers 5 keeps in memory, and some save it so. The
output has the names and the layout of the leading model's checkpoint, whoever else has another."""

from __future__ import annotations

import itertools
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from anatomy_models import linear, loads_whole, make_donor, rewrite, tensors_of
from mergescope.errors import MergescopeError
from runs import run_ours

pytestmark = pytest.mark.skipif(
    version("mergekit") == "0.1.4", reason="transformers 4 puts no experts together"
)

KINDS: dict[str, dict[str, Any]] = {
    "MixtralForCausalLM": {},
    "Qwen2MoeForCausalLM": {},
    "Qwen3MoeForCausalLM": {},
    "Glm4MoeForCausalLM": {"first_k_dense_replace": 1},
    "MiniMaxForCausalLM": {},
    "OlmoeForCausalLM": {},
    "DeepseekV3ForCausalLM": {"first_k_dense_replace": 1},
    "JambaForCausalLM": {},
}
METHODS = ("linear", "ties", "karcher", "slerp")
#: Who has them together, the leading model first: all but those where nobody differs.
MIXED = [together for together in itertools.product((False, True), repeat=3) if len(set(together)) > 1]


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    """By class: three donors, each in both layouts."""
    made: dict[str, list[dict[bool, Path]]] = {}

    def make(kind: str) -> list[dict[bool, Path]]:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            made[kind] = [both_layouts(folder / str(seed), kind, seed) for seed in (1, 2, 3)]
        return made[kind]

    return make


def both_layouts(folder: Path, kind: str, seed: int) -> dict[bool, Path]:
    apart, together = (make_donor(folder / name, kind, seed, **KINDS[kind]) for name in ("apart", "together"))
    model = getattr(transformers, kind).from_pretrained(apart)
    rewrite(together, lambda _: {name: tensor.clone() for name, tensor in model.state_dict().items()})
    assert tensors_of(apart).keys() != tensors_of(together).keys()
    return {False: apart, True: together}


def config_of(method: str, donors: list[Path]) -> dict[str, Any]:
    config = linear(*donors, merge_method=method, base_model=str(donors[0]))
    if method == "linear":
        del config["base_model"]
    if method == "slerp":
        config |= {"models": config["models"][:2], "parameters": {"t": 0.3}}
    return config


def cases_of(kind: str) -> list[tuple[str, tuple[bool, ...]]]:
    """One kind has all layouts and all methods; the others have half of the layouts, each with another method."""
    if kind == "Qwen3MoeForCausalLM":
        return [("linear", together) for together in MIXED] + [(method, MIXED[2]) for method in METHODS[1:]]
    first = list(KINDS).index(kind)
    return [
        (METHODS[(first + step) % len(METHODS)], MIXED[(first + 2 * step) % len(MIXED)]) for step in range(3)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_output_has_the_layout_of_the_leading_model(kind, donors, tmp_path):
    own, cases = donors(kind), cases_of(kind)
    expected: dict[tuple[str, bool], dict[str, torch.Tensor]] = {}
    for number, (method, together) in enumerate(cases):
        alike = method, together[0]
        if alike not in expected:
            output = tmp_path / f"alike-{len(expected)}"
            run_ours(config_of(method, [donor[together[0]] for donor in own]), output)
            expected[alike] = tensors_of(output)
        output = tmp_path / f"mixed-{number}"
        mixed = [donor[layout] for donor, layout in zip(own, together, strict=True)]
        run_ours(config_of(method, mixed), output)
        ours = tensors_of(output)
        assert ours.keys() == expected[alike].keys() == tensors_of(mixed[0]).keys(), (method, together)
        wrong = [name for name, tensor in ours.items() if not torch.equal(tensor, expected[alike][name])]
        assert wrong == [], (method, together)
    loads_whole(output)


def test_experts_that_are_too_few_to_cut_are_refused_by_their_names(donors, tmp_path):
    apart, together = donors("Qwen3MoeForCausalLM")[0].values()
    fewer = tmp_path / "fewer"
    shutil.copytree(together, fewer)
    rewrite(fewer, lambda tensors: {name: t[:3] if "experts" in name else t for name, t in tensors.items()})
    with pytest.raises(MergescopeError, match=r"experts\.3\..* cannot be cut out of .*\[3, "):
        run_ours(linear(apart, fewer), tmp_path / "ours")


def test_pickled_experts_are_cut_too(donors, tmp_path):
    (apart, together), (other, _) = (donor.values() for donor in donors("Qwen3MoeForCausalLM")[:2])
    pickled = tmp_path / "pickled"
    shutil.copytree(together, pickled)
    torch.save(tensors_of(together), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()
    for name, donor in (("plain", apart), ("cut", pickled)):
        run_ours(linear(other, donor), tmp_path / name)
    plain, cut = tensors_of(tmp_path / "plain"), tensors_of(tmp_path / "cut")
    assert plain.keys() == cut.keys() and all(torch.equal(plain[name], cut[name]) for name in plain)
