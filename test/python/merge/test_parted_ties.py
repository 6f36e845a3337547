"""Adapters on models whose head and embeddings are one matrix: what is not refused merges to what PEFT computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from mergescope.errors import MergescopeError
from mergescope.merge.parted_ties import parted_ties
from runs import run_ours
from safetensors.torch import load_file, save_file
from test_layouts import NEWER, linear

SIZES: dict[str, Any] = {"vocab_size": 40, "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2}
TIED, UNTIED, T5, GPT2 = "tied", "untied", "t5", "gpt2"
TOGETHER = {"ensure_weight_tying": True}

#: model, what the adapter targets, further settings of PEFT, whether it is refused.
ADAPTERS: list[tuple[str, list[str], dict[str, Any], bool]] = [
    (TIED, [], {}, False),
    (TIED, ["lm_head"], {}, True),
    (TIED, ["lm_head"], {"use_dora": True}, True),
    (TIED, ["lm_head"], TOGETHER, True),
    (TIED, ["embed_tokens"], {}, True),
    (TIED, ["embed_tokens"], TOGETHER, True),
    (TIED, ["embed_tokens", "lm_head"], {}, True),
    (TIED, [], {"modules_to_save": ["lm_head"]}, False),
    (TIED, [], {"modules_to_save": ["embed_tokens"]}, False),
    (TIED, [], {"modules_to_save": ["embed_tokens", "lm_head"]}, False),
    (TIED, [], {"modules_to_save": ["embed_tokens"], **TOGETHER}, False),
    (TIED, [], {"trainable_token_indices": [3, 5]}, False),
    (TIED, [], {"trainable_token_indices": {"lm_head": [3, 5]}}, True),
    (TIED, [], {"trainable_token_indices": {"embed_tokens": [3, 5], "lm_head": [4, 6]}}, True),
    (UNTIED, ["lm_head"], {}, False),
    (UNTIED, [], {"modules_to_save": ["embed_tokens", "lm_head"]}, False),
    (T5, [], {}, False),
    (T5, ["shared"], {}, True),
    (T5, ["lm_head"], {}, True),
    (T5, ["encoder.embed_tokens"], {}, True),
    (T5, [], {"modules_to_save": ["shared"]}, True),
    (GPT2, ["wte"], {}, True),
    (GPT2, ["lm_head"], {}, True),
]


@pytest.fixture(scope="module")
def bases(tmp_path_factory) -> dict[str, Path]:
    import transformers as t

    small: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 1}
    qwen: dict[str, Any] = {"num_attention_heads": 2, "num_key_value_heads": 1, **small, **SIZES}
    made = {
        TIED: (t.Qwen2ForCausalLM, t.Qwen2Config(tie_word_embeddings=True, **qwen)),
        UNTIED: (t.Qwen2ForCausalLM, t.Qwen2Config(tie_word_embeddings=False, **qwen)),
        T5: (t.T5ForConditionalGeneration, t.T5Config(d_model=16, d_ff=24, num_layers=1, num_heads=2, d_kv=8, **SIZES)),
        GPT2: (t.GPT2LMHeadModel, t.GPT2Config(n_embd=16, n_layer=1, n_head=2, **SIZES)),
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("bases")
    for name, (kind, config) in made.items():
        torch.manual_seed(0)
        kind(config).save_pretrained(folder / name)
    return {name: folder / name for name in made}


@pytest.mark.skipif(not NEWER, reason="the older PEFT has not all of these settings")
@pytest.mark.parametrize(("kind", "targets", "more", "refused"), ADAPTERS)
def test_an_adapter_is_refused_just_where_merging_it_changes_what_it_computes(
    bases, tmp_path, kind, targets, more, refused
):
    from peft import PeftModel

    folder = adapter(bases[kind], tmp_path / "adapter", kind, targets, more)
    adapted = PeftModel.from_pretrained(load(kind, bases[kind]), folder)
    assert bool(parted_ties(adapted)) == refused
    wanted = logits(adapted)
    adapted.merge_and_unload().save_pretrained(tmp_path / "merged")
    off = float((logits(load(kind, tmp_path / "merged")) - wanted).abs().max())
    assert (off > 1e-3) == refused


@pytest.mark.skipif(not NEWER, reason="one mergekit is enough")
def test_a_refused_adapter_leaves_no_merged_model(bases, tmp_path):
    folder = adapter(bases[TIED], tmp_path / "adapter", TIED, ["lm_head"], {})
    cache = tmp_path / "cache"
    with pytest.raises(MergescopeError, match="changes lm_head") as caught:
        run_ours(
            linear(f"{bases[TIED]}+{folder}", bases[TIED], dtype="float32"),
            tmp_path / "out",
            mergekit={"lora_merge_cache": str(cache)},
        )
    assert caught.value.code == "config-invalid" and [*cache.iterdir()] == []


@pytest.mark.skipif(not NEWER, reason="one mergekit is enough")
def test_an_adapter_that_peft_cannot_load_is_told_in_one_line(bases, tmp_path):
    folder = adapter(bases[UNTIED], tmp_path / "adapter", UNTIED, [], {"modules_to_save": ["lm_head"]})
    file = folder / "adapter_model.safetensors"
    longer = {
        name: torch.cat([tensor, tensor[:3]]) if "lm_head" in name else tensor
        for name, tensor in load_file(file).items()
    }
    save_file(longer, file)
    with pytest.raises(
        MergescopeError, match=r"cannot be merged into .*size mismatch for .*lm_head"
    ) as caught:
        run_ours(
            linear(f"{bases[UNTIED]}+{folder}", bases[UNTIED], dtype="float32"),
            tmp_path / "out",
            mergekit={"lora_merge_cache": str(tmp_path / "cache")},
        )
    assert "\n" not in str(caught.value) and caught.value.hint


def adapter(base: Path, folder: Path, kind: str, targets: list[str], more: dict[str, Any]) -> Path:
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(7)
    attention = {T5: "q", GPT2: "c_attn"}.get(kind, "q_proj")
    settings: dict[str, Any] = {"r": 2, "lora_alpha": 4, "init_lora_weights": False, **more}
    adapted: Any = get_peft_model(
        load(kind, base), LoraConfig(target_modules=[attention, *targets], **settings)
    )
    for name, parameter in adapted.named_parameters():
        if "modules_to_save" in name or "token_adapter" in name:
            parameter.data += torch.randn(parameter.shape)
    adapted.save_pretrained(folder)
    return folder


def load(kind: str, folder: Path) -> Any:
    import transformers as t

    classes = {T5: t.AutoModelForSeq2SeqLM}
    return classes.get(kind, t.AutoModelForCausalLM).from_pretrained(folder)


def logits(model: Any) -> torch.Tensor:
    tokens = torch.arange(3, 13)[None]
    seq2seq = {"decoder_input_ids": tokens} if model.config.is_encoder_decoder else {}
    with torch.no_grad():
        return model.eval()(input_ids=tokens, **seq2seq).logits
