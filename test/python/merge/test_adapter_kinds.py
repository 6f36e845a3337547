"""Which kinds of adapter cannot be merged into weights, by PEFT itself: what the inspection refuses by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from peft import PeftType, get_peft_model
from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING, PEFT_TYPE_TO_TUNER_MAPPING
from transformers import LlamaConfig, LlamaForCausalLM

TABLE = Path(__file__).parents[3] / "src/core/model/adapter-kinds.ts"
LISTED, RAISES = TABLE.read_text().split("unmergeableRaises")
UNMERGEABLE = set(re.findall(r"\['(\w+)', ", LISTED))
ERRORS = dict(re.findall(r"(\w+): '(\w+)'", RAISES))
MORE = {
    "LN_TUNING": {"target_modules": ["input_layernorm"]},
    "TRAINABLE_TOKENS": {"token_indices": [1]},
    "IA3": {"feedforward_modules": []},
    "ADALORA": {"total_step": 10},
}


# It mixes other adapters, and needs some.
MIXES = PeftType.XLORA


@pytest.mark.parametrize("kind", [kind for kind in PeftType if kind != MIXES], ids=str)
def test_the_kinds_that_are_refused_are_those_that_peft_cannot_merge(kind: PeftType) -> None:
    name = kind.value
    if not hasattr(PEFT_TYPE_TO_TUNER_MAPPING[kind], "merge_and_unload"):
        assert name in UNMERGEABLE
        assert name not in ERRORS
        return
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=16, attention_bias=True, **sizes))
    settings = {"target_modules": ["q_proj"], "task_type": "CAUSAL_LM", **MORE.get(name, {})}
    try:
        adapted = get_peft_model(model, PEFT_TYPE_TO_CONFIG_MAPPING[kind](**settings))
    except (ValueError, ImportError):
        # Its defaults are for larger models, or it needs another package.
        assert name not in UNMERGEABLE
        return
    if name in UNMERGEABLE:
        with pytest.raises(NotImplementedError):
            adapted.merge_and_unload()
        assert ERRORS[name] == "NotImplementedError"
    else:
        assert isinstance(adapted.merge_and_unload(), LlamaForCausalLM)
