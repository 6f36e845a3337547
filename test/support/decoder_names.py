"""Names of the tensors of plain decoders, whatever their config says: `required` are there always, `allowed` with some.

usage: decoder_names.py > src/core/verify/decoder-names.json

A class is built small, and once more for each of its settings that is true or false, turned over.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import torch
import transformers
from tiny_types import small

#: Model types of causal language models whose layers are all alike.
TYPES = """
arcee cohere cohere2 falcon gemma gemma2 gemma3_text glm glm4 gpt2 gpt_bigcode gpt_neox granite helium llama
ministral3 mistral olmo olmo2 olmo3 phi phi3 qwen2 qwen3 seed_oss smollm3 stablelm starcoder2
""".split()


def names(kind: Any, config: Any) -> set[str]:
    """Names of what is stored, with `*` for the number of the layer."""
    with torch.device("meta"):
        model = kind(config)
    stored = set(model.state_dict()) - set(model.all_tied_weights_keys)
    return {re.sub(r"\.\d+\.", ".*.", name) for name in stored}


def layout(model_type: str) -> tuple[str, dict[str, Any]]:
    """The class of a type, and its names."""
    default = transformers.AutoConfig.for_model(model_type)
    kind = transformers.AutoModelForCausalLM._model_mapping[type(default)]
    found = [names(kind, small(default))]
    for key, value in vars(default).items():
        if type(value) is bool and not key.startswith("_"):
            try:
                found.append(
                    names(kind, small(transformers.AutoConfig.for_model(model_type, **{key: not value})))
                )
            except Exception as error:
                print(f"{model_type}, {key}: {error}", file=sys.stderr)
    required = set.intersection(*found)
    allowed = set.union(*found) - required
    table = {"prefix": kind.base_model_prefix, "required": sorted(required), "allowed": sorted(allowed)}
    return kind.__name__, table


if __name__ == "__main__":
    print(json.dumps(dict(map(layout, TYPES)), indent=1))
