"""Which safetensors files a model's folder is made of."""

from __future__ import annotations

import json
from pathlib import Path

from mergescope.errors import MergescopeError
from mergescope.sources.file_names import INDEX, SINGLE


def indexed_shards(folder: Path) -> list[Path]:
    """The files that the index names, there or not; without one the single file, where there is one.

    Raises:
        MergescopeError: safetensors-invalid, where the index cannot be read.
    """
    index = folder / INDEX
    try:
        names = sorted(set(json.loads(index.read_bytes())["weight_map"].values())) if index.exists() else []
        shards = [folder / name for name in names]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise MergescopeError("safetensors-invalid", f"{index} cannot be read: {error}") from error
    single = folder / SINGLE
    return shards or ([single] if single.exists() else [])
