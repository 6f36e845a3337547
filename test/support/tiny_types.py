"""Configs and tensor names of tiny models of many types, as transformers builds them.

usage: tiny_types.py model-types.jsonl [MODEL_TYPE:CLASS …]

Builds every model of the file anew, and those that are named; one line a model: its config without lists, and its
tensors by name, `*` for the numbers of layers that are alike. What cannot be built is told on stderr.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import torch
import transformers

# What makes a model small: attributes by name, and the most that they may be.
_MOST = {
    2: "num_hidden_layers num_layers n_layer n_layers encoder_layers decoder_layers num_decoder_layers depth "
    "num_attention_heads num_heads n_head n_heads num_key_value_heads encoder_attention_heads decoder_attention_heads",
    4: "num_experts num_local_experts n_routed_experts",
    8: "head_dim d_kv patch_size",
    16: "hidden_size d_model n_embd dim embed_dim embedding_size projection_dim",
    24: "intermediate_size d_ff ffn_dim encoder_ffn_dim decoder_ffn_dim moe_intermediate_size",
    32: "image_size",
    64: "vocab_size n_words max_position_embeddings n_positions n_ctx",
}
_LIMITS = {name: most for most, names in _MOST.items() for name in names.split()}


def small(config: Any) -> Any:
    """The config with every size of it and of its parts cut down."""
    for name, value in list(vars(config).items()):
        if isinstance(value, transformers.PretrainedConfig):
            small(value)
        elif type(value) is int and value > _LIMITS.get(name, value):
            setattr(config, name, _LIMITS[name])
        elif name.endswith("token_id") and type(value) is int and value >= 64:
            setattr(config, name, 3)
    kinds = getattr(config, "layer_types", None)
    if kinds and "layer_types" in vars(config):
        config.layer_types = [kinds[0], kinds[-1]]
    return config


def header(model_type: str, name: str) -> dict[str, Any]:
    """What the saved model's header and config.json say of it."""
    with torch.device("meta"):
        model = getattr(transformers, name)(small(transformers.AutoConfig.for_model(model_type)))
    if sum(parameter.numel() for parameter in model.parameters()) > 5_000_000:
        raise ValueError("it does not get small")
    tensors = {key: list(value.shape) for key, value in model.state_dict().items()}
    for key in getattr(model, "all_tied_weights_keys", {}):
        tensors.pop(key, None)
    model.config.architectures = [name]
    return {
        "type": model_type,
        "config": brief(json.loads(model.config.to_json_string())),
        "tensors": folded(tensors),
    }


def brief(config: dict[str, Any]) -> dict[str, Any]:
    """The config but for maps of labels, lists and what stands at its default of nothing."""
    found = {}
    for key, value in config.items():
        if isinstance(value, dict):
            if key.endswith("_config") or key in ("encoder", "decoder"):
                found[key] = brief(value)
        elif key == "architectures" or not (isinstance(value, (list, float)) or value is None):
            found[key] = value
    return found


def folded(tensors: dict[str, list[int]]) -> dict[str, str]:
    """Names with `*` for the number of the layer, and `shape numbers`."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, shape in tensors.items():
        number = re.search(r"(?<=\.)\d+(?=\.)", name)
        key = name if number is None else name[: number.start()] + "*" + name[number.end() :]
        found.setdefault((key, "x".join(map(str, shape))), []).append(number.group() if number else "")
    merged: dict[str, str] = {}
    for (key, shape), numbers in found.items():
        text = f"{shape} {','.join(numbers)}".strip()
        merged[key] = f"{merged[key]};{text}" if key in merged else text
    return merged


def main(file: Path, more: list[str]) -> None:
    known = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    names = [f"{model['type']}:{model['config']['architectures'][0]}" for model in known] + more
    lines = []
    for name in dict.fromkeys(names):
        try:
            lines.append(json.dumps(header(*name.split(":")), separators=(",", ":")) + "\n")
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    file.write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
