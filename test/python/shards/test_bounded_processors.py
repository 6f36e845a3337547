"""A merge takes as many processors as it was told, also where mergekit's own methods run on more threads than that."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from mergescope import events
from mergescope.engine.compute.processors import claimed, cores, on_processors
from mergescope.shards.own_job import same_sums

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
import torch
from runs import bytes_of, merge_ours
from small_models import make_model

pytestmark = pytest.mark.skipif(cores() < 2, reason="a processor to leave alone")

HELD = """
import os
from mergescope.engine.compute.processors import on_processors
with on_processors(1):
    print(*os.sched_getaffinity(0), flush=True)
    input()
"""


def taken(process: int | str = "self") -> set[int]:
    """The processors that threads of a process may use."""
    threads = os.listdir(f"/proc/{process}/task")
    return set().union(*(os.sched_getaffinity(int(thread)) for thread in threads))


def test_all_threads_share_them_those_of_torch_and_those_that_begin_meanwhile_and_no_longer():
    before, beside = taken(), threading.Event()
    resting = threading.Thread(target=beside.wait)
    resting.start()
    values = torch.ones(1 << 20)
    # torch begins its threads at the first sum that is large enough.
    with same_sums():
        values.sum()
    with on_processors(1):
        with same_sums():
            (values * 2).sum()
            assert torch.get_num_threads() == 8
        assert len(taken()) == 1
    assert taken() == before
    beside.set()
    resting.join()


def test_processes_beside_each_other_take_different_ones_while_there_are_any():
    with contextlib.ExitStack() as claims:
        # Other suites run beside, and may have some.
        free = len(claimed(os.sched_getaffinity(0), cores(), claims))
    path = os.pathsep.join(filter(None, sys.path))
    begin = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    others = [
        subprocess.Popen([sys.executable, "-c", HELD], env={**os.environ, "PYTHONPATH": path}, **begin)
        for _ in range(free + 1)
    ]
    try:
        told = [int(other.stdout.readline()) for other in others]
    finally:
        for other in others:
            other.communicate("\n")
    assert len(set(told)) >= free
    assert set(told) <= os.sched_getaffinity(0)


@pytest.mark.parametrize("method", ["karcher", "linear"])
def test_a_merge_on_one_processor_gives_the_bytes_of_all(method, tmp_path, monkeypatch):
    donors = [make_model(tmp_path / f"donor-{k}", k) for k in range(2)]
    models = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    config = {"merge_method": method, "models": models, "dtype": "bfloat16"}
    seen: set[int] = set()

    def looked(event) -> None:
        if event["event"] == "progress":
            seen.add(len(taken()))

    merge_ours(config, tmp_path / "all")
    monkeypatch.setattr(events, "emit", looked)
    merge_ours(config, tmp_path / "one", threads=1)
    # A kernel of ours has one thread each time, and may go wherever the system finds room.
    assert seen == {1 if method == "karcher" else cores()}
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "all")
    assert taken() == os.sched_getaffinity(0)
