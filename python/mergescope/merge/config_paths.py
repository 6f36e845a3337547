"""Places in a config.json: the keys that lead to a value."""

from __future__ import annotations

from typing import Any

Settings = dict[str, Any]
Path = tuple[str, ...]


def at_path(settings: Settings, path: Path) -> Any:
    """The value at a path, or None."""
    value: Any = settings
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def set_at(settings: Settings, path: Path, value: Any) -> None:
    """Puts a value into its place; sections on the way that the file leaves out, or has as null, are made."""
    for part in path[:-1]:
        if not isinstance(settings.get(part), dict):
            settings[part] = {}
        settings = settings[part]
    settings[path[-1]] = value


def ties_embeddings(settings: Settings) -> bool:
    """Whether a model shares its embeddings with its output head, by its config or by that of its language part."""
    return any(at_path(settings, (*part, "tie_word_embeddings")) for part in ((), ("text_config",)))
