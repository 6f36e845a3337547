"""What a config says layer by layer follows the layers, whatever the type of model: a table over transformers' own."""

from __future__ import annotations

import pathlib
import random
import re
from typing import Any

import pytest
import torch
import transformers
from mergescope.merge import layer_lists
from mergescope.merge.config_paths import at_path
from mergescope.merge.layer_lists import Stack, count_path, with_layers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

COUNTS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
# Lists that transformers itself makes as long as a model is deep, in any of its types.
NAMES = ("layer_types", "mlp_layer_types", "no_rope_layers", "layers_block_type", "indexer_types")


def found_lists() -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Type and path of the count → names of the lists that have one entry a layer."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for model_type in CONFIG_MAPPING_NAMES:
        try:
            full = transformers.AutoConfig.for_model(model_type).to_dict()
        except Exception:  # needs parts of its own, or a package that is not here
            continue
        for part in ((), ("text_config",)):
            section = at_path(full, part)
            if not isinstance(section, dict):
                continue
            for count in COUNTS:
                layers = section.get(count)
                lists = [name for name in NAMES if isinstance(section.get(name), list)]
                lists = [name for name in lists if layers and layers > 2 and len(section[name]) == layers]
                if lists and (section.get("num_kv_shared_layers") or 0) == 0:
                    found[model_type, (*part, count)] = lists
    return found


LISTS = found_lists()


def test_the_table_is_not_empty():
    assert len(LISTS) > 80
    assert {name for names in LISTS.values() for name in names} >= {
        "layer_types",
        "mlp_layer_types",
        "no_rope_layers",
    }


@pytest.mark.parametrize(("model_type", "count"), LISTS, ids=lambda value: str(value))
def test_every_list_of_a_type_follows_the_layers(model_type, count):
    full = transformers.AutoConfig.for_model(model_type).to_dict()
    layers = at_path(full, count)
    rolls = random.Random(model_type)
    order = sorted(rolls.choices(range(layers), k=layers + 3))
    settings, _ = with_layers(full, full, Stack(count, tuple((full, layer) for layer in order)))
    for name in LISTS[model_type, count]:
        before, after = at_path(full, (*count[:-1], name)), at_path(settings, (*count[:-1], name))
        assert after == [before[layer] for layer in order], name
    assert at_path(settings, count) == len(order)
    same = tuple((full, layer) for layer in range(layers))
    assert with_layers(full, full, Stack(count, same)) == (full, [])


def test_each_layer_takes_its_entry_from_its_own_donor():
    first = {"num_hidden_layers": 3, "layer_types": ["a0", "a1", "a2"], "moe": {"freq": [1, 0, 1]}}
    second = {"num_hidden_layers": 4, "layer_types": ["b0", "b1", "b2", "b3"], "moe": {"freq": [2, 3, 4, 5]}}
    stack = Stack(("num_hidden_layers",), ((first, 0), (second, 3), (second, 1), (first, 2)))
    settings, lost = with_layers(first, first, stack)
    assert settings == {
        "num_hidden_layers": 4,
        "layer_types": ["a0", "b3", "b1", "a2"],
        "moe": {"freq": [1, 5, 3, 1]},
    }
    assert lost == []


def config(**more: Any) -> dict[str, Any]:
    return {"num_hidden_layers": 4, **more}


FOLLOWED = [
    # What the base says, the layers of the output, what the output says; None: it cannot be said.
    (config(mlp_only_layers=[0, 3]), [0, 1, 3, 3], [0, 2, 3]),
    (config(mlp_only_layers=[]), [0, 1, 1], []),
    (
        config(linear_attn_config={"kda_layers": [1, 3], "full_attn_layers": [2, 4]}),
        [0, 1, 0, 1, 2],
        [1, 3, 5],
    ),
    (config(hybrid_override_pattern="M*-E"), [0, 1, 1, 3], "M**E"),
    (config(first_k_dense_replace=1), [0, 0, 1, 2], 2),
    (config(first_k_dense_replace=1), [0, 1, 0, 2], None),
    (config(num_dense_layers=2), [0, 1, 1, 2], 3),
    (config(num_dense_layers=2), [0, 2, 1], None),
    (config(moe_layer_start_index=1, moe_layer_end_index=3), [0, 1, 2, 3, 2, 3], 5),
    (config(moe_layer_start_index=0, moe_layer_end_index=1), [0, 1, 2, 1], None),
    (config(moe_layer_end_index=-1), [0, 1, 2, 3, 2, 3], -1),
    (config(num_kv_shared_layers=1), [0, 1, 3, 3], 2),
    (config(num_kv_shared_layers=1), [0, 3, 1], None),
    (config(decoder_sparse_step=2), [0, 1, 2, 3, 2, 3], 2),
    (config(decoder_sparse_step=2), [0, 1, 1, 2], None),
    # As long as the model is deep, and about something else.
    (config(eos_token_id=[1, 2, 3, 4]), [0, 1], [1, 2, 3, 4]),
    (config(rope_parameters={"mrope_section": [1, 2, 3, 4], "layers": [1, 2, 3, 4]}), [0], [1, 2, 3, 4]),
    (config(vision_config={"depth": 4, "layer_types": list("abcd")}), [0, 1], list("abcd")),
    (config(id2label={"0": [1, 2, 3, 4]}, architectures=["a", "b", "c", "d"]), [1], ["a", "b", "c", "d"]),
]


@pytest.mark.parametrize(("said", "order", "wanted"), FOLLOWED)
def test_what_names_layers_in_another_way_follows_or_is_told(said, order, wanted):
    settings, lost = with_layers(said, said, Stack(("num_hidden_layers",), tuple((said, at) for at in order)))
    values = list(walk(settings))
    assert (lost != []) == (wanted is None)
    assert wanted is None or wanted in values


