"""config.json of the output is the leading model's, but for what the merge changed, whatever the type of model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from mergescope.merge.config_edits import (
    untied,
    vocabulary_paths,
    with_changes,
    with_dtype,
    with_rows,
    without_quantisation,
)
from runs import run_ours
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

# One of each place where families keep the size of their vocabulary, and the most that can differ otherwise.
TYPES = {
    "plain": "llama mistral gpt2 gpt_neox gemma2 phi3 falcon cohere qwen2 qwen3_moe mixtral opt bloom mamba rwkv "
    "bert roberta deberta-v2 distilbert albert electra xlm-roberta modernbert t5 bart pegasus marian "
    "bigbird_pegasus pop2piano whisper beit hubert gptj starcoder2 granite olmo2 stablelm deepseek_v3 gemma3_text",
    "elsewhere": "xlm fsmt clip siglip blip blip-2 llava llava_next idefics3 smolvlm paligemma gemma3 mllama mistral3 "
    "qwen2_vl qwen2_5_vl qwen3_vl qwen3_5 aria internvl llama4 altclip clap groupvit chinese_clip owlvit "
    "musicgen qwen2_audio encoder-decoder vision-encoder-decoder",
    "absent": "vit dinov2 dinov3_vit swin convnext resnet detr segformer videomae sam glpn",
}
CASES = [(kind, name) for kind, names in TYPES.items() for name in names.split()]


def config_of(model_type: str) -> Any:
    parts = {}
    if model_type.endswith("encoder-decoder"):
        encoder = "vit" if model_type.startswith("vision") else "bert"
        parts = {"encoder": config_of(encoder).to_dict(), "decoder": config_of("gpt2").to_dict()}
    return transformers.AutoConfig.for_model(model_type, **parts)


@pytest.mark.parametrize(("kind", "model_type"), CASES)
def test_the_size_of_a_vocabulary_is_changed_where_it_stands_and_nothing_else_is(kind, model_type):
    config = config_of(model_type)
    settings, full = json.loads(config.to_json_string()), config.to_dict()
    assert with_changes(settings, full, config_of(model_type).to_dict()) == settings
    paths = vocabulary_paths(full, None, None)
    if kind == "absent":
        assert paths == []
        with pytest.raises(LookupError):
            with_rows(settings, full, 77_777, 5, None)
        return
    held = next(iter(sizes(full).values())) if not paths else at(full, paths[0])
    changed = type(config).from_dict(with_rows(settings, full, 77_777, held, None)).to_dict()
    moved = {path for path, value in flat(changed).items() if flat(full).get(path) != value}
    assert moved and all(flat(full)[path] == held and path[-1] in VOCABULARY for path in moved)
    assert at(changed, next(iter(moved))) == 77_777


VOCABULARY = ("vocab_size", "decoder_vocab_size", "n_words", "src_vocab_size", "tgt_vocab_size")


def sizes(full: dict[str, Any]) -> dict[tuple[str, ...], int]:
    return {path: value for path, value in flat(full).items() if path[-1] in VOCABULARY}


def flat(settings: dict[str, Any], where: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, value in settings.items():
        found |= flat(value, (*where, key)) if isinstance(value, dict) else {(*where, key): value}
    return found


def at(settings: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        settings = settings[part]
    return settings


def test_the_table_names_types_of_every_kind():
    known = Counter(kind for kind, name in CASES if name in CONFIG_MAPPING_NAMES)
    assert sum(known.values()) == len(CASES)
    assert min(known.values()) > 10


def test_the_dtype_is_named_under_the_word_that_the_config_has_for_it():
    old = {"torch_dtype": "float32", "text_config": {"torch_dtype": "float32", "hidden_size": 4}}
    text = {"torch_dtype": "bfloat16", "hidden_size": 4}
    assert with_dtype(old, "bfloat16") == {"torch_dtype": "bfloat16", "text_config": text}
    assert with_dtype({"a": 1}, "float16") == {"a": 1, "dtype": "float16"}
    assert old["torch_dtype"] == "float32"


def test_a_value_is_found_before_a_name_and_a_name_before_the_only_one():
    full = {"vocab_size": 10, "text_config": {"vocab_size": 20}, "vision_config": {"vocab_size": 30}}
    assert vocabulary_paths(full, 20, "vocab_size") == [("text_config", "vocab_size")]
    assert vocabulary_paths(full, 25, "text_config.vocab_size") == [("text_config", "vocab_size")]
    assert vocabulary_paths(full, 25, None) == [("vocab_size",)]
    assert vocabulary_paths(full, 30, "nowhere.vocab_size") == [("vision_config", "vocab_size")]
    assert vocabulary_paths({"decoder": {"vocab_size": 20}}, 25, None) == [("decoder", "vocab_size")]
    assert vocabulary_paths({"a": {"vocab_size": 1}, "b": {"vocab_size": 2}}, 25, None) == []


def test_a_part_that_the_file_leaves_to_its_defaults_is_written_for_the_one_value():
    full = {"text_config": {"vocab_size": 20, "hidden_size": 4}}
    assert with_rows({}, full, 21, 20, None) == {"text_config": {"vocab_size": 21}}
    assert untied({}, {"tie_word_embeddings": True}) == {"tie_word_embeddings": False}


SMALL = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2}
SMALL |= {"decoder_attention_heads": 2, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "vocab_size": 40}
TEXT = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
T5 = {"d_model": 16, "d_kv": 8, "d_ff": 16, "num_layers": 1, "num_decoder_layers": 1, "num_heads": 2}
MERGED = {
    "BigBirdPegasusForConditionalGeneration": SMALL | {"attention_type": "original_full"},
    "Pop2PianoForConditionalGeneration": T5 | {"vocab_size": 40},
    "Blip2ForConditionalGeneration": {
        "text_config": SMALL
        | {
            "model_type": "opt",
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "hidden_size": 16,
            "ffn_dim": 16,
            "word_embed_proj_dim": 16,
        },
        "vision_config": TEXT | {"image_size": 14, "patch_size": 7},
        "qformer_config": TEXT | {"encoder_hidden_size": 16},
        "num_query_tokens": 2,
    },
    "ViTForImageClassification": TEXT | {"image_size": 16, "patch_size": 8},
    "LlamaForCausalLM": TEXT | {"vocab_size": 40, "num_key_value_heads": 2},
}


@pytest.mark.parametrize("key", ["quantization_config", "compression_config"])
def test_config_json_of_plain_weights_says_nothing_of_packed_ones(key):
    said = {"quant_method": "fp8"}
    settings = {key: said, "text_config": {"hidden_size": 4, key: said}, "vision_config": {key: None}}
    plain = {"text_config": {"hidden_size": 4}, "vision_config": {}}
    assert without_quantisation(settings) == plain == without_quantisation(plain)
    online = {key: said | {"quantization_mode": "online"}}
    assert without_quantisation(online) == online


def test_what_a_model_was_unpacked_from_is_not_taken_over(tmp_path):
    donors = [write_model(tmp_path / name, "LlamaForCausalLM", seed) for seed, name in enumerate("ab")]
    before = json.loads((donors[0] / "config.json").read_text())
    quantised = before | {"quantization_config": {"quant_method": "fp8"}}
    (donors[0] / "config.json").write_text(json.dumps(quantised))
    models = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    run_ours({"merge_method": "linear", "models": models, "dtype": "float32"}, tmp_path / "ours")
    assert json.loads((tmp_path / "ours" / "config.json").read_text()) == before


@pytest.mark.parametrize("architecture", MERGED)
def test_a_merge_without_a_tokenizer_leaves_config_json_as_it_was(tmp_path, architecture):
    donors = [write_model(tmp_path / name, architecture, seed) for seed, name in enumerate("ab")]
    sources = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    config = {"merge_method": "linear", "base_model": str(donors[0]), "models": sources, "dtype": "float32"}
    run_ours(config, tmp_path / "ours")
    before, after = (json.loads((f / "config.json").read_text()) for f in (donors[0], tmp_path / "ours"))
    assert before["unknown_to_transformers"] == after["unknown_to_transformers"]
    assert after == before


def write_model(folder: Path, architecture: str, seed: int) -> Path:
    torch.manual_seed(seed)
    model = getattr(transformers, architecture)
    model(model.config_class(**MERGED[architecture])).save_pretrained(folder)
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"unknown_to_transformers": [1, None]}))
    return folder
