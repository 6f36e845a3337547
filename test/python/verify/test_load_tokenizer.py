"""A tokenizer that is there and that transformers cannot load or use is told, with its error."""

from __future__ import annotations

import json

import pytest
import transformers
from mergescope.demo.small import SMALL, write_small
from mergescope.verify.tokenizer import try_tokenizer

LENGTH = json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": "lots"})


@pytest.fixture
def model(tmp_path):
    write_small(tmp_path / "model", shape=SMALL)
    return tmp_path / "model"


def tried(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    return try_tokenizer(folder, model, False)


def test_a_right_one_has_no_problem(model):
    found, specials = tried(model)
    assert found["problem"] is None and found["templateProblem"] is None
    assert specials


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tokenizer.json", "{"),
        ("tokenizer_config.json", "{"),
        ("tokenizer_config.json", "[]"),
        ("tokenizer_config.json", LENGTH),
    ],
)
def test_one_that_is_there_and_of_no_use_is_a_problem(model, name, text):
    (model / name).write_text(text, encoding="utf-8")
    found, _ = tried(model)
    assert found["problem"]


def test_one_that_is_not_there_is_not_made_up(model):
    for file in [*model.glob("*token*"), *model.glob("vocab*")]:
        file.unlink()
    assert tried(model) == (None, [])


def test_a_template_that_does_not_compile_is_told_apart_from_the_tokenizer(model):
    (model / "chat_template.jinja").write_text("{{ messages }", encoding="utf-8")
    found, _ = tried(model)
    assert found["problem"] is None
    assert "unexpected" in found["templateProblem"]
    assert found["reply"] is None
