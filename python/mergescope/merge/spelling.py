"""Fields of config.json that have two names: transformers reads `num_hidden_layers` of a GPT-2 as its `n_layer`."""

from __future__ import annotations

from mergescope.library_types import PretrainedConfig
from mergescope.merge.config_paths import Settings


def own_names(settings: Settings, config: PretrainedConfig) -> Settings:
    """The settings by the names that the class of `config` has itself. Where a file has both, the other one counts."""
    names = _aliases(config)
    own = {
        names.get(key, key): settings[key]
        for key in settings
        if key in names or not any(names.get(other) == key for other in settings)
    }
    for key, value in own.items():
        if isinstance(value, dict) and (part := _part(config, key)) is not None:
            own[key] = own_names(value, part)
    return own


def names_as_in(file: Settings, settings: Settings, config: PretrainedConfig) -> Settings:
    """Own names as they are spelled in a file, where it has the other name alone."""
    spelled = {own: other for other, own in _aliases(config).items() if other in file and own not in file}
    settings = {spelled.get(key, key): value for key, value in settings.items()}
    for key, value in settings.items():
        before = file.get(key)
        if isinstance(value, dict) and isinstance(before, dict) and (part := _part(config, key)) is not None:
            settings[key] = names_as_in(before, value, part)
    return settings


def _aliases(config: PretrainedConfig) -> dict[str, str]:
    known = getattr(config, "attribute_map", None) or {}
    return {other: own for other, own in known.items() if other != own}


def _part(config: PretrainedConfig, key: str) -> PretrainedConfig | None:
    """The config of a section; None for a field."""
    part = getattr(config, key, None)
    return part if hasattr(part, "to_dict") else None
