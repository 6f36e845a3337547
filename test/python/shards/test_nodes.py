"""Which machines of a cluster take a task, without one: stand-ins say what they have."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from mergescope.errors import MergescopeError
from mergescope.executors.cluster import nodes as module
from mergescope.executors.cluster.nodes import Nodes
from mergescope.executors.cluster.patience import Patience
from mergescope.executors.cluster.probe import versions
from mergescope.executors.cluster.room import Room
from mergescope.merge.nodes import nodes_of

GB = 10**9
FOUND: Any = {"versions": versions(), "computes_with": "", "without": None}
WANTED: Any = None


def node(name: str, memory: int = 8 * GB, **has: int) -> dict:
    resources = {"CPU": 2, "memory": memory, **has}
    return {"NodeID": name, "NodeManagerHostname": f"host-{name}", "Alive": True, "Resources": resources}


def cluster(monkeypatch, *there: dict, device: str = "cpu", needed: int = GB) -> tuple[Nodes, list, Any]:
    """The nodes, what Ray lists of them, and a task."""
    listed = list(there)
    monkeypatch.setattr(module, "ask", lambda ray, names, wanted: dict.fromkeys(names, FOUND))
    task: Any = SimpleNamespace(file="a", device=device, needed=needed, recipes=())
    ray: Any = SimpleNamespace(nodes=lambda: listed)
    made = Nodes(ray, [task], 4, False)
    made.check(WANTED)
    return made, listed, task


def test_without_a_gpu_in_the_cluster_it_is_said_before_the_first_file(monkeypatch):
    with pytest.raises(MergescopeError, match="no machine of the cluster has a GPU") as caught:
        cluster(monkeypatch, node("a"), node("b"), device="cuda")
    assert caught.value.code == "cluster-unusable" and "--device cpu" in caught.value.hint


def test_the_last_gpu_that_goes_ends_the_run(monkeypatch):
    nodes, listed, task = cluster(monkeypatch, node("a"), node("b", GPU=1), device="cuda")
    room = nodes.room_for(task)
    assert nodes.known == ("b",) and room.gpus == 1
    nodes.check_room([("a", room)])
    listed[1]["Alive"] = False
    for look in (lambda: nodes.check_room([("a", room)]), lambda: nodes.room_for(task)):
        with pytest.raises(MergescopeError, match="left in the cluster has a GPU") as caught:
            look()
        assert caught.value.code == "cluster-unusable" and "--resume" in caught.value.hint


def test_a_task_asks_for_what_it_needs_and_never_for_more_than_there_is(monkeypatch, caplog):
    for needed, there in [(GB, 8 * GB), (20 * GB, 8 * GB), (7 * GB, 8 * GB)]:
        caplog.clear()
        nodes, _, task = cluster(monkeypatch, node("small", 2 * GB), node("large", there), needed=needed)
        room = nodes.room_for(task)
        assert nodes.room_for(task) == room == Room(2, 0, min(needed + 600_000_000, there))
        assert room.is_in(node("large", there))
        told = [record for record in caplog.records if "may be ended there" in record.getMessage()]
        assert len(told) == (needed > there), "once a file"


def test_a_file_that_waits_for_more_than_anybody_has_left_ends_the_run(monkeypatch):
    nodes, listed, task = cluster(monkeypatch, node("small", 2 * GB), node("large"), needed=5 * GB)
    room = nodes.room_for(task)
    listed[1]["Alive"] = False
    with pytest.raises(MergescopeError, match=r"a needs 2 processors and 5\.6 GB, and no machine"):
        nodes.check_room([("a", room)])


def test_a_node_that_joins_is_named_and_judged(monkeypatch, caplog):
    nodes, listed, _ = cluster(monkeypatch, node("a"))
    assert nodes.name_of("0123456789") == "012345", "of one that Ray does not list yet"
    listed += [node("b"), node("c"), {**node("again"), "NodeManagerHostname": "host-a"}]
    nodes.admit("b", FOUND)
    nodes.admit("c", {**FOUND, "without": "it does not see the folder"})
    nodes.admit("again", FOUND)
    assert nodes.known == ("a", "b", "again") and nodes.refused == ("c",)
    assert "host-c cannot take part: it does not see the folder; it has joined during" in caplog.text
    assert [nodes.name_of(one) for one in ("a", "b", "again")] == ["host-a", "host-b", "host-a again"]
    listed.append(node("d"))
    nodes.refuse_unknown("RayTaskError")
    assert nodes.refused == ("c", "d")
    listed[:] = [listed[2], listed[-1]]
    with pytest.raises(MergescopeError, match="left in the cluster"):
        nodes.check_room([("a", Room(1, 0))])


def test_that_nothing_comes_is_told_once_and_again_after_twice_as_long(monkeypatch, caplog):
    now = [0.0]
    monkeypatch.setattr("mergescope.executors.cluster.patience.time.monotonic", lambda: now[0])
    patience = Patience(300)
    with caplog.at_level(logging.WARNING):
        for now[0] in range(0, 1000, 100):
            patience.look([Room(2, 1, GB), Room(2, 1, 2 * GB)], 1)
    said = [record.getMessage() for record in caplog.records]
    assert ["300 s" in said[0], "600 s" in said[1], len(said)] == [True, True, 2]
    assert said[0].endswith(
        "2 wait for a machine with 2 processors, a GPU and 2.0 GB free, 1 are being merged"
    )
    patience.moved()
    now[0] += 200
    patience.look([], 1)
    assert len(caplog.records) == 2


def test_what_each_machine_has_merged_adds_up():
    shards: Any = [
        {"file": name, "node": on} for name, on in [("a", "two"), ("b", "one"), ("c", "two"), ("d", "")]
    ]
    assert nodes_of(shards, {"a": 1, "b": 2, "c": 4, "d": 8}) == [
        {"node": "one", "shards": 1, "bytes": 2},
        {"node": "this machine", "shards": 1, "bytes": 8},
        {"node": "two", "shards": 2, "bytes": 5},
    ]
