"""Donors of every make, through the whole merge: what mergekit writes for the same config, we write too."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from layout_models import make_adapter, make_bert, make_clap, make_olmo, rename
from merge_requests import merge_request
from mergescope.demo.small import write_small
from mergescope.errors import MergescopeError
from runs import bytes_of, run_ours, run_stock, weights
from small_models import make_model

# 0.1.4 rounds to bf16 after every step, so the last bit differs there.
NEWER = version("mergekit") != "0.1.4"


def both(
    config: dict[str, Any], folder: Path, more: Iterable[str] = (), **mergekit: Any
) -> dict[str, torch.Tensor]:
    """Our tensors, after a look that mergekit's own run wrote the same: names, dtypes, shapes and values.

    Args:
        more: what it loses, because its definition lacks it.
    """
    run_ours(config, folder / "ours", mergekit=mergekit)
    run_stock(config, folder / "stock", **mergekit)
    ours, stock = weights(folder / "ours"), weights(folder / "stock")
    assert set(ours) == set(stock) | set(more)
    for name, tensor in stock.items():
        assert ours[name].dtype == tensor.dtype and ours[name].shape == tensor.shape, name
        assert same(ours[name], tensor), name
    return ours


def same(ours: torch.Tensor, stock: torch.Tensor) -> bool:
    if NEWER:
        return torch.equal(ours, stock)
    # Its buffers of integers are averages that overflow.
    return not stock.is_floating_point() or torch.allclose(ours, stock, rtol=0.02, atol=0.01)


def linear(*donors: object, **more: Any) -> dict[str, Any]:
    models = [
        {"model": str(donor), "parameters": {"weight": 0.3 + 0.1 * k}} for k, donor in enumerate(donors)
    ]
    return {"merge_method": "linear", "models": models, "dtype": "bfloat16"} | more


def settings_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "config.json").read_text())


@pytest.fixture(scope="module")
def vision(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vision")
    more = {"architecture": "mistral3", "moved": 0.5}
    return [write_small(folder / f"donor-{k}", toward=k, **more) for k in (1, 2)]


def test_a_model_with_a_vision_tower_is_merged_whole_under_its_prefixes(vision, tmp_path):
    ours = both(linear(*vision), tmp_path)
    assert "language_model.model.embed_tokens.weight" in ours
    patches = "vision_tower.patch_conv.weight"
    assert not torch.equal(ours[patches], weights(vision[0])[patches])
    assert set(ours) == set(weights(vision[0]))


def test_modules_have_donors_of_their_own(vision, tmp_path):
    a, b = map(str, vision)
    config = {
        "merge_method": "linear",
        "modules": {
            "text_decoder": {"models": [{"model": a, "parameters": {"weight": w}} for w in (0.5,)]},
            "multi_modal_projector": {"models": [{"model": b, "parameters": {"weight": 1.0}}]},
            "vision_tower": {"models": [{"model": m, "parameters": {"weight": 0.5}} for m in (a, b)]},
        },
        "dtype": "bfloat16",
    }
    ours = both(config, tmp_path)
    projector = "multi_modal_projector.linear_1.weight"
    assert torch.equal(ours[projector], weights(vision[1])[projector])


def test_each_slice_may_have_donors_of_its_own(tmp_path):
    donors = [str(make_model(tmp_path / f"donor-{k}", k, moved=0.05, layers=4)) for k in (1, 2, 3)]

    def sliced(models: list[str], layers: list[int]) -> dict[str, Any]:
        weight = {"parameters": {"weight": 0.4}}
        return {"sources": [{"model": model, "layer_range": layers, **weight} for model in models]}

    slices = [sliced(donors[:1], [0, 2]), sliced(donors, [2, 4])]
    ours = both({"merge_method": "linear", "slices": slices, "dtype": "bfloat16"}, tmp_path)
    first = "model.layers.0.mlp.up_proj.weight"
    assert torch.equal(ours[first], weights(Path(donors[0]))[first])


def test_an_adapter_is_merged_into_its_base_first(tmp_path):
    base = write_small(tmp_path / "base")
    other = write_small(tmp_path / "other", moved=0.5)
    adapter = make_adapter(tmp_path / "adapter", base, 3)
    config = linear(f"{base}+{adapter}", other)
    ours = both(config, tmp_path, lora_merge_cache=str(tmp_path / "cache"))
    without = run_and_read(linear(base, other), tmp_path / "plain")
    changed = {name for name, tensor in ours.items() if not torch.equal(tensor, without[name])}
    assert changed == {name for name in ours if "q_proj" in name or "v_proj" in name}


KILLED_WHILE_SAVING = """
import json, os, signal, sys
from mergescope.merge.imports import imports
from mergescope.merge.run import merge
plain, inferred, adapted = json.loads(sys.argv[1])
few = ("peft", "transformers.modeling_utils", "torch._dynamo", "torch.distributed.tensor", "networkx")
loaded = lambda: [name for name in few if name in sys.modules]
imports()
before = loaded()
remembered = merge(plain)["architecture"]
print(json.dumps([before, loaded(), remembered]), flush=True)
merge(inferred)
import transformers
def save(self, folder, **more):
    self.config.save_pretrained(folder)
    os.kill(os.getpid(), signal.SIGKILL)
