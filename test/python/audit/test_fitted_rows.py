"""Methods that mergekit runs itself tell held, ghost and absent rows apart as the kernels do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

TEST = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TEST / "patches"))

from overlay import environment, make_overlay  # noqa: E402

WORK = """
import json, sys
sys.path[:0] = sys.argv[2:6]
from pathlib import Path
from mergescope import events
from mergescope.demo.small import write_small
from runs import run_ours
folder = Path(sys.argv[1])
base = write_small(folder / "base", tokens=300)
full = write_small(folder / "full", tokens=300, added=["<x>", "<y>"], moved=0.3, toward=1)
ghost = write_small(folder / "ghost", tokens=300, added=["<x>", "<y>"], rows=301, moved=0.3, toward=2)
found = {}
for method in ("task_arithmetic", "karcher", "sce"):
    voices = {}
    events.emit = lambda v: v["event"] == "voice" and voices.setdefault(v["sums"]["tensor"], v["sums"])
    models = [{"model": str(m), "parameters": {"weight": 0.5}} for m in (full, ghost)]
    config = {"merge_method": method, "dtype": "float32", "models": models, "tokenizer": {"source": "union"}}
    if method != "karcher":
        config["base_model"] = str(base)
    run_ours(config, folder / method)
    found[method] = voices["model.embed_tokens.weight"]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def voices(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    overlay = make_overlay(sys.executable, version("mergekit"), folder / "patched", patched=True)
    paths = [str(path) for path in (TEST.parents[1] / "python", TEST, TEST / "merge", TEST / "patches")]
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(folder), *paths],
        env={**os.environ, **environment(overlay)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("method", ["karcher", "sce"])
def test_rows_are_counted_as_in_a_kernel(method, voices):
    counted = [donor["rows"] for donor in voices[method]["vocabulary"]["donors"]]
    assert counted == [donor["rows"] for donor in voices["task_arithmetic"]["vocabulary"]["donors"]]
    assert counted == [
        {"held": 302, "ghost": 0, "absent": 0},
        {"held": 301, "ghost": 1, "absent": 0},
    ]


@pytest.mark.parametrize("method", ["karcher", "sce"])
def test_the_kinds_add_up_to_the_whole_contribution(method, voices):
    sums = voices[method]
    assert sums["exact"] is False
    for rows in sums["vocabulary"]["donors"]:
        for index, donor in enumerate(sums["donors"]):
            parts = sum(values[index] for values in rows["c2"].values())
            assert parts == pytest.approx(donor["c2"], rel=1e-4)
