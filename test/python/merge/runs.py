"""Merges by us and by mergekit, into folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import yaml
from merge_requests import merge_request
from mergescope.merge.run import merge
from safetensors.torch import load_file


def run_ours(config: dict[str, Any], output: Path, **request: Any) -> dict[str, Any]:
    output.mkdir(exist_ok=True)
    return merge(merge_request(yaml.safe_dump(config), output, **request))


def run_stock(config: dict[str, Any], output: Path, **options: Any) -> None:
    from mergekit.config import MergeConfiguration
    from mergekit.io.tasks import LoaderCache
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions

    LoaderCache.loaders.clear()
    settings = MergeOptions(quiet=True, write_model_card=False, **options)
    run_merge(MergeConfiguration.model_validate(config), str(output), settings)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        found |= load_file(file)
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.safetensors*"))}
