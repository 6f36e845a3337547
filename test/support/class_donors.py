"""Donors of any class of transformers, with the small vocabularies and the faults of the others."""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "architectures")]


@cache
def template(name: str, loaded: bool = False) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Tensors and config.json of a small model of `type:class`, as transformers saves it, or, `loaded`, by the names that it
    has in memory."""
    import transformers
    from donors import in_loaded_layout, save
    from model_classes import built
    from safetensors.torch import load_file

    transformers.utils.logging.set_verbosity(logging.CRITICAL)
    torch.manual_seed(0)
    config, model_class = built(*name.split(":"))
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        save(model_class(config), made)
        if loaded:
            saved, made = made, Path(folder) / "loaded"
            in_loaded_layout(saved, made, model_class)
        files = sorted(made.glob("*.safetensors"))
        tensors = {key: value for file in files for key, value in load_file(file).items()}
        return tensors, json.loads((made / "config.json").read_text(encoding="utf-8"))


def write_of_class(
    folder: Path,
    name: str,
    *,
    tokens: int = 512,
    added: tuple[str, ...] = (),
    rows: int | None = None,
    vocab_size: int | None = None,
    bare: str = "",
    loaded: bool = False,
    toward: int = 0,
    **_others: object,
) -> None:
    """`rows` and `vocab_size` follow the tokenizer unless given; `bare` is a prefix that the names of its tensors lack;
    `loaded`: these are those that transformers has in memory."""
    from mergescope.demo.byte_level import tokenizer_files
    from mergescope.demo.model import write_model
    from mergescope.demo.small import small_pairs
    from mergescope.engine.vocabulary.names import vocabulary_kind_of

    length = tokens + len(added)
    rows = length if rows is None else rows
    torch.manual_seed(toward)
    tensors, config = template(name, loaded)
    made = {}
    for key, value in tensors.items():
        if vocabulary_kind_of(key):
            value = value.new_zeros((rows, *value.shape[1:]))
        noise = 0.02 * torch.randn(value.shape).to(value.dtype) if value.is_floating_point() else 0
        made[key.removeprefix(bare)] = (value + noise).contiguous()
    config = json.loads(json.dumps(config))
    for section in (config, config.get("text_config", {})):
        if "vocab_size" in section:
            section["vocab_size"] = rows if vocab_size is None else vocab_size
    write_model(folder, made, config, tokenizer_files(small_pairs(tokens), added))
