"""The part of a config that is about text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from mergescope.architecture.text_config import text_config
from transformers import CONFIG_MAPPING, PretrainedConfig


def test_is_what_transformers_takes_for_it_whatever_the_type():
    taken = []
    for model_type in CONFIG_MAPPING:
        # Some cannot be made without the values of their parts, and of some transformers takes none.
        with suppress(Exception):
            config = CONFIG_MAPPING[model_type]()
            taken.append((model_type, type(text_config(config)), type(config.get_text_config())))
    assert len(taken) > 600
    assert [entry for entry in taken if entry[1] is not entry[2]] == []


@pytest.mark.parametrize("model_type", ["musicgen", "musicgen_melody"])
def test_is_the_decoder_where_an_encoder_and_a_decoder_are_about_text(model_type: str):
    parts = {"text_encoder": "t5", "audio_encoder": "encodec", "decoder": f"{model_type}_decoder"}
    config = CONFIG_MAPPING[model_type](
        **{name: CONFIG_MAPPING[kind]().to_dict() for name, kind in parts.items()}
    )
    with pytest.raises(ValueError, match="Multiple valid text configs"):
        config.get_text_config()
    assert text_config(config) is config.decoder


@pytest.mark.parametrize("lacks", [AttributeError("no such thing"), TypeError("takes no decoder")])
def test_is_the_config_itself_where_its_own_code_knows_nothing_of_it(lacks: Exception):
    class Own(PretrainedConfig):
        def get_text_config(self, **_: bool):
            raise lacks

    config = Own()
    assert text_config(config) is config
