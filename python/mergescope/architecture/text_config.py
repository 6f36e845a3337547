"""The part of a config that is about text."""

from __future__ import annotations

from mergescope.library_types import PretrainedConfig


def text_config(config: PretrainedConfig) -> PretrainedConfig:
    """What transformers takes for it; of an encoder and a decoder of text the decoder's; else the config itself."""
    for one_side in ({}, {"decoder": True}):
        try:
            return config.get_text_config(**one_side)
        # Code of a model's own may know nothing of it; several parts are a ValueError.
        except (AttributeError, TypeError, ValueError):
            continue
    return config
