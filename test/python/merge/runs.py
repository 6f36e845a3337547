"""Merges by us and by mergekit, into folders."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path
from typing import Any

import torch
import yaml
from merge_requests import merge_request
from mergescope.engine.storage.safetensors_io import read_header
from mergescope.merge.rehearse import plan
from mergescope.merge.run import merge
from mergescope.shards.own_job import same_sums
from mergescope.sources.dtypes import NAMES
from safetensors.torch import load_file


def merge_ours(config: dict[str, Any], output: Path, **request: Any) -> dict[str, Any]:
    """A merge alone, for what comes in between of it."""
    output.mkdir(exist_ok=True)
    return merge(merge_request(yaml.safe_dump(config), output, **request))


def run_ours(config: dict[str, Any], output: Path, **request: Any) -> dict[str, Any]:
    """Every merge is rehearsed, and what the rehearsal says is what the merge does."""
    output.mkdir(exist_ok=True)
    asked = merge_request(yaml.safe_dump(config), output, **request)
    with tempfile.TemporaryDirectory() as folder:
        refusal, planned = _rehearsed(asked, folder)
        try:
            reply = merge(asked)
        except Exception as error:
            assert refusal is None or type(refusal) is type(error), (refusal, error)
            raise
        assert refusal is None, refusal
        assert planned is not None
        assert_as_planned(planned, Path(folder), output)
    return reply


def _rehearsed(asked: dict[str, Any], folder: str) -> tuple[Exception | None, dict[str, Any] | None]:
    # Every second merge goes on from the plan of its rehearsal, the others make one of their own.
    keep = zlib.crc32(asked["config_text"].encode()) % 2 == 0
    try:
        return None, plan({**asked, "output": folder, "keep_plan": keep, "resume": False, "lock": None})
    except Exception as error:
        return error, None


def assert_as_planned(planned: dict[str, Any], rehearsed: Path, output: Path) -> None:
    """The same tensors in the same files of the same sizes, and all other files to the byte."""
    written = sorted(path.name for path in output.glob("*.safetensors"))
    assert {file["name"]: file["bytes"] for file in planned["files"]} == {
        name: (output / name).stat().st_size for name in written
    }
    found = {
        (one.name, NAMES[one.dtype], one.shape, name)
        for name in written
        for one in read_header(str(output / name)).values()
    }
    assert found == {(t["name"], t["dtype"], tuple(t["shape"]), t["file"]) for t in planned["tensors"]}
    if (rehearsed / ".adapters").exists():
        return  # transformers writes the config of a model whose adapter is merged anew
    for path in sorted(rehearsed.rglob("*")):
        name = path.relative_to(rehearsed)
        if path.is_file() and not path.name.endswith(".safetensors"):
            assert path.read_bytes() == (output / name).read_bytes(), name


def run_stock(config: dict[str, Any], output: Path, **options: Any) -> None:
    from mergekit.config import MergeConfiguration
    from mergekit.io.tasks import LoaderCache
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions

    LoaderCache.loaders.clear()
    settings = MergeOptions(quiet=True, write_model_card=False, **options)
    # Sums depend on the number of threads, which is ours here.
    with same_sums():
        run_merge(MergeConfiguration.model_validate(config), str(output), settings)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        found |= load_file(file)
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.safetensors*"))}
