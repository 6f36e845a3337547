"""A shard task is all that its file needs: whoever has it, its folder and the donors gets the bytes of the merge."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
import torch
import yaml
from mergescope import events
from mergescope.demo.small import write_small
from mergescope.engine.compute.find_device import find_device
from mergescope.engine.storage.shard_file import adopt
from mergescope.errors import Cancelled
from mergescope.executors.local import Local
from mergescope.executors.share_out import share_out
from mergescope.merge import run
from mergescope.shards.context import Context
from mergescope.shards.execute import execute
from mergescope.shards.task import FOLDER, ShardTask
from safetensors.torch import load_file

#: sha256 by file, the sums by shard and the audit records.
Merged = tuple[dict[str, str], list, list]

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "merge")]

from merge_requests import merge_request  # noqa: E402

ELSEWHERE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from mergescope.engine.compute.find_device import find_device
from mergescope.shards.context import Context
from mergescope.shards.execute import execute
from mergescope.shards.task import ShardTask
context = Context(lambda told: None, lambda: False, 1, find_device("cpu"), "there")
done = [execute(ShardTask.read(Path(sys.argv[2]), file), context) for file in sys.argv[3:]]
planners = [name for name in sys.modules if name.startswith(("mergescope.merge", "mergescope.events", "mergekit.plan"))]
print(json.dumps([{one["file"]: one["sha256"] for one in done}, [one["voices"] for one in done], planners]))
"""


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("donors")
    made = [
        write_small(folder / "base", tokens=300),
        write_small(folder / "full", tokens=300, added=["<x>", "<y>"], moved=0.3, toward=1),
        write_small(folder / "ghost", tokens=300, added=["<x>", "<y>"], rows=301, moved=0.3, toward=2),
    ]
    weights = made[1] / "model.safetensors"
    torch.save(load_file(weights), made[1] / "pytorch_model.bin")
    weights.unlink()
    return made


@pytest.fixture(scope="module")
def merged(donors, tmp_path_factory) -> Callable[[str, Path], Merged]:
    """Puts a merge by a method that leaves its tasks where they are into a folder: each method is merged once."""

    @cache
    def once(method: str) -> tuple[Path, Merged]:
        output = tmp_path_factory.mktemp("merged") / method
        return output, merge_with_tasks(method, donors, output)

    def copied(method: str, folder: Path) -> Merged:
        output, told = once(method)
        shutil.copytree(output, folder)
        return told

    return copied


def merge_with_tasks(method: str, donors: list[Path], output: Path) -> Merged:
    models = [{"model": str(donor), "parameters": {"weight": 0.4, "density": 0.6}} for donor in donors[1:]]
    config = {"merge_method": method, "models": models, "dtype": "bfloat16", "tokenizer": {"source": "union"}}
    if method != "karcher":
        config["base_model"] = str(donors[0])
    output.mkdir()
    audited: list = []
    emit, remove = events.emit, shutil.rmtree
    events.emit = lambda told: audited.append(told["record"]) if told["event"] == "vocabulary-audit" else None
    run.shutil.rmtree = lambda *_, **__: None
    try:
        files = run.merge(merge_request(yaml.safe_dump(config), output, shard_size=8_000))["files"]
    finally:
        events.emit, run.shutil.rmtree = emit, remove
    records = [json.loads((output / "mergescope/shards" / f"{name}.json").read_text()) for name in files]
    return files, [record["voices"] for record in records], audited


