"""No tensor vanishes, none is invented, none is planned twice, whatever the architecture."""

from __future__ import annotations

import logging
import random
import re
from pathlib import Path

import pytest
import torch
import transformers
from anatomy_models import (
    config_of,
    linear,
    loads_whole,
    make_donor,
    mean,
    rewrite,
    small,
    tensors_of,
)
from mergescope.architecture import meta_model
from mergescope.architecture.saved_names import saved_names
from mergescope.errors import MergescopeError
from mergescope.merge.anatomy.aliases import aliases
from mergescope.merge.anatomy.conversions import loaded_names
from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import pattern_of
from mergescope.merge.anatomy.rows import mark_rows
from mergescope.merge.anatomy.skeleton import _seen
from runs import run_ours

# One of each kind: what mergekit defines, wholly, with gaps, with names twice, in another layout; what it infers
# wrongly or not at all; classes without a head, of pictures, of sounds, of two stacks.
KINDS = {
    "LlamaForCausalLM": {"attention_bias": True},
    "Qwen2VLForConditionalGeneration": {},
    "Qwen3MoeForCausalLM": {},
    "DeepseekV3ForCausalLM": {"first_k_dense_replace": 1},
    "T5ForConditionalGeneration": {"num_decoder_layers": 1},
    "BertForMaskedLM": {},
    "BloomForCausalLM": {},
    "ViTModel": {},
    "WhisperForConditionalGeneration": {},
    "LlavaForConditionalGeneration": {},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("anatomy")


def run(config: dict, folder: Path) -> dict[str, torch.Tensor]:
    run_ours(config, folder)
    return tensors_of(folder)


def close(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.shape == other.shape and torch.allclose(one.float(), other.float(), atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_every_tensor_of_the_donors_is_merged_under_its_name(kind, tmp_path):
    donors = [make_donor(tmp_path / name, kind, seed, **KINDS[kind]) for seed, name in enumerate("abc")]
    ours, own = run(linear(*donors), tmp_path / "out"), [tensors_of(donor) for donor in donors]
    assert set(ours) == set(own[0])
    wrong = [name for name in ours if not close(ours[name], mean(*(one[name] for one in own)))]
    assert wrong == []
    assert config_of(tmp_path / "out") == config_of(donors[0])
    loads_whole(tmp_path / "out")


def test_the_class_is_built_once_for_the_plan_and_the_check_of_the_output(tmp_path, monkeypatch):
    built, build = [], meta_model._built
    monkeypatch.setattr(meta_model, "_last", [])
    monkeypatch.setattr(meta_model, "_built", lambda named: [built.append(named.name), build(named)][1])
    donors = [make_donor(tmp_path / name, "ViTModel", seed) for seed, name in enumerate("ab")]
    run(linear(*donors), tmp_path / "out")
    assert built == ["ViTModel"]


def test_a_prefix_that_only_some_donors_have_is_no_other_tensor(folder):
    full, bare = (
        make_donor(folder / f"bloom-{name}", "BloomForCausalLM", seed) for seed, name in enumerate("ab")
    )
    rewrite(bare, lambda tensors: {name.removeprefix("transformer."): t for name, t in tensors.items()})
    own = tensors_of(full), {f"transformer.{name}": t for name, t in tensors_of(bare).items()}
    for number, donors in enumerate([(full, bare), (bare, full)]):
        ours = run(linear(*donors), folder / f"prefix-{number}")
        assert set(ours) == set(tensors_of(donors[0]))
        loads_whole(folder / f"prefix-{number}")
    assert close(
        ours["h.0.input_layernorm.weight"],
        mean(*(o["transformer.h.0.input_layernorm.weight"] for o in own[::-1])),
    )


def test_what_only_some_hold_follows_the_base_and_is_told(folder, caplog):
    kind, bias = "LlamaForCausalLM", "model.layers.1.self_attn.q_proj.bias"
    plain = make_donor(folder / "plain", kind, 1)
    biased = make_donor(folder / "biased", kind, 2, attention_bias=True)
    with caplog.at_level(logging.WARNING):
        ours = run(linear(biased, plain, base_model=str(biased)), folder / "with")
        assert torch.equal(ours[bias], tensors_of(biased)[bias])
        assert "8 tensors" in caplog.text and "which lacks them" in caplog.text
        caplog.clear()
        assert bias not in run(linear(biased, plain, base_model=str(plain)), folder / "without")
    assert "8 tensors" in caplog.text and "leads the merge, lacks them" in caplog.text


def test_filters_and_gradients_reach_what_the_definition_lacks(folder):
    a, b = (
        make_donor(folder / f"bias-{seed}", "LlamaForCausalLM", seed, attention_bias=True) for seed in (3, 4)
    )
    weights = [
        [{"filter": "bias", "value": [1, 0]}, {"value": 1}],
        [{"filter": "bias", "value": [0, 1]}, {"value": 1}],
    ]
    models = [{"model": str(d), "parameters": {"weight": w}} for d, w in zip((a, b), weights, strict=True)]
    ours = run({"merge_method": "linear", "models": models}, folder / "gradient")
    for layer, donor in ((0, a), (1, b)):
        name = f"model.layers.{layer}.self_attn.q_proj.bias"
        assert close(ours[name], tensors_of(donor)[name])


def test_slices_that_could_mean_several_stacks_are_refused_by_their_names(folder):
    donors = [make_donor(folder / f"bart-{seed}", "BartForConditionalGeneration", seed) for seed in (7, 8)]

    def slices(*ranges: tuple[int, int]) -> dict:
        taken = zip(donors, ranges, strict=False)
        return {
            "merge_method": "passthrough",
            "slices": [{"sources": [{"model": str(donor), "layer_range": span}]} for donor, span in taken],
        }

    with pytest.raises(
        MergescopeError, match=r"model\.encoder\.layers.*model\.decoder\.layers|decoder.*encoder"
    ):
        run(slices((0, 1), (0, 2)), folder / "several")
    assert set(run(slices((0, 2)), folder / "whole")) == set(tensors_of(donors[0]))


@pytest.mark.parametrize("cut", [1, 2])
def test_stacked_and_cut_modules_make_a_model_and_the_rest_is_kept(cut, tmp_path):
    sizes = {"num_layers": 2, "num_decoder_layers": 2}
    donors = [
        make_donor(tmp_path / name, "T5ForConditionalGeneration", k, **sizes) for k, name in enumerate("ab")
    ]

    def taken(*ranges: tuple[int, int]) -> dict:
        each = [
            [{"model": str(d), "layer_range": span, "parameters": {"weight": 1}} for d in donors]
            for span in ranges
        ]
        return {"slices": [{"sources": sources} for sources in each]}

    modules = {"encoder": taken((1, 2), (0, 2)), "decoder": taken((0, cut))}
    ours = run({"merge_method": "linear", "modules": modules}, tmp_path / "out")
    loads_whole(tmp_path / "out")
    settings = config_of(tmp_path / "out")
    assert (settings["num_layers"], settings["num_decoder_layers"]) == (3, cut)
    a, b = (tensors_of(donor) for donor in donors)
    assert close(ours["shared.weight"], a["shared.weight"])
    sources = {
        **{f"encoder.block.{k}.": f"encoder.block.{layer}." for k, layer in enumerate((1, 0, 1))},
        **{f"decoder.block.{k}.": f"decoder.block.{k}." for k in range(cut)},
    }
    for new, own in sources.items():
        for name in [name for name in ours if name.startswith(new) and "relative" not in name]:
            source = own + name.removeprefix(new)
            assert close(ours[name], (a[source] + b[source]) / 2), name
    bias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
    assert close(ours[bias], (a[bias] + b[bias]) / 2)


def test_inferred_modules_go_by_the_names_of_the_donors_and_by_those_of_the_loaded_model(tmp_path):
    donors = [make_donor(tmp_path / name, "LlavaForConditionalGeneration", k) for k, name in enumerate("ab")]
    stacks = ("language_model.model.layers", "vision_tower.encoder.layers")
    loaded = ("model.language_model.layers", "model.vision_tower.encoder.layers")
    models = linear(*donors)["models"]

    def config(*names: str) -> dict:
        modules = {name: {"models": models} for name in ("default", *names)}
        return {"merge_method": "linear", "modules": modules, "dtype": "float32"}

    ours, theirs = (run(config(*names), tmp_path / names[0]) for names in (stacks, loaded))
    assert ours.keys() == theirs.keys() == tensors_of(donors[0]).keys()
    assert all(torch.equal(ours[name], tensor) for name, tensor in theirs.items())
    for names, reason in (
        ((*loaded, stacks[0]), "mean the same module"),
        (("encoder",), "no module encoder"),
    ):
        with pytest.raises(MergescopeError, match=reason) as caught:
            run(config(*names), tmp_path / reason)
        assert caught.value.code == "config-invalid"


def test_one_slice_that_leaves_out_the_last_layers_leaves_them_out(folder):
    donors = [make_donor(folder / f"cut-{seed}", "LlamaForCausalLM", seed) for seed in (11, 12)]
    sources = [{"model": str(d), "layer_range": (0, 1), "parameters": {"weight": 1}} for d in donors]
    config = {"merge_method": "linear", "slices": [{"sources": sources}]}
    ours = run(config, folder / "cut")
    loads_whole(folder / "cut")
    assert config_of(folder / "cut")["num_hidden_layers"] == 1
    assert not any("layers.1." in name for name in ours)


def later_layer(tensors):
    """A layer more than config.json counts, which predicts further tokens."""
    later = {
        name.replace("layers.1.", "layers.2."): t + 1 for name, t in tensors.items() if "layers.1." in name
    }
    return tensors | later | {"model.layers.2.eh_proj.weight": torch.ones(2, 2)}


def test_layers_that_the_config_does_not_count_come_along(folder, caplog):
    donors = [
        rewrite(make_donor(folder / f"mtp-{seed}", "Qwen3ForCausalLM", seed), later_layer) for seed in (5, 6)
    ]
    assert set(run(linear(*donors), folder / "mtp")) == set(tensors_of(donors[0]))
    # config.json is the first one's, and counts no layer that only another donor has.
    short = make_donor(folder / "mtp-short", "Qwen3ForCausalLM", 7)
    ours = run(linear(short, donors[0]), folder / "mtp-left")
    assert set(ours) == set(tensors_of(short))
    loads_whole(folder / "mtp-left")
    assert "tensors (model.layers.2." in caplog.text and "left out" in caplog.text


@pytest.mark.parametrize("method", ["linear", "slerp", "ties", "task_arithmetic", "karcher"])
def test_layers_beyond_one_donor_only_are_kept_by_the_one_that_leads(method, folder, tmp_path, caplog):
    long = rewrite(make_donor(folder / f"long-{method}", "Qwen3ForCausalLM", 5), later_layer)
    short = [make_donor(folder / f"short-{method}-{seed}", "Qwen3ForCausalLM", seed) for seed in (8, 9)]
    config = linear(long, *short, merge_method=method, base_model=str(long))
    if method in ("linear", "karcher"):
        del config["base_model"]
    if method == "slerp":
        config |= {"models": config["models"][:2], "parameters": {"t": 0.3}}
    ours, own = run(config, tmp_path / "out"), tensors_of(long)
    assert ours.keys() == own.keys()
    later = [name for name in own if "layers.2." in name]
    assert all(torch.equal(ours[name], own[name]) for name in later)
    lack = "which lacks them" if method == "slerp" else "which lack them"
    assert f"{len(later)} tensors (model.layers.2." in caplog.text and lack in caplog.text


@pytest.mark.parametrize("ranges", [[(0, 2)], [(0, 1), (1, 2)], [(0, 2), (0, 2)]])
def test_slices_say_which_layers_the_output_has(ranges, folder, tmp_path, caplog):
    donors = [
        rewrite(make_donor(folder / f"said-{seed}", "Qwen3ForCausalLM", seed), later_layer) for seed in (5, 6)
    ]
    slices = [
        {
            "sources": [
                {"model": str(donor), "layer_range": span, "parameters": {"weight": 1}} for donor in donors
            ]
        }
        for span in ranges
    ]
    ours = run({"merge_method": "linear", "slices": slices, "dtype": "float32"}, tmp_path / "out")
    count = sum(end - first for first, end in ranges)
    assert {int(name.split(".")[2]) for name in ours if "layers." in name} == set(range(count))
    assert "no slice names them" in caplog.text
    loads_whole(tmp_path / "out")


def test_a_prefix_explains_names_or_none_at_all():
    one = random.Random(5)
    for _ in range(200):
        names = {
            f"{one.choice('abc')}.{one.randrange(9)}.{one.choice(['weight', 'bias'])}" for _ in range(12)
        }
        prefix = one.choice(["model.", "model.text.", ""])
        there = {prefix + name for name in names}
        found = aliases([n for n in names if n not in there], [n for n in there if n not in names])
        assert all(there_is == prefix + name for name, there_is in found.items())
        assert bool(prefix) is bool(found)
    assert aliases(["a.x", "b.y"], ["c.z", "d.w"]) == {}
    assert aliases(["norm.gamma", "norm.beta"], ["norm.weight", "norm.bias"]) == {
        "norm.gamma": "norm.weight",
        "norm.beta": "norm.bias",
    }


@pytest.mark.parametrize(
    "kind",
    ["LlavaForConditionalGeneration", "PaliGemmaForConditionalGeneration", "XLMRobertaForMaskedLM", *KINDS],
)
def test_rows_of_tokens_are_those_of_the_embeddings_whatever_a_checkpoint_calls_them(kind):
    architecture = getattr(transformers, kind)
    with torch.device("meta"):
        model = architecture(small(architecture.config_class()))
    skeleton, saved = _seen(model), {pattern_of(name)[0] for name in saved_names(model).wanted}
    parts = [Part(name) for name in saved]
    embeddings = mark_rows(parts, skeleton, loaded_names(model.config.model_type, saved))
    marked = {part.name for part in parts if part.axis is not None}
    if skeleton.embeddings is None:
        assert marked == set()
    else:
        assert embeddings in marked
        assert {
            name for name in saved if re.search(r"(word_embeddings|embed_tokens|lm_head)\.weight$", name)
        } <= marked


def test_what_the_class_needs_comes_from_whoever_holds_it_even_where_the_leading_model_lacks_it(
    folder, caplog
):
    for kind, lost in {
        "LlavaForConditionalGeneration": r"lm_head\.weight$",
        "T5ForConditionalGeneration": r"^decoder\.block\.1\.",
        "BertForSequenceClassification": r"^classifier\.",
    }.items():
        whole = make_donor(folder / f"whole-{kind}", kind, 2, tie_word_embeddings=False)
        part = make_donor(folder / f"part-{kind}", kind, 1, tie_word_embeddings=False)
        rewrite(part, lambda tensors, lost=lost: {n: t for n, t in tensors.items() if not re.search(lost, n)})
        own = tensors_of(whole)
        gone = [name for name in own if re.search(lost, name)]
        assert gone and set(own) - set(gone) == set(tensors_of(part))
        for number, base in enumerate([{}, {"base_model": str(part)}]):
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                ours = run(linear(part, whole, **base), folder / f"needed-{kind}-{number}")
            assert set(ours) == set(own)
            assert [name for name in gone if not torch.equal(ours[name], own[name])] == []
            assert "merged without" in caplog.text
            loads_whole(folder / f"needed-{kind}-{number}")
