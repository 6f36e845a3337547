"""The class that config.json names, against the tensors of the folder: right models and planted faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from mergescope.architecture.check import check_architecture, check_with_lead
from safetensors.torch import save_file
from saved_models import CLASSES, SavedModel


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Each model once."""
    known: dict[str, SavedModel] = {}

    def find(name: str) -> SavedModel:
        if name not in known:
            known[name] = SavedModel(tmp_path_factory.mktemp("model"), name)
        return known[name]

    return find


def faults(report) -> tuple[list[str], list[str], list[str]]:
    assert report["skipped"] is None and report["refused"] is None, report
    return report["missing"], report["unexpected"], [one["name"] for one in report["misshapen"]]


@pytest.mark.parametrize("name", CLASSES)
def test_a_model_that_transformers_saved_is_right_and_each_fault_is_found_by_name(name, saved):
    model = saved(name)

    def found(stored) -> tuple[list[str], list[str], list[str]]:
        return faults(check_architecture(model.folder, stored, False))

    right = check_architecture(model.folder, model.stored, False)
    assert faults(right) == ([], [], [])
    assert (right["name"], right["tied"]) == (model.name, [])
    for tensor in (names := _some(model.stored)):
        rest = {other: value for other, value in model.stored.items() if other != tensor}
        dtype, shape = model.stored[tensor]
        assert found(rest) == ([tensor], [], [])
        assert found({**rest, tensor: (dtype, (*shape, 2))}) == ([], [], [tensor])
        if tensor == names[0]:
            assert found({**rest, "renamed.weight": (dtype, shape)}) == ([tensor], ["renamed.weight"], [])
    wide = next(one for one, (_, shape) in model.stored.items() if len(shape) > 1 and shape[0] != shape[-1])
    dtype, shape = model.stored[wide]
    assert found({**model.stored, wide: (dtype, shape[::-1])}) == ([], [], [wide])
    assert found({**model.stored, "surprise.weight": (torch.float32, (2,))}) == ([], ["surprise.weight"], [])


