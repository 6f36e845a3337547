"""Tiny donors of any architecture that transformers has, and what a linear merge of them has to be."""

from __future__ import annotations

import copy
import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors.torch import load_file, save_file

sys.path.append(str(Path(__file__).parents[2] / "support"))
from tiny_types import small

WEIGHTS = (0.2, 0.3, 0.5)


def make_donor(folder: Path, kind: str, seed: int, **settings: Any) -> Path:
    """A model of `kind`, a class of transformers, as transformers saves it."""
    architecture = getattr(transformers, kind)
    config = small(architecture.config_class(**settings))
    torch.manual_seed(seed)
    model = architecture(copy.deepcopy(config))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape) * 0.05)
    model.save_pretrained(folder)
    return folder


def tensors_of(folder: Path) -> dict[str, torch.Tensor]:
    return functools.reduce(lambda one, file: one | load_file(file), sorted(folder.glob("*.safetensors")), {})


def rewrite(folder: Path, new: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]) -> Path:
    """The donor with other tensors."""
    tensors = new(tensors_of(folder))
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        folder / "model.safetensors",
        {"format": "pt"},
    )
    return folder


def config_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "config.json").read_text())


def linear(*donors: Path, **more: Any) -> dict[str, Any]:
    models = [
        {"model": str(donor), "parameters": {"weight": weight}}
        for donor, weight in zip(donors, WEIGHTS, strict=False)
    ]
    return {"merge_method": "linear", "models": models, "dtype": "float32"} | more


def mean(*tensors: torch.Tensor) -> torch.Tensor:
    """Of as many donors, by their weights."""
    weights = WEIGHTS[: len(tensors)]
    total = sum(weight * tensor.double() for weight, tensor in zip(weights, tensors, strict=True))
    return (total / sum(weights)).float()


def loads_whole(folder: Path) -> None:
    """transformers finds every tensor that it wants, and none that it does not."""
    kind = getattr(transformers, config_of(folder)["architectures"][0])
    _, told = kind.from_pretrained(folder, output_loading_info=True)
    assert not any(told[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys")), told
