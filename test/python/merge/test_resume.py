"""An interrupted merge goes on where it was, and ends in the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
import yaml
from merge_requests import merge_request
from mergescope.engine.storage.reading import Files
from mergescope.errors import MergescopeError
from mergescope.merge import weights
from mergescope.merge.manifest import FILE, RECORDS
from mergescope.merge.run import merge
from mergescope.sources.source import Source
from runs import bytes_of, merge_ours
from small_models import make_model

# Steps of a whole merge: a block that was written, and the end of each tensor.
STEPS = 42
CI_POINTS, SOAK_POINTS = Random(7).sample(range(2, STEPS + 1), 5), Random(30).sample(range(2, STEPS + 1), 30)


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resume")
    donors = [make_model(folder / f"donor-{k}", k) for k in range(3)]
    config = {
        "merge_method": "dare_ties",
        "base_model": str(donors[0]),
        "models": [{"model": str(d), "parameters": {"weight": 0.5, "density": 0.5}} for d in donors[1:]],
        "dtype": "bfloat16",
    }
    whole = folder / "whole"
    merge_ours(config, whole, shard_size=20_000)
    return config, bytes_of(whole), folder


def merge_until(step: int, request: dict, here: Connection) -> None:
    """Merges, tells when it has come to its n-th step, and waits there."""
    take, seen = weights.Progress.advance, 0

    def counted(self, told):
        nonlocal seen
        seen += 1
        if seen == step:
            here.send("here")
            time.sleep(600)
        take(self, told)

    weights.Progress.advance = counted
    merge(request)


# Its processes are copies of one that has imported what a merge needs, which is most of what one costs.
PROCESSES = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
PROCESSES.set_forkserver_preload(["mergekit.merge"])


def killed_at(config: dict, output: Path, step: int, **more: Any) -> None:
    """Runs the merge in a process of its own and kills it at its n-th step."""
    output.mkdir()
    request = merge_request(yaml.safe_dump(config), output, shard_size=20_000, **more)
    ours, theirs = PROCESSES.Pipe()
    child = PROCESSES.Process(target=merge_until, args=(step, request, theirs))
    child.start()
    theirs.close()
    assert ours.recv() == "here"
    child.kill()
    child.join()


@pytest.mark.parametrize("step", CI_POINTS)
def test_kill_9_then_resume_gives_the_same_bytes(case, step):
    config, whole, folder = case
    output = folder / f"killed-{step}"
    killed_at(config, output, step)
    names = [record.name.removesuffix(".json") for record in (output / RECORDS).glob("*.json")]
    done = {name: (output / name).stat().st_mtime_ns for name in names}
    assert done or step < 5, "the first shard is whole after four steps"
    merge_ours(config, output, shard_size=20_000, resume=True)
    assert bytes_of(output) == whole
    assert {name: (output / name).stat().st_mtime_ns for name in done} == done


@pytest.mark.parametrize("before, after", [(16, 1), (1, 16)])
def test_so_it_is_where_files_are_merged_side_by_side(case, before, after):
    config, whole, folder = case
    output = folder / f"{before}-threads"
    killed_at(config, output, STEPS // 2, threads=before)
    merge_ours(config, output, shard_size=20_000, resume=True, threads=after)
    assert bytes_of(output) == whole


@pytest.mark.soak
@pytest.mark.parametrize("step", SOAK_POINTS)
def test_kill_9_at_any_step(case, step):
    config, whole, folder = case
    output = folder / f"soak-{step}"
    killed_at(config, output, step)
    merge_ours(config, output, shard_size=20_000, resume=True)
    assert bytes_of(output) == whole


def test_a_shard_that_was_damaged_meanwhile_is_done_again(case):
    config, whole, folder = case
    output = folder / "damaged"
    merge_ours(config, output, shard_size=20_000)
    victim = sorted(output.glob("*.safetensors"))[0]
    victim.write_bytes(victim.read_bytes()[:-1] + b"\xff")
    merge_ours(config, output, shard_size=20_000, resume=True)
    assert bytes_of(output) == whole


@pytest.mark.parametrize(
    "change, named",
    [
        (lambda config, request: request.update(seed=1), "options (seed: was 0, is 1)"),
        (
            lambda config, request: request.update(shard_size=30_000),
            "options (shard size: was 20000, is 30000)",
        ),
        (lambda config, request: config.update(dtype="float32"), "config"),
        (
            lambda config, request: os.utime(Path(config["base_model"]) / "model.safetensors"),
            "model.safetensors",
        ),
    ],
    ids=["seed", "shard size", "config", "donor"],
)
def test_what_has_changed_is_named_and_nothing_goes_on(case, change, named):
    config, _, folder = case
    output = folder / f"changed-{time.monotonic_ns()}"
    merge_ours(config, output, shard_size=20_000)
    config, request = dict(config), {"shard_size": 20_000, "resume": True}
    before = bytes_of(output)
    change(config, request)
    with pytest.raises(MergescopeError, match="has changed") as caught:
        merge_ours(config, output, **request)
    assert caught.value.code == "resume-changed" and named in str(caught.value)
    assert "--discard" in caught.value.hint
    assert bytes_of(output) == before


def test_what_another_mergescope_has_begun_does_not_go_on(case):
    config, _, folder = case
    output = folder / "older"
    merge_ours(config, output, shard_size=20_000)
    held = json.loads((output / FILE).read_text())
    held["inputs"]["versions"]["mergescope"] = "0.0.1"
    (output / FILE).write_text(json.dumps(held))
    with pytest.raises(MergescopeError, match=r"versions \(mergescope\)"):
        merge_ours(config, output, shard_size=20_000, resume=True)


def test_what_an_older_mergescope_has_begun_does_not_go_on(case):
    config, _, folder = case
    output = folder / "much-older"
    merge_ours(config, output, shard_size=20_000)
    held = json.loads((output / FILE).read_text())
    (output / FILE).write_text(json.dumps({"schema": 1, "inputs": held["inputs"], "shards": {}}))
    with pytest.raises(MergescopeError, match=r"versions \(mergescope\)"):
        merge_ours(config, output, shard_size=20_000, resume=True)


@pytest.mark.parametrize("method, own_task", [("karcher", True), ("linear", False)])
def test_another_processor_is_told_where_it_may_change_bytes(case, tmp_path, method, own_task):
    config, _, _ = case
    config = {
        **config,
        "merge_method": method,
        "models": [{"model": model["model"], "parameters": {"weight": 0.5}} for model in config["models"]],
    }
    del config["base_model"]
    merge_ours(config, tmp_path, shard_size=20_000)
    whole, now = bytes_of(tmp_path), torch.backends.cpu.get_cpu_capability()
    held = json.loads((tmp_path / FILE).read_text())
    assert held["inputs"]["options"].get("processor") == (now if own_task else None)
    if own_task:
        held["inputs"]["options"]["processor"] = "Z80"
        (tmp_path / FILE).write_text(json.dumps(held))
        with pytest.raises(MergescopeError, match=rf'processor: was "Z80", is "{now}"') as caught:
            merge_ours(config, tmp_path, shard_size=20_000, resume=True)
        assert caught.value.code == "resume-changed"
    assert bytes_of(tmp_path) == whole


def test_an_output_inside_a_donor_can_be_gone_on_with(case, tmp_path):
    config, whole, _ = case
    donor = tmp_path / "donor"
    shutil.copytree(config["base_model"], donor)
    config = {**config, "base_model": str(donor)}
    (donor / ".out.mergescope.lock").write_text("1")
    output = donor / ".out.mergescope"
    merge_ours(config, output, shard_size=20_000)
    victim = sorted(output.glob("*.safetensors"))[0]
    victim.unlink()
    (donor / ".out.mergescope.lock").write_text("22")
    (donor / ".out.mergescope.old").write_text("")
    merge_ours(config, output, shard_size=20_000, resume=True)
    assert bytes_of(output) == whole


def test_a_donor_that_was_downloaded_again_is_the_same_and_another_one_is_not(case, tmp_path):
    config, whole, _ = case
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "one"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    for file in Path(config["base_model"]).iterdir():
        name = hashlib.sha256(file.read_bytes()).hexdigest()
        shutil.copy(file, blobs / name)
        (snapshot / file.name).symlink_to(blobs / name)
    config = {**config, "base_model": str(snapshot)}
    output = tmp_path / "out"
    merge_ours(config, output, shard_size=20_000)
    blob = (snapshot / "model.safetensors").resolve()
    os.utime(blob)
    merge_ours(config, output, shard_size=20_000, resume=True)
    assert bytes_of(output) == whole
    blob.rename(blobs / ("0" * 64))
    (snapshot / "model.safetensors").unlink()
    (snapshot / "model.safetensors").symlink_to(blobs / ("0" * 64))
    with pytest.raises(MergescopeError, match=r"donor .*\(model.safetensors\)"):
        merge_ours(config, output, shard_size=20_000, resume=True)


def test_a_donor_that_ends_in_mid_merge_is_named_with_what_to_do(case, tmp_path, monkeypatch):
    config, _, _ = case
    donor = tmp_path / "donor"
    shutil.copytree(config["base_model"], donor)
    adopt = weights.adopt

    def cut_after(*shard):
        adopt(*shard)
        os.truncate(donor / "model.safetensors", 2000)

    monkeypatch.setattr(weights, "adopt", cut_after)
    request = {"names": {str(donor): "org/cut"}, "shard_size": 20_000}
    with pytest.raises(MergescopeError, match="org/cut has changed since the merge began") as caught:
        merge_ours({**config, "base_model": str(donor)}, tmp_path / "out", **request)
    assert caught.value.code == "file-unreadable" and "download" in caught.value.hint


def test_a_donor_that_is_gone_is_named_with_what_to_do(tmp_path):
    stored = Source(str(tmp_path / "gone"), "x", torch.float32, (4,), 0, "org/gone")
    with pytest.raises(
        MergescopeError, match=r"org/gone cannot be read any more: .*gone: No such file"
    ) as caught:
        Files().read(stored, 0, 4)
    assert caught.value.code == "file-unreadable" and "download" in caught.value.hint


def test_a_disk_that_is_too_small_is_told_before_a_byte_is_written(case, monkeypatch):
    config, _, folder = case
    usage = type("usage", (), {"free": 1000})
    monkeypatch.setattr("mergescope.merge.weights.shutil.disk_usage", lambda _: usage)
    output = folder / "full"
    with pytest.raises(MergescopeError, match="are free") as caught:
        merge_ours(config, output)
    assert caught.value.code == "disk-full" and not bytes_of(output)


def test_what_auto_meant_is_what_goes_on(case, tmp_path):
    config, _, _ = case
    merge_ours(config, tmp_path, shard_size=20_000, device="auto")
    inputs = json.loads((tmp_path / FILE).read_text())["inputs"]
    assert inputs["options"]["device"] in ("cpu", "cuda", "xpu", "mps")