transformers.PreTrainedModel.save_pretrained = save
merge(adapted)
"""


def test_an_adapter_that_was_half_merged_at_a_kill_is_merged_anew(tmp_path):
    """Also what a fresh Python imports: for a plain merge little, for the others what they need."""
    base = write_small(tmp_path / "base")
    config = linear(f"{base}+{make_adapter(tmp_path / 'adapter', base, 3)}", base)
    cache, output = tmp_path / "cache", tmp_path / "ours"
    options = {"mergekit": {"lora_merge_cache": str(cache)}}
    other, twins = write_small(tmp_path / "other", moved=0.5), [make_olmo(tmp_path / f"{k}") for k in (1, 2)]
    merges = {"plain": linear(base, other), "inferred": linear(*twins, dtype="float32"), "ours": config}
    options |= {"class_checks": str(tmp_path / "class-checks")}
    known = run_ours(merges["plain"], tmp_path / "before", **options)["architecture"]
    requests = []
    for name, merge_ in merges.items():
        (tmp_path / name).mkdir()
        requests.append(merge_request(yaml.safe_dump(merge_), tmp_path / name, **options))
    path = os.pathsep.join(p for p in sys.path if p)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_SAVING, json.dumps(requests)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
    )
    assert killed.returncode == -signal.SIGKILL
    assert json.loads(killed.stdout) == [[], [], known]
    torch.testing.assert_close(weights(tmp_path / "inferred"), weights(twins[0]))
    assert [file.name for file in cache.rglob("*.json")] and not [*cache.glob("[!.]*")]
    run_ours(config, output, resume=True, **options)
    run_stock(config, tmp_path / "stock", lora_merge_cache=str(tmp_path / "fresh"))
    ours, stock = weights(output), weights(tmp_path / "stock")
    assert all(same(ours[name], tensor) for name, tensor in stock.items())


def test_a_half_merged_adapter_that_mergekit_left_is_merged_anew(tmp_path):
    base = write_small(tmp_path / "base")
    config = linear(f"{base}+{make_adapter(tmp_path / 'adapter', base, 3)}", base)
    options = {"mergekit": {"lora_merge_cache": str(tmp_path / "cache")}}
    run_ours(config, tmp_path / "first", **options)
    (merged,) = (tmp_path / "cache").iterdir()
    (merged / "model.safetensors").unlink()
    run_ours(config, tmp_path / "second", **options)
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")


def test_an_adapter_needs_a_folder_for_the_merged_model(tmp_path):
    base = write_small(tmp_path / "base")
    with pytest.raises(MergescopeError, match="adapters") as caught:
        run_ours(linear(f"{base}+{base}", base), tmp_path / "ours")
    assert caught.value.code == "usage" and "--lora-merge-cache" in caught.value.hint


def run_and_read(config: dict[str, Any], folder: Path) -> dict[str, torch.Tensor]:
    run_ours(config, folder)
    return weights(folder)


TRANSFORM = [
    f"cls.predictions.transform.{name}"
    for name in ("LayerNorm.bias", "LayerNorm.weight", "dense.bias", "dense.weight")
]


def test_older_names_and_a_buffer_of_integers_that_one_donor_lacks(tmp_path):
    newer, older = (make_bert(tmp_path / name, seed) for seed, name in enumerate(["newer", "older"]))
    norms = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    rename(older, lambda name: None if "position_ids" in name else replaced(name, norms), {})
    ours = both(linear(newer, older, dtype="float32"), tmp_path, TRANSFORM)
    assert ours["bert.embeddings.position_ids"].tolist() == [list(range(12))]
    assert "bert.embeddings.LayerNorm.gamma" not in ours


@pytest.mark.parametrize("kind", ["BertForMaskedLM", "BertForSequenceClassification", "BertModel"])
@pytest.mark.parametrize("base", [0, 1])
def test_a_buffer_that_the_class_never_saves_follows_the_model_that_leads(kind, base, tmp_path, caplog):
    donors = [make_bert(tmp_path / str(at), at, kind) for at in range(2)]
    rename(donors[1], lambda name: None if "position_ids" in name else name, {})
    caplog.set_level("INFO")
    ours = run_and_read(linear(*donors, base_model=str(donors[base])), tmp_path / "ours")
    assert sorted(ours) == sorted(weights(donors[base]))
    assert ("position_ids) left out: the model recreates" in caplog.text) == (base == 1)
    assert ("position_ids) merged without" in caplog.text) == (base == 0)


def test_a_buffer_of_integers_that_all_have_is_copied(tmp_path):
    donors = [make_bert(tmp_path / f"donor-{k}", k) for k in range(2)]
    ours = both(linear(*donors, dtype="bfloat16"), tmp_path, TRANSFORM)
    assert ours["bert.embeddings.position_ids"].dtype == torch.int64


def test_integers_that_no_definition_names_keep_their_dtype_and_are_merged_as_whole_numbers(tmp_path):
    donors = [make_clap(tmp_path / name, seed) for seed, name in enumerate("ab")]
    config = linear(*donors, dtype="bfloat16")
    ours = run_and_read(config, tmp_path / "same")["embeddings.position_ids"]
    assert ours.dtype == torch.int64 and ours.tolist() == [list(range(12))]
    rename(donors[1], lambda name: name, {"embeddings.position_ids": torch.full((1, 12), 300)})
    ours = run_and_read(config, tmp_path / "different")["embeddings.position_ids"]
    assert ours.tolist() == [[round((0.3 * k + 0.4 * 300) / 0.7) for k in range(12)]]


def test_an_optional_tensor_with_another_name_is_planned_though_mergekit_itself_cannot(tmp_path):
    plain, prefixed = (make_bert(tmp_path / name, seed, "BertModel") for seed, name in enumerate("ab"))
    rename(prefixed, lambda name: f"bert.{name}", {})
    with pytest.raises(TypeError):
        run_stock(linear(plain, prefixed), tmp_path / "stock")
    ours = run_and_read(linear(plain, prefixed, dtype="float32"), tmp_path / "ours")
    first, second = weights(plain), weights(prefixed)
    assert set(ours) == set(first)
    for name, tensor in first.items():
        if tensor.is_floating_point():
            expected = (0.3 * tensor + 0.4 * second[f"bert.{name}"]) / 0.7
            assert torch.allclose(ours[name], expected, atol=1e-6), name


def replaced(name: str, parts: dict[str, str]) -> str:
    for old, new in parts.items():
        name = name.replace(old, new)
    return name


def test_shards_are_found_wherever_they_lie(tmp_path):
    whole = make_model(tmp_path / "whole", 1)
    pieces = make_model(tmp_path / "pieces", 2, shards=3)
    both(linear(whole, pieces), tmp_path)


def test_tied_donors_stay_tied(tmp_path):
    donors = [make_model(tmp_path / f"donor-{k}", k, tied=True) for k in (1, 2)]
    ours = both(linear(*donors), tmp_path)
    assert "lm_head.weight" not in ours
    assert settings_of(tmp_path / "ours")["tie_word_embeddings"] is True


def test_one_tied_donor_lends_its_embeddings_to_the_head_and_the_config_says_so(tmp_path, caplog):
    tied = make_model(tmp_path / "tied", 1, tied=True)
    free = make_model(tmp_path / "free", 2)
    with caplog.at_level(logging.WARNING):
        ours = both(linear(tied, free), tmp_path)
    assert not torch.equal(ours["lm_head.weight"], ours["model.embed_tokens.weight"])
    assert settings_of(tmp_path / "ours")["tie_word_embeddings"] is False
    assert "tie_word_embeddings becomes false" in caplog.text


@pytest.mark.parametrize("first", ["tied", "free"])
def test_a_stack_that_ends_in_a_tied_donor_gets_a_head_only_where_its_config_asks_for_one(tmp_path, first):
    from transformers import AutoModelForCausalLM

    donors = {
        name: make_model(tmp_path / name, seed, moved=0.05, tied=name != "free")
        for seed, name in enumerate(["tied", "free", "last"], 1)
    }
    order = dict.fromkeys([first, "free", "last"])
    slices = [{"sources": [{"model": str(donors[name]), "layer_range": [0, 2]}]} for name in order]
    run_ours({"merge_method": "passthrough", "slices": slices, "dtype": "float32"}, tmp_path / "ours")
    loaded, told = AutoModelForCausalLM.from_pretrained(tmp_path / "ours", output_loading_info=True)
    assert not told["missing_keys"] and not told["unexpected_keys"]
    assert loaded.config.tie_word_embeddings is (first == "tied")
    inputs, head = loaded.get_input_embeddings().weight, loaded.get_output_embeddings().weight
    rows = {name: weights(donor)["model.embed_tokens.weight"].float() for name, donor in donors.items()}
    assert torch.equal(inputs, rows[first])
    assert torch.equal(head, rows[first if first == "tied" else "last"])


def test_a_tokenizer_that_is_longer_than_the_rows_is_cut_and_still_works(tmp_path, caplog):
    from transformers import AutoTokenizer

    ghosts = ["<|im_start|>", "<|im_end|>"]
    lead = write_small(tmp_path / "lead", added=ghosts, rows=510, vocab_size=510)
    other = write_small(tmp_path / "other", tokens=510, moved=0.5)
    with caplog.at_level(logging.WARNING):
        both(linear(lead, other, base_model=str(lead)), tmp_path)
    assert "4 tokens were taken out of it" in caplog.text
    before, after = (AutoTokenizer.from_pretrained(tmp_path / name) for name in ("lead", "ours"))
    assert set(before.get_vocab()) - set(after.get_vocab()) >= set(ghosts)
    assert max(after.get_vocab().values()) == 509 == settings_of(tmp_path / "ours")["vocab_size"] - 1
    text = "plain words, 42"
    assert after.decode(after.encode(text)) == before.decode(before.encode(text))
