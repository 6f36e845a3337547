"""Which objects under an address a merge reads as a model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TypedDict

from mergescope.errors import MergescopeError
from mergescope.sources.file_names import INDEX
from mergescope.sources.object_storage import library, open_bucket, read_range, tag_of, tried
from mergescope.sources.obstore_types import Level, ObjectMeta

LARGEST_SMALL = 128 << 20
_PICKLES = (".bin", ".pt", ".pth", ".ckpt")


class MirroredFile(TypedDict):
    """tag: ETag of the object, where it has one; modified: seconds since 1970."""

    size: int
    tag: str | None
    modified: float


def listed(uri: str) -> dict[str, MirroredFile]:
    """The small files and the weights directly under `uri`, and the weights in folders there that the index names.

    Raises:
        MergescopeError: file-unreadable, where there are no weights that can be read; as of `read_range`.
    """
    level, (_, prefix) = _folder(uri, ""), open_bucket(uri)
    # Consoles put an object under the name of a folder.
    names = {
        PurePosixPath(entry["path"]).name: entry for entry in level["objects"] if entry["path"] != prefix
    }
    files = {name: _file(entry) for name, entry in names.items() if _is_wanted(name, entry["size"])}
    if level["common_prefixes"] and INDEX in files:
        deeper = _deeper(uri, files[INDEX])
        for folder in sorted({name.rpartition("/")[0] for name in deeper}):
            for entry in _folder(uri, f"{folder}/")["objects"]:
                name = f"{folder}/{PurePosixPath(entry['path']).name}"
                if name in deeper:
                    files[name] = _file(entry)
    if not any(name.endswith(".safetensors") for name in files):
        raise _unreadable(uri, names)
    return dict(sorted(files.items()))


def _folder(uri: str, below: str) -> Level:
    bucket, prefix = open_bucket(uri)
    return tried(uri, lambda: library().list_with_delimiter(bucket, f"{prefix}/{below}"))


def _file(entry: ObjectMeta) -> MirroredFile:
    return {"size": entry["size"], "tag": tag_of(entry), "modified": entry["last_modified"].timestamp()}


def _is_wanted(name: str, size: int) -> bool:
    if not _is_plain(name) or name.endswith((*_PICKLES, ".gguf")):
        return False
    return name.endswith(".safetensors") or size <= LARGEST_SMALL


def _is_plain(name: str) -> bool:
    return name.isprintable() and not name.startswith(".") and not {"/", "\\"} & {*name} and bool(name)


def _deeper(uri: str, index: MirroredFile) -> set[str]:
    """Weight files in folders that an index names, as listings call them; what cannot be one is left to whoever reads it."""
    if index["size"] > LARGEST_SMALL:
        return set()
    try:
        named = set(
            json.loads(bytes(read_range(f"{uri}/{INDEX}", index["tag"], 0, index["size"])))[
                "weight_map"
            ].values()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()
    paths = [PurePosixPath(name) for name in named if isinstance(name, str) and name.endswith(".safetensors")]
    return {path.as_posix() for path in paths if len(path.parts) > 1 and all(map(_is_plain, path.parts))}


def _unreadable(uri: str, names: Iterable[str]) -> MergescopeError:
    pickles = sorted(name for name in names if name.endswith(_PICKLES))
    if pickles:
        return MergescopeError(
            "file-unreadable",
            f"{uri} has its weights in pickles ({pickles[0]}), which are not read from object storage",
            "copy that model to a folder first, or convert it to safetensors",
        )
    return MergescopeError(
        "file-unreadable",
        f"there is no .safetensors file directly under {uri}",
        "name the prefix that holds config.json and the weights",
    )
