"""A tokenizer that only the library can tell to be broken is named with its model, where the merge cannot do without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from anatomy_models import linear
from mergescope.demo.small import write_small
from mergescope.errors import MergescopeError
from runs import merge_ours

#: What a tokenizer.json may not have, deep in it.
BROKEN = {
    "a flag of a token": lambda state: state["added_tokens"][0].update(special="yes"),
    "truncation": lambda state: state.update(truncation={"max_length": "long"}),
    "padding": lambda state: state.update(padding={"strategy": "never"}),
}


@pytest.fixture(scope="module")
def donors(tmp_path_factory) -> list[Path]:
    # By name they come before the broken one.
    folder = tmp_path_factory.mktemp("donors")
    return [
        write_small(folder / str(toward), tokens=300, added=["<x>"], moved=0.3, toward=toward)
        for toward in (1, 2)
    ]


@pytest.fixture
def broken(donors, tmp_path, request) -> Path:
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in donors[0].iterdir():
        (folder / file.name).symlink_to(file)
    state = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    BROKEN[request.param](state)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_text(json.dumps(state), encoding="utf-8")
    return folder


@pytest.mark.parametrize("broken", BROKEN, indirect=True)
@pytest.mark.parametrize("leads", [True, False])
def test_the_model_is_named(broken, leads, donors, tmp_path):
    models = [broken, donors[1]] if leads else [donors[1], broken]
    config = linear(*models, tokenizer={"source": "union" if leads else str(broken)})
    with pytest.raises(MergescopeError, match=f"the tokenizer of {broken} cannot be loaded: .*"):
        merge_ours(config, tmp_path / "out")


@pytest.mark.parametrize("broken", ["padding"], indirect=True)
def test_one_that_neither_leads_nor_is_the_source_is_done_without(broken, donors, tmp_path):
    merge_ours(linear(donors[1], broken, tokenizer={"source": "union"}), tmp_path / "out")
    assert (tmp_path / "out" / "tokenizer.json").is_file()
