"""A Mistral-architecture model so small that its vocabulary is most of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file

BLOCK = 4096


@dataclass(frozen=True)
class Shape:
    """Sizes of a decoder. As in Nemo, heads * head_dim is not the hidden size."""

    hidden: int = 64
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 32
    intermediate: int = 128


def tensor_shapes(shape: Shape, rows: int, prefix: str = "") -> dict[str, tuple[int, ...]]:
    """Name and shape of every tensor; embeddings and head have `rows` rows."""
    hidden, q, kv = shape.hidden, shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    layer = {
        "input_layernorm": (hidden,),
        "mlp.down_proj": (hidden, shape.intermediate),
        "mlp.gate_proj": (shape.intermediate, hidden),
        "mlp.up_proj": (shape.intermediate, hidden),
        "post_attention_layernorm": (hidden,),
        "self_attn.k_proj": (kv, hidden),
        "self_attn.o_proj": (hidden, q),
        "self_attn.q_proj": (q, hidden),
        "self_attn.v_proj": (kv, hidden),
    }
    names: dict[str, tuple[int, ...]] = {
        f"model.layers.{n}.{name}": size for n in range(shape.layers) for name, size in layer.items()
    }
    names |= {"model.embed_tokens": (rows, hidden), "model.norm": (hidden,), "lm_head": (rows, hidden)}
    return {f"{prefix}{name}.weight": size for name, size in names.items()}


def noise(seed: int, name: str, size: tuple[int, ...]) -> torch.Tensor:
    """Standard normal values (float32) that depend on the seed and the tensor's name alone.

    A tensor with more rows begins with the same values, so that donors of different size stay comparable.
    """
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:6], "big"))
    if len(size) == 1:
        return torch.randn(size, generator=generator)
    whole = -(-size[0] // BLOCK) * BLOCK
    return torch.randn((whole, *size[1:]), generator=generator)[: size[0]]


def base_tensors(shapes: Mapping[str, tuple[int, ...]], seed: int) -> dict[str, torch.Tensor]:
    """Weights as after a usual initialisation (norms are ones, the rest has a deviation of 0.02), in bf16."""
    return {
        name: torch.ones(size, dtype=torch.bfloat16)
        if len(size) == 1
        else (noise(seed, name, size) * 0.02).to(torch.bfloat16)
        for name, size in shapes.items()
    }


def mistral_config(shape: Shape, vocab_size: int) -> dict[str, object]:
    return {
        "architectures": ["MistralForCausalLM"],
        "attention_dropout": 0.0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "head_dim": shape.head_dim,
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "initializer_range": 0.02,
        "intermediate_size": shape.intermediate,
        "max_position_embeddings": 131_072,
        "model_type": "mistral",
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "rms_norm_eps": 1e-05,
        "rope_theta": 1_000_000.0,
        "sliding_window": None,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        # From this version on transformers trusts the splitting pattern of a Mistral tokenizer: ours is Tekken's own.
        "transformers_version": "5.0.0",
        "use_cache": True,
        "vocab_size": vocab_size,
    }


def write_model(
    folder: Path, tensors: dict[str, torch.Tensor], config: dict[str, object], tokenizer: Mapping[str, bytes]
) -> None:
    folder.mkdir(parents=True)
    weights = folder / "model.safetensors"
    save_file(tensors, weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # safetensors makes it private, and a donor is there to be read
    generation = {"bos_token_id": 1, "eos_token_id": 2}
    for name, value in (("config.json", config), ("generation_config.json", generation)):
        (folder / name).write_text(json.dumps(value, indent=2) + "\n")
    for name, data in tokenizer.items():
        (folder / name).write_bytes(data)
