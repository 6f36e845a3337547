"""Ghost tokens in our executor: block by block it gives what the patched mergekit gives on whole tensors."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import broken_rows
import pytest
from cases import CASES, REFUSED
from gpu import DEVICES
from overlay import environment, make_overlay

# dare and della draw; of equal magnitudes, of which these donors are full, mergekit's sort keeps any.
UNDECIDED = ("dare", "della", "ties", "breadcrumbs")


@pytest.fixture(scope="module", params=DEVICES)
def results(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("vocabulary")
    overlay = make_overlay(
        sys.executable, importlib.metadata.version("mergekit"), folder / "patched", patched=True
    )
    (folder / "cases").mkdir()
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("both_ways.py")),
            str(folder / "cases"),
            str(folder / "r.json"),
            request.param,
        ],
        env={**environment(overlay), "BOTH_WAYS_TRACE": os.environ.get("BOTH_WAYS_TRACE", "")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads((folder / "r.json").read_text())


@pytest.mark.parametrize("name", CASES)
def test_the_same_rows_as_the_patched_mergekit(name, results):
    found = results["cases"][name]
    assert (found["ours"] is None) == (found["theirs"] is None), found
    if name in REFUSED:
        assert found["ours"] == found["theirs"]
    if found["ours"] is not None:
        return
    assert found["shapes"] and found["dtypes"] and found["rows"] and found["tokenizer"] and found["audit"], (
        found
    )
    # Whatever rows are zero, the plan made them so, and that is no fault of the output.
    assert found["lost"] == []
    if not name.startswith(UNDECIDED):
        assert found["apart"] < 2e-6, found


def test_whatever_is_broken_is_told_with_the_donor_that_holds_it_and_no_other(results):
    told = results["broken"]
    assert len(told) == broken_rows.CASES
    for name, found in told.items():
        assert found["told"] == found["spoilt"], name
        assert found["blamed"] == (["broken"] if found["spoilt"] else []), name
        assert found["causes"] == (["donor"] if found["spoilt"] else []), name
        assert found["read"] or not found["spoilt"], name
    # Some methods throw a value away that others keep.
    assert sum(bool(found["spoilt"]) for found in told.values()) > len(told) / 2
