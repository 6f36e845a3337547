"""Donors for the benchmark: Mistral-shaped, bf16, moved a little away from one base."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

ROWS, HIDDEN, LAYERS, MIDDLE = 131_072, 1024, 4, 2816


def make_donors(folder: Path, count: int = 3, rows: int = ROWS, hidden: int = HIDDEN) -> list[Path]:
    """Base and donors, `count` in all, about 0.6 GB each; those that are there already stay."""
    made = []
    for index in range(count):
        donor = folder / f"donor-{index}"
        made.append(donor)
        if (donor / "model.safetensors").exists():
            continue
        donor.mkdir(parents=True, exist_ok=True)
        save_file(weights(index, rows, hidden), donor / "model.safetensors", metadata={"format": "pt"})
        (donor / "config.json").write_text(json.dumps(config(rows, hidden), indent=2))
    return made


def weights(index: int, rows: int, hidden: int) -> dict[str, torch.Tensor]:
    tensors = {}
    for number, (name, shape) in enumerate(shapes(rows, hidden).items()):
        base = torch.randn(shape, generator=torch.Generator().manual_seed(number)) * 0.02
        if index:
            moved = torch.Generator().manual_seed(1000 * index + number)
            base += torch.randn(shape, generator=moved) * 0.002 * index
        tensors[name] = base.to(torch.bfloat16)
    return tensors


def shapes(rows: int, hidden: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (rows, hidden)}
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            found[f"{prefix}.self_attn.{name}.weight"] = (hidden, hidden)
        for name in ("gate_proj", "up_proj"):
            found[f"{prefix}.mlp.{name}.weight"] = (MIDDLE, hidden)
        found[f"{prefix}.mlp.down_proj.weight"] = (hidden, MIDDLE)
        for name in ("input_layernorm", "post_attention_layernorm"):
            found[f"{prefix}.{name}.weight"] = (hidden,)
    return found | {"model.norm.weight": (hidden,), "lm_head.weight": (rows, hidden)}


def config(rows: int, hidden: int) -> dict[str, object]:
    return {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "hidden_size": hidden,
        "head_dim": 64,
        "num_attention_heads": hidden // 64,
        "num_key_value_heads": hidden // 64,
        "intermediate_size": MIDDLE,
        "num_hidden_layers": LAYERS,
        "vocab_size": rows,
        "tie_word_embeddings": False,
        "dtype": "bfloat16",
    }
