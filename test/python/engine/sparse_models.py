"""Models whose tensors are holes of the file system: large to read, nothing on the disk."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

SIZES = {"BF16": 2, "F32": 4}


def sparse_model(
    folder: Path,
    rows: int,
    width: int,
    dtype: str = "BF16",
    layers: int = 0,
    shapes: dict[str, list[int]] | None = None,
) -> Path:
    """A Mistral; shapes: of tensors that are to be of another."""
    folder.mkdir()
    tensors = {"model.embed_tokens.weight": [rows, width], "model.norm.weight": [width]}
    for layer in range(layers):
        tensors |= {f"model.layers.{layer}.{name}": shape for name, shape in layer_shapes(width).items()}
    header, offset = {}, 0
    for name, shape in (tensors | (shapes or {})).items():
        size = SIZES[dtype] * math.prod(shape)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + offset)
    settings = {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "hidden_size": width,
        "head_dim": 64,
        "num_attention_heads": width // 64,
        "num_key_value_heads": width // 64,
        "intermediate_size": width,
        "num_hidden_layers": layers,
        "vocab_size": rows,
        "tie_word_embeddings": True,
    }
    (folder / "config.json").write_text(json.dumps(settings))
    return folder


def layer_shapes(width: int) -> dict[str, list[int]]:
    square = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"]
    square += ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
    norms = ["input_layernorm", "post_attention_layernorm"]
    shapes = {f"{name}.weight": [width, width] for name in square}
    return shapes | {f"{name}.weight": [width] for name in norms}
