"""Donors with the same tokenizer files share one tokenizer, and nobody else does."""

import json
import shutil

import pytest
from common import load
from mergekit.common import ModelReference
from mergescope.demo.small import write_small


@pytest.fixture
def donors(tmp_path):
    """donors(change, …): a donor, and a copy of it for each `change(folder)`; their tokenizers, the first's first."""
    first = write_small(tmp_path / "first", tokens=300, added=["<x>"])

    def loaded(*changes):
        folders = [first]
        for number, change in enumerate(changes):
            folders.append(tmp_path / f"copy-{number}")
            shutil.copytree(first, folders[-1])
            change(folders[-1])
        models = [ModelReference.model_validate(str(folder)) for folder in folders]
        found = load.load_tokenizers(models)
        return [found.get(model) for model in models]

    return loaded


def edit(name, **values):
    def change(folder):
        file = folder / name
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    return change


def strip_left(folder):
    state = json.loads((folder / "tokenizer.json").read_text())
    for token in state["added_tokens"]:
        token["lstrip"] = True
    (folder / "tokenizer.json").write_text(json.dumps(state))


def test_what_no_tokenizer_is_made_of_makes_no_difference(donors):
    def describe(folder):
        (folder / "README.md").write_text("a fine-tune")
        (folder / "mergekit_config.yml").write_text("x: 1")
        (folder / "mergescope").mkdir()

    first, *others = donors(
        edit("config.json", vocab_size=299), describe, edit("generation_config.json", top_k=1)
    )
    assert [other is first for other in others] == [True, True, True]


@pytest.mark.parametrize(
    "change",
    [
        strip_left,
        edit("tokenizer_config.json", pad_token="<x>"),
        edit("config.json", model_type="llama"),
        lambda folder: (folder / "chat_template.jinja").write_text("{{ messages }}"),
    ],
)
def test_whatever_else_differs_is_loaded_by_itself(donors, change):
    first, other = donors(change)
    assert other is not first
    assert other.get_vocab() == first.get_vocab()


def test_a_donor_without_a_tokenizer_is_left_out_with_a_warning(donors, caplog):
    def bare(folder):
        for file in folder.glob("*token*"):
            file.unlink()

    assert donors(bare, lambda _: None)[1] is None
    assert "Assuming same as" in caplog.text