def _some(stored) -> list[str]:
    """The first tensor, the last one and one between, of those that transformers does not do without."""
    names = sorted(name for name in stored if name != "final_logits_bias")
    return list(dict.fromkeys(names[at * (len(names) - 1) // 2] for at in range(3)))


LAYERS = ("num_hidden_layers", "n_layer", "num_layers", "encoder_layers")
WIDTHS = ("hidden_size", "n_embd", "d_model")


@pytest.mark.parametrize("name", CLASSES)
def test_a_config_that_says_another_size_is_found_by_the_tensors_that_it_asks_for(name, saved, tmp_path):
    model = saved(name)
    for at, (keys, change) in enumerate([(LAYERS, 1), (WIDTHS, 16), (("vocab_size",), 3)]):
        config = model.config
        part = next((one for one in (config, config.get("text_config", {})) if _first(one, keys)), None)
        if part is None or "layer_types" in part or (keys == LAYERS and model.name.startswith("Albert")):
            continue
        key = _first(part, keys)
        part[key] += change
        report = check_architecture(model.with_config(tmp_path / str(at), config), model.stored, False)
        assert report["refused"] or report["missing"] or report["misshapen"], (key, report)


def _first(part, keys):
    return next((key for key in keys if isinstance(part.get(key), int)), None)


@pytest.mark.parametrize(
    "change, told",
    [
        ({"architectures": ["NobodyKnowsForCausalLM"]}, "has no NobodyKnowsForCausalLM"),
        ({"architectures": None}, "no single class"),
        ({"architectures": ["LlamaForCausalLM", "LlamaModel"]}, "no single class"),
        ({"model_type": "nobody_knows"}, "has no LlamaForCausalLM"),
        (
            {
                "model_type": "own",
                "architectures": ["OwnLM"],
                "auto_map": {"AutoModel": "modeling_own.OwnLM"},
            },
            "--trust-remote-code",
        ),
        ({"quantization_config": {"quant_method": "gptq", "bits": 4}}, "quantised"),
    ],
    ids=str,
)
def test_what_nobody_here_knows_is_said_and_never_failed(change, told, saved, tmp_path):
    model = saved("llama:LlamaForCausalLM")
    folder = model.with_config(tmp_path / "other", {**model.config, **change})
    report = check_architecture(folder, model.stored, False)
    assert told in report["skipped"]
    assert (report["name"], report["refused"], report["missing"]) == (None, None, [])


@pytest.mark.parametrize(
    "change, told",
    [
        ({"num_hidden_layers": 10**9}, "num_hidden_layers 1000000000, which no model has"),
        ({"num_attention_heads": 3}, "config.json: The hidden size (16) is not a multiple"),
        ({"hidden_size": "wide"}, "hidden_size"),
    ],
    ids=str,
)
def test_a_config_that_no_model_can_be_built_of_is_refused_at_once(change, told, saved, tmp_path):
    model = saved("llama:LlamaForCausalLM")
    config = {**model.config, **change}
    report = check_architecture(model.with_config(tmp_path / "other", config), model.stored, False)
    assert told in report["refused"]


def test_a_head_that_is_stored_although_the_config_ties_it_is_told(saved, tmp_path):
    model = saved("llama:LlamaForCausalLM")
    folder = model.with_config(tmp_path / "tied", {**model.config, "tie_word_embeddings": True})
    report = check_architecture(folder, model.stored, False)
    assert (faults(report), report["tied"]) == (([], [], []), ["lm_head.weight"])
    without = {name: value for name, value in model.stored.items() if name != "lm_head.weight"}
    assert faults(check_architecture(folder, without, False)) == ([], [], [])


def test_older_names_of_tensors_are_taken_as_transformers_takes_them(saved):
    model = saved("bert:BertForMaskedLM")
    older = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): value
        for name, value in model.stored.items()
    }
    assert older.keys() != model.stored.keys()
    assert faults(check_architecture(model.folder, older, False)) == ([], [], [])
    bare = {
        name.removeprefix("transformer."): value
        for name, value in saved("gpt2:GPT2LMHeadModel").stored.items()
    }
    assert faults(check_architecture(saved("gpt2:GPT2LMHeadModel").folder, bare, False)) == ([], [], [])


def test_the_model_that_config_json_comes_from_is_asked_only_where_the_output_differs(saved):
    model = saved("llama:LlamaForCausalLM")
    assert check_with_lead(model.folder, model.stored, model.folder, False)["lead"] is None
    less = dict(list(model.stored.items())[1:])
    found = check_with_lead(model.folder, less, model.folder, False)
    assert len(found["output"]["missing"]) == 1
    assert faults(found["lead"]) == ([], [], [])
    assert check_with_lead(model.folder, less, None, False)["lead"] is None


def written(folder, model: SavedModel, config: dict) -> Path:
    """The model as a folder with weights, and with another config.json."""
    model.with_config(folder, config)
    tensors = {name: torch.zeros(shape, dtype=dtype) for name, (dtype, shape) in model.stored.items()}
    save_file(tensors, folder / "model.safetensors")
    return folder


@pytest.mark.parametrize("broken", [{"n_positions": 7}, {"n_head": 5}])
def test_what_keeps_a_class_from_loading_is_excused_only_where_no_other_model_of_the_merge_loads(
    broken, saved, tmp_path
):
    model = saved("gpt2:GPT2LMHeadModel")
    right = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
    lead = written(tmp_path / "lead", model, right | broken)
    alike, sound = (
        written(tmp_path / "alike", model, right | broken),
        written(tmp_path / "sound", model, right),
    )

    def excused(others) -> bool:
        found = check_with_lead(lead, model.stored, lead, False, others)
        output, of_lead = found["output"], found["lead"]
        return (output["refused"], output["misshapen"]) == (of_lead["refused"], of_lead["misshapen"])

    assert excused([]) and excused([alike])
    assert not excused([sound]) and not excused([alike, sound])


def test_rows_that_config_json_counts_otherwise_stay_excused(saved, tmp_path):
    model = saved("gpt2:GPT2LMHeadModel")
    right = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
    lead = written(tmp_path / "lead", model, right | {"vocab_size": 7})
    sound = written(tmp_path / "sound", model, right)
    found = check_with_lead(lead, model.stored, lead, False, [sound])
    assert found["output"]["misshapen"] and found["output"] == found["lead"]
