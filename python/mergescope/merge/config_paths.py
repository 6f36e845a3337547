"""Paths in a config.json: the keys that lead to a value."""

from __future__ import annotations

from mergescope.messages import Json

Settings = dict[str, Json]
Path = tuple[str, ...]


def at_path(settings: Settings, path: Path) -> Json:
    """The value at a path, or None."""
    value: Json = settings
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def count_at(settings: Settings, path: Path) -> int:
    """The number at a path, or 0."""
    value = at_path(settings, path)
    return value if isinstance(value, int) else 0


def list_at(settings: Settings, path: Path) -> list[Json]:
    """The list at a path, or an empty one."""
    value = at_path(settings, path)
    return value if isinstance(value, list) else []


def set_at(settings: Settings, path: Path, value: Json) -> None:
    """Puts a value into its place; sections on the way that the file leaves out, or has as null, are made."""
    for part in path[:-1]:
        section = settings.get(part)
        if not isinstance(section, dict):
            section = settings[part] = {}
        settings = section
    settings[path[-1]] = value


def ties_embeddings(settings: Settings) -> bool:
    """Whether a model shares its embeddings with its output head, by its config or by that of its language part."""
    return True in _ties(settings)


def unties_embeddings(settings: Settings) -> bool:
    """Whether config.json itself says that it does not. transformers 5 ties every T5, and takes a head that is stored and
    differs all the same."""
    said = _ties(settings)
    return False in said and True not in said


def _ties(settings: Settings) -> list[Json]:
    return [at_path(settings, (*part, "tie_word_embeddings")) for part in ((), ("text_config",))]
