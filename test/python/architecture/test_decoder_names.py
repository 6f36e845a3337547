"""The table of names that headers alone are held against is what transformers has."""

import json
import pathlib

import pytest
import saved_models  # noqa: F401
from decoder_names import TYPES, layout

TABLE = pathlib.Path(__file__).parents[3] / "src/core/verify/decoder-names.json"


def test_the_table_has_every_type():
    assert len(json.loads(TABLE.read_text(encoding="utf-8"))) == len(TYPES)


@pytest.mark.parametrize("model_type", TYPES)
def test_the_names_are_those_of_the_class(model_type):
    name, names = layout(model_type)
    assert json.loads(TABLE.read_text(encoding="utf-8"))[name] == names
