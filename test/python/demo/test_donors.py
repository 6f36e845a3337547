"""The demo's donors are what their table says, and the same bytes every time."""

import hashlib
import json
from pathlib import Path

import pytest
import torch
from mergescope.demo.donors import DONORS, make_donors
from safetensors import safe_open
from transformers import AutoModelForCausalLM


def silent(item: str, done: int, total: int) -> None:
    pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "donors"
    assert make_donors(folder, silent)
    return folder


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def shape(folder: Path, name: str) -> list[int]:
    with safe_open(folder / "model.safetensors", "pt") as file:
        return file.get_slice(name).get_shape()


def test_are_made_once(folder):
    assert make_donors(folder, silent) is False


def test_are_made_anew_for_another_seed_and_the_same_bytes_again_for_the_first(folder, tmp_path, monkeypatch):
    few = DONORS[:3]
    monkeypatch.setattr("mergescope.demo.donors.DONORS", few)
    first = {
        name: made for name, made in digests(folder).items() if Path(name).parts[0] in {d.name for d in few}
    }
    other = tmp_path / "donors"
    make_donors(other, silent, seed=1)
    assert len(first) >= 3 * len(few)
    same = first.items() & digests(other).items()
    assert not any(name.endswith(".safetensors") for name, _ in same)
    assert make_donors(other, silent) is True
    again = digests(other)
    assert again.pop("donors.json")
    assert again == first


@pytest.mark.parametrize(
    ("name", "rows", "config", "tokens"),
    [
        ("nemo-base", 131_072, 131_072, 131_072),
        ("chatml-full", 131_074, 131_074, 131_074),
        ("chatml-ghost", 131_072, 131_072, 131_074),
        ("chatml-ghost-config", 131_072, 131_074, 131_074),
        ("truncated", 131_070, 131_072, 131_072),
        ("quiet", 131_072, 131_072, 131_072),
        ("loud", 131_072, 131_072, 131_072),
    ],
)
def test_have_the_rows_config_and_tokenizer_of_their_names(name, rows, config, tokens, folder):
    donor = folder / name
    for tensor in ("model.embed_tokens.weight", "lm_head.weight"):
        assert shape(donor, tensor) == [rows, 64]
    assert json.loads((donor / "config.json").read_text())["vocab_size"] == config
    tokenizer = json.loads((donor / "tokenizer.json").read_text())
    ids = {token["id"] for token in tokenizer["added_tokens"]} | set(tokenizer["model"]["vocab"].values())
    assert sorted(ids) == list(range(tokens))
    assert 33e6 < (donor / "model.safetensors").stat().st_size < 35e6


def test_follow_the_shape_rule_of_nemo(folder):
    config = json.loads((folder / "nemo-base" / "config.json").read_text())
    assert config["architectures"] == ["MistralForCausalLM"]
    assert config["head_dim"] != config["hidden_size"] // config["num_attention_heads"]
    assert shape(folder / "nemo-base", "model.layers.0.self_attn.q_proj.weight") == [128, 64]


def test_lie_at_different_distances_from_the_base(folder):
    def distance(name: str) -> float:
        with (
            safe_open(folder / name / "model.safetensors", "pt") as donor,
            safe_open(folder / "nemo-base" / "model.safetensors", "pt") as base,
        ):
            tensor = "model.layers.1.mlp.up_proj.weight"
            return (donor.get_tensor(tensor).float() - base.get_tensor(tensor).float()).norm().item()

    lengths = {donor.name: distance(donor.name) for donor in DONORS[1:]}
    assert min(lengths, key=lengths.__getitem__) == "quiet"
    assert max(lengths, key=lengths.__getitem__) == "loud"
    assert lengths["loud"] > 20 * lengths["quiet"] > 0


def test_load_in_transformers_without_a_complaint(folder):
    model, report = AutoModelForCausalLM.from_pretrained(folder / "chatml-full", output_loading_info=True)
    assert not any(report.values())
    with torch.no_grad():
        assert torch.isfinite(model(torch.tensor([[1, 131_072, 5000]])).logits.float()).all()
