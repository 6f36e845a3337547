"""A model folder as its tensors and its tokens."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from mergescope.engine.storage.safetensors_io import read_header
from mergescope.engine.storage.shard_index import indexed_shards
from mergescope.engine.vocabulary.names import vocabulary_kind_of
from mergescope.errors import MergescopeError
from mergescope.sources.mirror import in_object_storage
from mergescope.sources.source import Source


@dataclass(frozen=True)
class StoredModel:
    """name: what people call it; tensors: by name, of the shards that are in use."""

    name: str
    folder: Path
    tensors: dict[str, Source]

    def find(self, tensor: str) -> Source | None:
        """The tensor; for a head that is tied to the embeddings, these."""
        stored = self.tensors.get(tensor)
        if stored is None and vocabulary_kind_of(tensor) == "head" and tensor.endswith(".weight"):
            tied = [name for name in self.tensors if vocabulary_kind_of(name) == "embeddings"]
            return self.tensors[tied[0]] if len(tied) == 1 else None
        return stored

    @functools.cached_property
    def tokens(self) -> dict[str, int] | None:
        """Token → id of tokenizer.json; None where there is none that can be read."""
        try:
            return _tokens((self.folder / "tokenizer.json").read_bytes())
        except OSError:
            return None


def is_vocabulary(tensor: Source) -> bool:
    """Whether the tensor is a table with one row a token."""
    return len(tensor.shape) == 2 and vocabulary_kind_of(tensor.name) is not None


def open_model(name: str, folder: str) -> StoredModel:
    """Reads the headers of the shards that the index names, else of every safetensors file there.

    Raises:
        MergescopeError: weights-missing, safetensors-invalid.
    """
    root = Path(folder)
    paths = indexed_shards(root) or sorted(root.glob("*.safetensors"))
    if not paths:
        raise MergescopeError(
            "safetensors-invalid",
            f"{name} has no safetensors files in {folder}",
            "xray reads no pickles; what a run with --allow-pickle measured of such a donor is in its report",
        )
    try:
        headers = [in_object_storage(read_header(str(path)), path) for path in paths]
    except FileNotFoundError as error:
        raise MergescopeError(
            "safetensors-invalid",
            f"{name} lacks {error.filename}, which its index names",
            "download it again",
        ) from error
    tensors = {key: replace(tensor, donor=name) for header in headers for key, tensor in header.items()}
    return StoredModel(name, root, tensors)


_parsed: dict[bytes, dict[str, int] | None] = {}


def _tokens(content: bytes) -> dict[str, int] | None:
    # Fine-tunes mostly share their base's file, byte for byte.
    key = hashlib.sha256(content).digest()
    if key not in _parsed:
        _parsed[key] = _parse(content)
    return _parsed[key]


def _parse(content: bytes) -> dict[str, int] | None:
    try:
        document = json.loads(content)
        vocab = document["model"]["vocab"]
        ids = dict(vocab) if isinstance(vocab, dict) else {piece: at for at, (piece, _) in enumerate(vocab)}
        ids.update({token["content"]: token["id"] for token in document.get("added_tokens") or ()})
    except (ValueError, KeyError, TypeError):
        return None
    return ids
