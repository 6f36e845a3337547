"""What mergekit says of steps of its own that are done in another way here is no warning of a rehearsal."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

import pytest
from merge_requests import merge_request
from mergescope.merge.rehearse import _TALK, _Log, plan
from runs import run_ours
from small_models import make_model

ALTERNATIVES = _TALK.pattern.split("|")


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_mergekit_still_says_it(alternative):
    begins = alternative.split(r" \S+ ")[-1]
    spec = find_spec("mergekit")
    folder = Path(spec.origin).parent
    assert any(begins in file.read_text() for file in folder.rglob("*.py"))


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        (
            "Module default has no configuration key for number of layers, but the number of layers is not zero.",
            False,
        ),
        ("Unable to get vocab size for /a", False),
        ("Unable to load tokenizer for /a. Assuming same as /b.", True),
        ("Token 'x' added with multiple different settings, using first", True),
        ("Skipping optional weight lm_head.weight: insufficient inputs", True),
        ("1 tensor (x) left out: /a, which leads the merge, lacks it", True),
    ],
)
def test_what_matters_is_kept(text, is_kept):
    log = _Log()
    log.handle(logging.LogRecord("mergekit.merge", logging.WARNING, "", 0, text, None, None))
    assert log.warnings({}) == ([text] if is_kept else [])


def test_slices_of_a_class_without_a_definition_are_rehearsed_without_a_warning(tmp_path):
    import json

    donor = make_model(tmp_path / "donor", 1)
    config = json.loads((donor / "config.json").read_text())
    (donor / "config.json").write_text(json.dumps(config | {"architectures": ["StrangeForCausalLM"]}))
    slices = [{"sources": [{"model": str(donor), "layer_range": span}]} for span in ([0, 2], [1, 2])]
    merge = {"merge_method": "passthrough", "slices": slices}
    (tmp_path / "rehearsed").mkdir()
    asked = merge_request(json.dumps(merge), tmp_path / "rehearsed")
    assert plan(asked)["warnings"] == []
    run_ours(merge, tmp_path / "ours")
    assert json.loads((tmp_path / "ours" / "config.json").read_text())["num_hidden_layers"] == 3
