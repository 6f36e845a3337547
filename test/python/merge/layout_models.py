"""Donors that keep their tensors in other ways than a plain Mistral: adapters, BERT's names and buffers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file


def make_adapter(folder: Path, base: Path, seed: int) -> Path:
    """A LoRA adapter of rank 2 on the attention of `base`, as peft saves one."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_pretrained(base)
    adapted = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj", "v_proj"]))
    for name, parameter in adapted.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    adapted.save_pretrained(folder)
    return folder


def make_bert(folder: Path, seed: int, kind: str = "BertForMaskedLM") -> Path:
    """A BERT of one layer with its buffer of positions, which are integers, and its pooler."""
    import transformers

    torch.manual_seed(seed)
    sizes: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 24, "vocab_size": 50}
    config = transformers.BertConfig(
        num_hidden_layers=1, num_attention_heads=2, max_position_embeddings=12, **sizes
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    prefix = "" if kind == "BertModel" else "bert."
    rename(folder, lambda name: name, {
        f"{prefix}embeddings.position_ids": torch.arange(12).unsqueeze(0),
        f"{prefix}pooler.dense.weight": torch.randn(16, 16),
        f"{prefix}pooler.dense.bias": torch.randn(16),
    })  # fmt: skip
    return folder


def make_clap(folder: Path, seed: int) -> Path:
    """CLAP's text encoder, which mergekit has no definition of; its positions are saved, as integers."""
    import transformers

    torch.manual_seed(seed)
    sizes: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 24, "vocab_size": 50}
    config = transformers.ClapTextConfig(
        num_hidden_layers=1, num_attention_heads=2, max_position_embeddings=12, **sizes
    )
    transformers.ClapTextModel(config).save_pretrained(folder)
    return folder


def make_olmo(folder: Path) -> Path:
    """A model of an architecture that mergekit has no definition of, and so asks transformers for."""
    import transformers

    torch.manual_seed(0)
    sizes: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 24, "vocab_size": 50}
    config = transformers.OlmoConfig(num_hidden_layers=1, num_attention_heads=2, **sizes)
    transformers.OlmoForCausalLM(config).save_pretrained(folder)
    return folder


def rename(folder: Path, new: Callable[[str], str | None], more: dict[str, torch.Tensor]) -> None:
    """Gives the tensors of a model other names, drops those that get none, and adds some."""
    file = folder / "model.safetensors"
    tensors = {new(name): tensor for name, tensor in (load_file(file) | more).items()}
    tensors.pop(None, None)
    save_file(tensors, file, metadata={"format": "pt"})
