"""A finished merge looked into from its files: cases whose answer is known without measuring."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from mergescope import events
from mergescope.errors import MergescopeError
from mergescope.xray.run import xray
from safetensors.torch import save_file

NAME = "model.layers.0.mlp.up_proj.weight"


@pytest.fixture
def look(tmp_path, monkeypatch):
    """look(merged, donors, base) → (sums by tensor, notes); a model is {tensor: values} or (that, tokens)."""

    def write(name, model):
        tensors, tokens = model if isinstance(model, tuple) else (model, None)
        folder = tmp_path / name
        folder.mkdir()
        save_file({key: value.contiguous() for key, value in tensors.items()}, folder / "model.safetensors")
        if tokens is not None:
            document = {"model": {"type": "BPE", "vocab": tokens}, "added_tokens": []}
            (folder / "tokenizer.json").write_text(json.dumps(document))
        return str(folder)

    def run(merged, donors, base=None):
        seen = []
        monkeypatch.setattr(events, "emit", seen.append)
        request = {
            "output": write("merged", merged),
            "base": {"name": "base", "folder": write("base", base)} if base is not None else None,
            "donors": [{"name": name, "folder": write(name, model)} for name, model in donors.items()],
        }
        reply = xray(request)
        return {s["sums"]["tensor"]: s["sums"] for s in seen if s["event"] == "voice"}, reply["notes"]

    return run


def random(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def shares(sums):
    loud = [np.sqrt(donor["c2"]) for donor in sums["donors"]]
    return [one / sum(loud) for one in loud]


def test_one_donor_of_weight_one_has_the_whole_voice(look):
    base, donor = random(0, 64, 64), random(1, 64, 64)
    found, notes = look({NAME: donor}, {"a": {NAME: donor}}, {NAME: base})
    sums = found[NAME]
    assert shares(sums) == [1.0]
    assert sums["residual2"] < 1e-6 * sums["d2"]
    assert sums["donors"][0]["tau2"] == pytest.approx(float((donor - base).double().square().sum()), rel=1e-5)
    assert sums["reference2"] == pytest.approx(float(base.double().square().sum()), rel=1e-5)
    assert notes == []


def test_opposite_donors_cancel(look):
    base, tau = torch.zeros(8, 8), random(1, 8, 8)
    found, _ = look({NAME: base}, {"a": {NAME: tau}, "b": {NAME: -tau}}, {NAME: base})
    assert found[NAME]["d2"] == 0
    assert found[NAME]["gram"]["products"][0][1] == pytest.approx(-found[NAME]["donors"][0]["tau2"])


def test_orthogonal_donors_have_the_analytic_shares(look):
    base, first, second = torch.zeros(2, 100), torch.zeros(2, 100), torch.zeros(2, 100)
    first[0], second[1] = 3.0, 1.0
    merged = 0.5 * first + 0.5 * second
    found, _ = look({NAME: merged}, {"a": {NAME: first}, "b": {NAME: second}}, {NAME: base})
    assert shares(found[NAME]) == pytest.approx([0.75, 0.25])
    assert [d["cD"] / found[NAME]["d2"] for d in found[NAME]["donors"]] == pytest.approx([0.9, 0.1])


def test_a_duplicated_donor_has_equal_shares(look):
    base, donor = random(0, 32, 32), random(1, 32, 32)
    found, _ = look({NAME: donor}, {"a": {NAME: donor}, "b": {NAME: donor}}, {NAME: base})
    assert shares(found[NAME]) == pytest.approx([0.5, 0.5])


def test_neither_the_order_of_donors_nor_the_size_of_blocks_matters(look, tmp_path):
    base = random(0, 900, 1500).bfloat16()
    donors = {
        name: {NAME: (base.float() + random(at, 900, 1500)).bfloat16()} for at, name in enumerate("abc", 1)
    }
    merged = base.float() + sum(
        weight * (donor[NAME].float() - base.float())
        for weight, donor in zip((0.2, 0.5, 0.9), donors.values(), strict=True)
    )
    there, _ = look({NAME: merged}, donors, {NAME: base})
    for folder in tmp_path.iterdir():
        folder.rename(folder.with_name(f"first-{folder.name}"))
    back, _ = look({NAME: merged}, dict(reversed(donors.items())), {NAME: base})
    assert shares(there[NAME]) == pytest.approx(shares(back[NAME])[::-1], rel=1e-5)
    # Weights come back out of the files: c = a tau.
    scale = [np.sqrt(d["c2"] / d["tau2"]) for d in there[NAME]["donors"]]
    assert scale == pytest.approx([0.2, 0.5, 0.9], rel=1e-3)
    assert there[NAME]["residual2"] < 1e-4 * there[NAME]["d2"]


def test_without_a_base_the_mean_of_the_donors_is_the_reference(look):
    first, second = random(1, 16, 16), random(2, 16, 16)
    found, _ = look({NAME: first}, {"a": {NAME: first}, "b": {NAME: second}})
    assert found[NAME]["reference"] is None
    assert found[NAME]["d2"] == pytest.approx(float((first - second).square().sum()) / 4, rel=1e-5)
    assert shares(found[NAME]) == pytest.approx([0.5, 0.5])


def test_the_sign_against_the_result_is_counted_by_entries_and_by_mass(look):
    base = torch.zeros(1, 4)
    first, second = torch.tensor([[1.0, 1.0, 1.0, 3.0]]), torch.tensor([[1.0, 1.0, 1.0, -1.0]])
    found, _ = look({NAME: first + second}, {"a": {NAME: first}, "b": {NAME: second}}, {NAME: base})
    one, other = found[NAME]["donors"]
    assert (one["against"], one["lost"], other["against"], other["lost"], other["mass"]) == (0, 0, 1, 1, 4)


def test_broken_values_are_counted_and_do_not_hide_the_rest(look):
    base, good = random(0, 8, 8), random(1, 8, 8)
    bad = random(2, 8, 8)
    bad[3, 3], bad[4, 4] = float("nan"), float("inf")
    found, _ = look({NAME: good}, {"good": {NAME: good}, "bad": {NAME: bad}}, {NAME: base})
    assert [donor.get("nonFinite", 0) for donor in found[NAME]["donors"]] == [0, 2]
    assert all(np.isfinite(donor["tau2"]) for donor in found[NAME]["donors"])


EMBEDDINGS = "model.embed_tokens.weight"


def test_vocabulary_rows_are_aligned_by_their_tokens(look):
    tokens = {"a": 0, "b": 1, "<s>": 2, "<t>": 3}
    base = (torch.zeros(2, 4), {"a": 0, "b": 1})
    # `swapped` lists the tokens in another order, `ghost` lists <t> without a row of its own.
    swapped = (torch.tensor([[2.0], [1.0], [3.0], [4.0]]).repeat(1, 4), {"b": 0, "a": 1, "<s>": 2, "<t>": 3})
    ghost = (torch.tensor([[1.0], [2.0], [3.0]]).repeat(1, 4), {"a": 0, "b": 1, "<s>": 2, "<t>": 3})
    merged = torch.tensor([[1.0], [2.0], [3.0], [4.0]]).repeat(1, 4)

    def model(values, own):
        return {EMBEDDINGS: values}, own

    found, notes = look(
        model(merged, tokens), {"swapped": model(*swapped), "ghost": model(*ghost)}, model(*base)
    )
    sums = found[EMBEDDINGS]
    assert notes == []
    # On rows a and b both are what the base is not by the same values; <s> and <t> measure from the holders.
    assert sums["gram"]["products"][0] == pytest.approx([20.0, 20.0])
    one, other = sums["vocabulary"]["donors"]
    assert one["rows"] == {"held": 4, "ghost": 0, "absent": 0}
    assert other["rows"] == {"held": 3, "ghost": 1, "absent": 0}
    assert other["c2"]["ghost"][1] == 0


def test_without_tokenizers_the_common_rows_are_compared_and_that_is_said(look):
    base, donor = torch.zeros(4, 4), torch.ones(6, 4)
    found, notes = look({EMBEDDINGS: torch.ones(5, 4)}, {"a": {EMBEDDINGS: donor}}, {EMBEDDINGS: base})
    assert found[EMBEDDINGS]["numel"] == 16
    assert "the first 4 rows only" in notes[0]


def test_a_tied_head_is_compared_with_the_embeddings(look):
    base = {EMBEDDINGS: torch.zeros(4, 4)}
    merged = {EMBEDDINGS: torch.ones(4, 4), "lm_head.weight": torch.ones(4, 4)}
    found, _ = look(merged, {"a": {EMBEDDINGS: torch.ones(4, 4)}}, base)
    assert shares(found["lm_head.weight"]) == [1.0]


def test_tensors_that_cannot_be_compared_are_named(look):
    base, donor = {NAME: torch.zeros(4, 4)}, {NAME: torch.ones(4, 4)}
    other = {NAME: torch.ones(4, 8)}
    merged = {NAME: torch.ones(4, 4), "model.extra.weight": torch.ones(2)}
    found, notes = look(merged, {"a": donor, "b": other}, base)
    assert [donor["donor"] for donor in found[NAME]["donors"]] == ["a"]
    assert "b has another shape of model.layers.0.mlp.up_proj.weight" in notes
    assert "a does not hold model.extra.weight" in notes


def test_models_with_nothing_in_common_are_refused(look):
    with pytest.raises(MergescopeError, match="no tensor in common"):
        look({"x": torch.ones(2)}, {"a": {"y": torch.ones(2)}}, {"z": torch.ones(2)})


def test_an_index_that_names_a_missing_shard_is_refused(tmp_path):
    (tmp_path / "model.safetensors.index.json").write_text('{"weight_map": {"a": "model-1.safetensors"}}')
    with pytest.raises(MergescopeError, match=r"lacks .*model-1\.safetensors"):
        xray(
            {"output": str(tmp_path), "base": None, "donors": [{"name": "a", "folder": str(Path(tmp_path))}]}
        )
