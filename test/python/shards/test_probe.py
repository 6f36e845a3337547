"""What a cluster is asked before the first shard, without one."""

from __future__ import annotations

import importlib
import importlib.util
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from mergescope.engine.compute.device import Device
from mergescope.errors import MergescopeError, RemoteError, failure_of
from mergescope.executors.cluster import devices
from mergescope.executors.cluster.code_hash import code_of
from mergescope.executors.cluster.connection import check_ray
from mergescope.executors.cluster.probe import Found, Wanted, judge, look, versions
from mergescope.executors.same_bytes import check_same_bytes, computes_with


def wanted(tmp_path, sources=None) -> Wanted:
    (tmp_path / "mark").write_text("here")
    return Wanted(str(tmp_path), "mark", "here", sources or {})


def test_a_node_that_has_everything_is_taken(tmp_path):
    (tmp_path / "donor").write_bytes(b"1234")
    found = look(wanted(tmp_path, {str(tmp_path / "donor"): 4, str(tmp_path): None}))
    assert found["without"] is None and found["versions"] == versions()
    judge({"node-1": found})


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda folder: (folder / "mark").unlink(), "it does not see the folder"),
        (lambda folder: (folder / "mark").write_text("there"), "is another one than here"),
        (lambda folder: (folder / "donor").write_bytes(b"12"), "is another file than here"),
        (lambda folder: (folder / "donor").unlink(), "cannot read .*donor: No such file"),
    ],
)
def test_a_node_that_lacks_something_is_refused_by_name(tmp_path, spoil, told):
    (tmp_path / "donor").write_bytes(b"1234")
    asked = wanted(tmp_path, {str(tmp_path / "donor"): 4})
    spoil(tmp_path)
    with pytest.raises(MergescopeError, match=f"node-1 cannot take part: .*{told}") as caught:
        judge({"node-1": look(asked)})
    assert caught.value.code == "cluster-unusable"


@pytest.mark.parametrize("what", ["torch", "pydantic", "the code of mergescope", "the code of mergekit"])
def test_a_node_with_another_version_is_refused_by_name(what, tmp_path):
    found = look(wanted(tmp_path))
    other: Found = {**found, "versions": {**found["versions"], what: "1.0"}}
    with pytest.raises(MergescopeError, match=rf"node-2 has {what} 1\.0 \(here "):
        judge({"node-1": found, "node-2": other})


@pytest.mark.parametrize("method, matters", [("karcher", True), ("linear", False)])
def test_machines_of_two_kinds_are_told_or_refused_where_mergekit_itself_merges(method, matters, caplog):
    recipe = SimpleNamespace(own=object() if matters else None)
    tasks: Any = [SimpleNamespace(recipes=(recipe, recipe))]
    kinds = {"this machine": computes_with("cpu"), "node-1": "x86_64 DEFAULT", "node-2": ""}
    check_same_bytes(tasks, {"this machine": kinds["this machine"], "node-2": ""}, True)
    assert not caplog.records
    check_same_bytes(tasks, kinds, False)
    assert ["node-1: x86_64 DEFAULT" in record.getMessage() for record in caplog.records] == [True] * matters
    with (
        pytest.raises(MergescopeError, match="node-1: x86_64 DEFAULT") if matters else nullcontext() as caught
    ):
        check_same_bytes(tasks, kinds, True)
    assert not matters or caught.value.code == "bytes-would-differ"


def test_code_is_another_where_a_byte_or_a_name_of_a_module_is(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    seen = set()
    for name, text in [("__init__", ""), ("a", "1"), ("a", "2"), ("deep/a", "2"), ("deep/b", "")]:
        path = tmp_path / "package_of_a_test" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (path.parent / "compiled.pyc").write_text(name)
        importlib.invalidate_caches()
        code_of.cache_clear()
        seen.add(code_of("package_of_a_test"))
    code_of.cache_clear()
    assert len(seen) == 5 and "none" not in seen and code_of("package_that_is_not_there") == "none"


@pytest.mark.parametrize(
    "name, found, merged", [("auto", "mps", "cpu"), ("auto", "cuda", "cuda"), ("xpu", "xpu", None)]
)
def test_a_cluster_merges_on_processors_and_gpus_that_ray_counts(name, found, merged, monkeypatch):
    monkeypatch.setattr(devices, "find_devices", lambda names: [Device(torch.device(found))])
    if merged is not None:
        assert [one.torch_device.type for one in devices.cluster_devices(name)] == [merged]
        return
    with pytest.raises(MergescopeError, match="with --ray nothing can be merged on xpu") as caught:
        devices.cluster_devices(name)
    assert caught.value.code == "usage"


def test_without_ray_the_way_to_get_it_is_told_before_anything_is_planned(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MergescopeError, match="not installed") as caught:
        check_ray("auto")
    assert caught.value.code == "environment-not-ready" and "--with ray" in caught.value.hint


def test_an_error_of_a_node_is_told_as_one_of_here():
    there = failure_of(MergescopeError("disk-full", "no room", "make some"))
    assert failure_of(RemoteError(there)) == there
