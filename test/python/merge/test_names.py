"""Donors of one model that call its tensors by other names: the output has those of the model that leads."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import torch
from anatomy_models import linear, loads_whole, make_donor, mean, rewrite, tensors_of
from runs import run_ours

# What mergekit defines with and without other names, and what it does not; with the prefix of each, and settings.
KINDS = {
    "GPT2LMHeadModel": ("transformer.", {}),
    "LlamaForCausalLM": ("model.", {"attention_bias": True}),
    "BertForMaskedLM": ("bert.", {}),
    "BloomForCausalLM": ("transformer.", {}),
    "ElectraForPreTraining": ("electra.", {}),
    "Qwen3MoeForCausalLM": ("model.", {}),
}
CASES = 6


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    """Two of each kind, as transformers saves them."""
    made: dict[str, list[dict[str, torch.Tensor]]] = {}

    def of(kind: str) -> tuple[Path, list[dict[str, torch.Tensor]]]:
        folder = tmp_path_factory.getbasetemp() / kind
        if kind not in made:
            made[kind] = [
                tensors_of(make_donor(folder / str(seed), kind, seed, **KINDS[kind][1])) for seed in range(2)
            ]
        return folder, made[kind]

    return of


@pytest.mark.parametrize("case", range(CASES))
def test_the_names_of_the_leading_model_win(case, donors, tmp_path):
    one = random.Random(case)
    kind = list(KINDS)[case % len(KINDS)]
    folder, saved = donors(kind)
    ways = [_way(one, KINDS[kind][0]) for _ in saved]
    for at, way in enumerate(ways):
        (tmp_path / str(at)).mkdir()
        (tmp_path / str(at) / "config.json").write_bytes((folder / str(at) / "config.json").read_bytes())
        rewrite(tmp_path / str(at), lambda _, at=at, way=way: {way(n): t for n, t in saved[at].items()})
    paths = [tmp_path / str(at) for at in range(2)]
    lead = one.choice([None, 0, 1])
    more = {} if lead is None else {"base_model": str(paths[lead])}
    run_ours(linear(*paths, **more), tmp_path / "out")
    ours = tensors_of(tmp_path / "out")
    named = {ways[lead or 0](name): name for name in saved[0]}
    # Old words of one donor are the new ones where anybody knows those.
    told = {
        _new(name) if _new(name) in map(_new, ours) and name not in ours else name: n
        for name, n in named.items()
    }
    assert set(ours) == set(told), (ways, lead)
    for name, own in told.items():
        assert torch.allclose(ours[name], mean(*(tensors[own] for tensors in saved)), atol=1e-6), name
    loads_whole(tmp_path / "out")


def _way(one: random.Random, prefix: str):
    bare, old = one.random() < 0.5, one.random() < 0.5

    def called(name: str) -> str:
        name = name.removeprefix(prefix) if bare else name
        return _old(name) if old else name

    return called


def _old(name: str) -> str:
    return re.sub(r"(LayerNorm)\.weight$", r"\1.gamma", re.sub(r"(LayerNorm)\.bias$", r"\1.beta", name))


def _new(name: str) -> str:
    return re.sub(r"\.gamma$", ".weight", re.sub(r"\.beta$", ".bias", name))