@pytest.mark.parametrize("method", ["dare_ties", "karcher", "sce"])
def test_another_process_gives_the_same_bytes_and_sums(method, merged, tmp_path):
    files, voices, audited = merged(method, tmp_path / "out")
    assert len(files) > 1
    of = {(record["tensor"], record["token"], record["model"]) for record in audited}
    assert of and len(of) == len(audited), "each ghost is told once, by the plan"
    command = [
        sys.executable,
        "-c",
        ELSEWHERE,
        str(HERE.parents[1] / "python"),
        str(tmp_path / "out"),
        *files,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    there, told, planners = json.loads(done.stdout.splitlines()[-1])
    assert there == files and planners == []
    assert [[tensor_sums["tensor"] for tensor_sums in shard] for shard in told] == [
        [tensor_sums["tensor"] for tensor_sums in shard] for shard in voices
    ]
    for file in files:
        adopt(tmp_path / "out", file, "there")


def context(attempt: str, told: list, cancelled: bool = False) -> Context:
    return Context(told.append, lambda: cancelled, 1, find_device("cpu"), attempt)


def test_tasks_side_by_side_in_one_process_know_nothing_of_each_other(merged, tmp_path):
    wanted = {}
    for method in ("dare_ties", "karcher"):
        files, _, _ = merged(method, tmp_path / method)
        wanted |= {(tmp_path / method, file): sha256 for file, sha256 in files.items()}
    heard: dict = {key: [] for key in wanted}

    def again(key: tuple[Path, str]) -> str:
        return execute(ShardTask.read(*key), context("again", heard[key]))["sha256"]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(again, wanted)) == list(wanted.values())
    for key, told in heard.items():
        names = [recipe.output.name for recipe in ShardTask.read(*key).recipes]
        assert {event["sums"]["tensor"] for event in told if event["event"] == "voice"} <= set(names)
        assert {event["item"] for event in told if event["event"] == "advance"} == set(names)


def test_one_that_is_cancelled_leaves_no_shard(merged, tmp_path):
    files, _, _ = merged("dare_ties", tmp_path / "out")
    before = sorted(path.name for path in (tmp_path / "out").glob("*.safetensors"))
    with pytest.raises(Cancelled):
        execute(ShardTask.read(tmp_path / "out", next(iter(files))), context("stopped", [], cancelled=True))
    assert sorted(path.name for path in (tmp_path / "out").glob("*.safetensors")) == before


def test_a_task_is_read_as_it_was_written(merged, tmp_path):
    files, _, _ = merged("sce", tmp_path / "out")
    for file in files:
        text = (tmp_path / "out" / FOLDER / file).with_suffix(".json").read_text()
        ShardTask.read(tmp_path / "out", file).write()
        assert (tmp_path / "out" / FOLDER / file).with_suffix(".json").read_text() == text


def local(devices: int, cancelled=lambda: False) -> Local:
    return Local([find_device("cpu") for _ in range(devices)], 1, False, cancelled)


@pytest.mark.parametrize("method", ["dare_ties", "karcher"])
def test_several_devices_give_the_bytes_of_one(method, merged, tmp_path):
    files, _, _ = merged(method, tmp_path / "out")
    tasks = [ShardTask.read(tmp_path / "out", file) for file in files]
    done = list(local(3).run(tasks, lambda told: None))
    assert {result["file"]: result["sha256"] for result in done} == files
    assert not [thread for thread in threading.enumerate() if "mergescope" in thread.name]


def test_what_ends_one_device_ends_all_of_them(merged, tmp_path):
    files, _, _ = merged("dare_ties", tmp_path / "out")
    tasks = [ShardTask.read(tmp_path / "out", file) for file in files]

    def tell(told) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        list(local(2).run(tasks, tell))
    with pytest.raises(Cancelled):
        list(local(2, lambda: True).run(tasks, lambda told: None))


def test_devices_are_given_as_many_bytes_each_as_can_be(merged, tmp_path):
    files, _, _ = merged("dare_ties", tmp_path / "out")
    tasks = [ShardTask.read(tmp_path / "out", file) for file in files]
    for count in range(1, len(tasks) + 3):
        shares = share_out(tasks, count)
        assert sorted(task.file for share in shares for task in share) == sorted(files)
        assert all(share == sorted(share, key=lambda task: task.file) for share in shares)
        sizes = [sum(task.bytes for task in share) for share in shares]
        # No task could go over to another device and leave the fullest one fuller than that.
        assert max(sizes) <= min(sizes) + max(task.bytes for task in tasks)
