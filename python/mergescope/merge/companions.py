"""Files of the leading model that are neither weights nor made anew: they travel with the weights, or it is said."""

from __future__ import annotations

import contextlib
import fnmatch
import json
import logging
import os
import shutil
from pathlib import Path, PurePosixPath

from mergescope.engine.storage.shard_index import indexed_shards
from mergescope.errors import MergescopeError

LOG = logging.getLogger(__name__)

SENTENCEPIECE_FILES = ("tokenizer.model", "tokenizer.model.*", "spiece.model", "sentencepiece*.model")
TOKENIZER_FILES = (
    *SENTENCEPIECE_FILES,
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
    "*.tiktoken",
    "tekken.json",
    "chat_template.jinja",
    "additional_chat_templates/*.jinja",
)
# Written anew, or what tells of the model's own training, download or another format of its weights.
_OTHERS_OWN = (
    "config.json",
    "README*",
    "mergekit_config.yml",
    "*.index.json",
    "adapter_*",
    "trainer_state.json",
    "all_results.json",
    "*_results.json",
    "params.json",
    "quantize_config.json",
)
_WEIGHTS = (
    "*.safetensors",
    "*.bin",
    "*.pt",
    "*.pth",
    "*.ckpt",
    "*.gguf",
    "*.h5",
    "*.msgpack",
    "*.onnx",
    "*.npz",
)
# The same weights for other programs, and what only training goes on with.
_WEIGHTS_OF_OTHERS = (
    "consolidated*",
    "pytorch_model*",
    "adapter_*",
    "optimizer*",
    "scheduler*",
    "scaler*",
    "rng_state*",
    "training_args*",
    "*.gguf",
    "*.h5",
    "*.msgpack",
    "*.onnx",
)
_CARRIED = (
    "*.json",
    "*.jinja",
    "*.txt",
    "*.model",
    "*.tiktoken",
    "tokenizer.model.*",
    "*.yaml",
    "*.yml",
    "LICEN[CS]E*",
    "NOTICE*",
    "USE_POLICY*",
)
# Larger than any config, template or vocabulary is.
_MAX_BYTES = 256 * 1024 * 1024
_MAX_FILES = 2000
# Of a kind that no model needs, as far as can be told.
_UNKNOWN = "unknown"


def carry_companions(source: Path, output: Path, own: dict[str, str], trusts_code: bool) -> None:
    """Copies what belongs to the model in `source` into `output`, and says in one line what is left behind.

    Args:
        own: patterns of names that the output has its own of, or is to do without; why, where that has to be said.
    """
    left: list[str] = []
    modules, merged = module_folders(source), _merged(source)
    boundary = _boundary(source)
    for path in _files(source):
        name = str(path)
        part = path.parts[0] if len(path.parts) > 1 else ""
        weights = _matches(path.name, _WEIGHTS)
        if not part and (weights or _matches(name, _OTHERS_OWN)):
            if weights and name not in merged and not _matches(name, _WEIGHTS_OF_OTHERS):
                left.append(f"{name} (weights that no index names are not merged)")
            continue
        why = next((why for pattern, why in own.items() if fnmatch.fnmatchcase(name, pattern)), None)
        if why is None:
            why = _unfit(source / path, boundary, weights) or _refusal(path, modules, trusts_code)
        if why is not None:
            left += [name if why is _UNKNOWN else f"{name} ({why})"] if why else []
            continue
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        # Never the link itself: a Hub snapshot is a folder of links into the blob store.
        shutil.copyfile(source / path, output / path)
        if weights:
            LOG.warning("%s is the leading model's own: weights of such modules are not merged", name)
    if left:
        more = f" and {len(left) - 8} more" if len(left) > 8 else ""
        LOG.warning("left behind in the folder of the leading model: %s%s", ", ".join(left[:8]), more)
        if more:
            LOG.info("left behind, too: %s", ", ".join(left[8:]))


def _merged(source: Path) -> set[str]:
    """The files that the weights of the model are in, as far as they are safetensors."""
    with contextlib.suppress(MergescopeError, OSError):
        return {path.name for path in indexed_shards(source)}
    return set()


def _refusal(path: PurePosixPath, modules: frozenset[str], trusts_code: bool) -> str | None:
    """Why a file of this name stays where it is; None where it comes along."""
    if path.suffix == ".py":
        return None if trusts_code else "code: --trust-remote-code takes it along"
    part = path.parts[0] if len(path.parts) > 1 else ""
    if part in modules:
        return None
    known = part in ("", "additional_chat_templates") and _matches(path.name, _CARRIED)
    return None if known else _UNKNOWN


def _unfit(file: Path, boundary: Path, weights: bool) -> str | None:
    real = Path(os.path.realpath(file))  # which takes links in a circle as they are
    if not real.is_relative_to(boundary):
        return "a link out of the model's folder"
    if not real.is_file():
        return "no regular file"
    if not os.access(real, os.R_OK):
        return "it may not be read"
    return None if weights or real.stat().st_size <= _MAX_BYTES else f"larger than {_MAX_BYTES >> 20} MiB"


def module_folders(source: Path) -> frozenset[str]:
    """The folders that modules.json of sentence-transformers names, `1_Pooling`."""
    try:
        modules = json.loads((source / "modules.json").read_text(encoding="utf-8"))
        paths = [PurePosixPath(module["path"]) for module in modules if isinstance(module["path"], str)]
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()
    return frozenset(str(path) for path in paths if len(path.parts) == 1 and path.name not in ("", ".."))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _boundary(source: Path) -> Path:
    """The folder that links may lead into: the model's own; of a snapshot in the Hub's cache, its repository."""
    root = source.resolve()
    repository = root.parent.parent
    snapshot = root.parent.name == "snapshots" and repository.name.startswith("models--")
    return repository if snapshot else root


def _files(source: Path) -> list[PurePosixPath]:
    """Files of the folder and of folders in it that are not hidden, in the order of their names; no link to a folder
    is followed."""
    files: list[PurePosixPath] = []
    for folder, folders, names in os.walk(source):
        here = PurePosixPath(Path(folder).relative_to(source).as_posix())
        deep = len(here.parts) >= 3
        folders[:] = (
            [] if deep else sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        )
        if not here.parts and "mergescope" in folders and (source / "mergescope" / "run.json").is_file():
            folders.remove("mergescope")
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        files += [here / name for name in names + linked if not name.startswith(".")]
        if len(files) > _MAX_FILES:
            LOG.warning(
                "the folder of the leading model holds more than %d files: the rest is left behind",
                _MAX_FILES,
            )
            break
    return sorted(files[:_MAX_FILES])
