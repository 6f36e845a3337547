"""Edits of a config.json: only what a merge has changed becomes another than in the model that leads it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from mergescope.merge.config_paths import Path, Settings, set_at
from mergescope.messages import Json

# vocab_size, src_vocab_size, text_config.vocab_size, padded_vocab_size; XLM's and older GPTs' own words.
_ROWS = re.compile(r"(^|_)vocab_size$|^n_words$|^n_vocab$")
#: Words for what is no text.
OTHER_SENSES = re.compile(r"vision|visual|image|audio|speech|codec|codebook|depth|acoustic|vq")
_QUANTISED = ("quantization_config", "compression_config")
_DTYPES = ("dtype", "torch_dtype")


def with_changes(settings: Settings, before: Settings, after: Settings) -> Settings:
    """`settings` with each value that differs between `before` and `after`, two full forms of one config."""
    changed = copy.deepcopy(settings)
    for path, value in _differences(before, after):
        set_at(changed, path, value)
    return changed


def with_dtype(settings: Settings, dtype: str) -> Settings:
    """The dtype under the word that the config uses for it, in its parts too."""
    changed = copy.deepcopy(settings)
    if not any(word in changed for word in _DTYPES):
        changed["dtype"] = dtype
    for path in dtype_paths(changed):
        set_at(changed, path, dtype)
    return changed


def dtype_paths(settings: Settings) -> list[Path]:
    """Where a config says a dtype, in its parts too, be it one that nobody knows, such as 16."""
    return [
        path
        for path, value in values_of(settings)
        if path[-1] in _DTYPES and isinstance(value, str | int | float)
    ]


def without_quantisation(settings: Settings) -> Settings:
    """Nothing is said of packed weights: a merge writes plain ones. How plain ones are computed with stays."""
    changed = copy.deepcopy(settings)
    for part in (changed, *changed.values()):
        if isinstance(part, dict):
            for key in [key for key in _QUANTISED if not _is_of_computing(part.get(key))]:
                part.pop(key, None)
    return changed


def _is_of_computing(said: Json) -> bool:
    return isinstance(said, dict) and said.get("quantization_mode") == "online"


def with_rows(settings: Settings, full: Settings, rows: int, held: int | None, key: str | None) -> Settings:
    """The size of the vocabulary, wherever the config keeps it.

    Args:
        full: the config with its defaults, since a config.json may leave its vocabulary to them.
        rows: of the vocabulary tensors that are written.
        held: rows of the leading model's own; the sizes of the config that equal it are those of the rows.
        key: where the definition of the architecture looks for it, `text_config.vocab_size`.

    Raises:
        LookupError: the config gives no size that could be the vocabulary's.
    """
    paths = vocabulary_paths(full, held, key)
    if not paths:
        raise LookupError("no size of a vocabulary")
    changed = copy.deepcopy(settings)
    for path in paths:
        set_at(changed, path, rows)
    return changed


def vocabulary_paths(full: Settings, held: int | None, key: str | None) -> list[Path]:
    """Where the size of the text's vocabulary stands: by its value, else by its name."""
    counts = {path: value for path, value in values_of(full) if _ROWS.search(path[-1]) and _is_count(value)}
    text = [path for path in counts if not any(OTHER_SENSES.search(part) for part in path)]
    alike = [path for path in text if counts[path] == held] or [
        path for path in counts if counts[path] == held
    ]
    if alike:
        return alike
    named = tuple(key.split(".")) if key else ("vocab_size",)
    if named in counts:
        return [named]
    return text if len(text) == 1 else []


def untied(settings: Settings, full: Settings) -> Settings:
    """tie_word_embeddings is false for the model and for its language part, wherever it was true."""
    changed = copy.deepcopy(settings)
    for path, value in values_of(full):
        if path[-1] == "tie_word_embeddings" and value is True and path[:-1] in ((), ("text_config",)):
            set_at(changed, path, False)
    return changed


def _differences(before: Settings, after: Settings, at: Path = ()) -> Iterator[tuple[Path, Json]]:
    for key, value in after.items():
        if key in _DTYPES:
            continue
        old = before.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            yield from _differences(old, value, (*at, key))
        elif key not in before or old != value:
            yield (*at, key), value


def values_of(settings: Settings, at: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Each value that is no section, with its path."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from values_of(value, (*at, str(key)))
        else:
            yield (*at, str(key)), value


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