def walk(value: Any):
    yield value
    for inner in value.values() if isinstance(value, dict) else ():
        yield from walk(inner)


def test_the_count_is_found_where_the_architecture_does_not_say_it():
    both = {"text_config": {"num_hidden_layers": 4}, "vision_config": {"num_hidden_layers": 4}}
    assert count_path({"n_layer": 4}, 4, "default") == ("n_layer",)
    assert count_path(both, 4, "model.vision_tower.encoder") == ("vision_config", "num_hidden_layers")
    assert count_path(both, 4, "default") == ("text_config", "num_hidden_layers")
    assert count_path({"n_layer": 5}, 4, "default") is None
    assert count_path({"vlm_config": both}, 4, "vlm.model") == (
        "vlm_config",
        "text_config",
        "num_hidden_layers",
    )
    assert count_path({"vlm_config": both, "n_layer": 4}, 4, "vlm.model") == ("n_layer",)


SMALL = {
    **{"num_hidden_layers": 4, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8},
    **{"hidden_size": 16, "intermediate_size": 16, "vocab_size": 32},
    **{"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2},
}
STACKED = {
    "qwen3": {"use_sliding_window": True, "max_window_layers": 2, "sliding_window": 8},
    "gemma2": {"sliding_window": 8},
    "gemma3_text": {"sliding_window": 8},
    "smollm3": {},
    "cohere2": {"sliding_window": 8},
}


@pytest.mark.parametrize("model_type", STACKED)
def test_transformers_builds_the_layers_that_are_told(model_type):
    made = transformers.AutoConfig.for_model(model_type, **SMALL, **STACKED[model_type])
    full, order = made.to_dict(), [0, 1, 1, 3, 3, 2]
    stack = Stack(("num_hidden_layers",), tuple((full, at) for at in order))
    settings, lost = with_layers(full, full, stack)
    out = type(made).from_dict(settings)
    with torch.device("meta"):
        model = transformers.AutoModel.from_config(out)
    assert lost == [] and len(model.layers) == 6
    assert out.layer_types == [made.layer_types[at] for at in order]


EDGED = {
    "ernie4_5_moe": {"moe_num_experts": 2, "moe_k": 1, "moe_layer_start_index": 1, "moe_layer_end_index": 3},
    "afmoe": {"num_experts": 2, "num_experts_per_tok": 1, "num_dense_layers": 1, "sliding_window": 8},
    "lfm2_moe": {"num_experts": 2, "num_experts_per_tok": 1, "num_dense_layers": 1},
    "deepseek_v3": {"n_routed_experts": 2, "num_experts_per_tok": 1, "n_group": 1, "topk_group": 1}
    | {"first_k_dense_replace": 1, "q_lora_rank": 8, "kv_lora_rank": 8},
}
SMALL_EXPERTS = {"moe_intermediate_size": 8, "layer_types": ["full_attention"] * 4}


def anatomy(config: Any) -> list[dict[str, Any]]:
    with torch.device("meta"):
        layers = transformers.AutoModel.from_config(config).layers
    return [{name: tensor.shape for name, tensor in layer.state_dict().items()} for layer in layers]


@pytest.mark.parametrize("model_type", EDGED)
def test_a_layer_of_a_stack_has_the_tensors_of_the_layer_that_it_comes_from(model_type):
    made = transformers.AutoConfig.for_model(model_type, **SMALL, **SMALL_EXPERTS, **EDGED[model_type])
    before, full = anatomy(made), made.to_dict()
    assert before[0] != before[1]
    for order in ([0, 1, 2, 3, 2, 3], [0, 0, 1, 1, 2, 3], [0, 2, 3]):
        stack = Stack(("num_hidden_layers",), tuple((full, at) for at in order))
        settings, lost = with_layers(full, full, stack)
        assert lost == []
        assert anatomy(type(made).from_dict(settings)) == [before[at] for at in order]


HELD = {
    name
    for field in ("_NUMBERS", "_FRONT", "_BACK", "_LAST", "_PERIODS")
    for name in getattr(layer_lists, field)
}
# Counts of a stack, numbers of something else than its layers, and what lists have that follow.
ELSEWHERE = {
    *("num_hidden_layers", "speech_decoder_postnet_layers", "num_encoder_blocks", "num_mem_blocks"),
    *("backbone_out_indices", "out_indices", "intermediate_hidden_state_indices", "deepstack_visual_indexes"),
    *("look_backward_layers", "look_ahead_layers", "num_query_pool_stages", "n_layers_per_attn_res_block"),
    *("talker_config", "msa_encoder", "merge_index"),
}


def test_every_number_that_transformers_compares_with_a_layer_is_held():
    """By the source of all its models, so that a name of tomorrow is noticed."""
    compared = re.compile(
        r"\b(?:layer_idx|layer_id|layer_index|idx|i)\s*\)?\s*(?:<=?|>=?|==|!=|not in|in|%)\s*(?:self\.)?config\.(\w+)"
    )
    folder = pathlib.Path(transformers.__file__).parent / "models"
    names = {
        name
        for file in [*folder.glob("*/modeling_*.py"), *folder.glob("*/configuration_*.py")]
        for name in compared.findall(file.read_text(encoding="utf-8"))
    }
    assert len(names) > 15
    assert names - HELD - ELSEWHERE == set()


def test_a_stack_that_is_left_whole_leaves_its_config_alone_even_where_that_makes_no_sense():
    full = {
        "num_hidden_layers": 2,
        "global_attn_indexes": [2, 5],
        "layer_types": ["a", "b"],
        "moe_layer_freq": 3,
    }
    stack = Stack(("num_hidden_layers",), ((full, 0), (full, 1)))
    assert with_layers(full, full, stack) == (full, [])
