"""Small Mistral-shaped models on disk, whole enough for mergekit and transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

HIDDEN, MIDDLE, LAYERS, ROWS = 32, 48, 2, 300


def make_model(
    folder: Path,
    seed: int,
    moved: float = 0.01,
    dtype: torch.dtype = torch.bfloat16,
    tied: bool = False,
    shards: int = 1,
    layers: int = LAYERS,
    rows: int = ROWS,
    without: tuple[str, ...] = (),
) -> Path:
    """A model that lies `moved` away from the one base that all share."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: (random(shape, number) * 0.1 + random(shape, 1000 * seed + number) * moved * (seed > 0)).to(
            dtype
        )
        for number, (name, shape) in enumerate(shapes(layers, rows).items())
        if not (tied and name == "lm_head.weight") and name not in without
    }
    save(folder, tensors, shards)
    (folder / "config.json").write_text(json.dumps(config(dtype, tied, layers, rows)))
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": 2}))
    return folder


def random(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def save(folder: Path, tensors: dict[str, torch.Tensor], shards: int) -> None:
    if shards == 1:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    weight_map = {}
    for number in range(shards):
        name = f"model-{number + 1:05d}-of-{shards:05d}.safetensors"
        part = {key: tensors[key] for key in list(tensors)[number::shards]}
        save_file(part, folder / name, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(part, name)
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def shapes(layers: int, rows: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (rows, HIDDEN)}
    for layer in range(layers):
        prefix = f"model.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            found[f"{prefix}.self_attn.{name}.weight"] = (HIDDEN, HIDDEN)
        for name in ("gate_proj", "up_proj"):
            found[f"{prefix}.mlp.{name}.weight"] = (MIDDLE, HIDDEN)
        found[f"{prefix}.mlp.down_proj.weight"] = (HIDDEN, MIDDLE)
        for name in ("input_layernorm", "post_attention_layernorm"):
            found[f"{prefix}.{name}.weight"] = (HIDDEN,)
    return found | {"model.norm.weight": (HIDDEN,), "lm_head.weight": (rows, HIDDEN)}


def config(dtype: torch.dtype, tied: bool, layers: int, rows: int) -> dict[str, Any]:
    return {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "hidden_size": HIDDEN,
        "head_dim": 8,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "intermediate_size": MIDDLE,
        "num_hidden_layers": layers,
        "vocab_size": rows,
        "tie_word_embeddings": tied,
        "torch_dtype": str(dtype).removeprefix("torch."),
    }
