"""Shard tasks on a real Ray cluster of three nodes: the same bytes as here, whatever dies."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from at_work import begun
from merge_requests import merge_request
from mergescope import events
from mergescope.errors import Cancelled, MergescopeError
from mergescope.executors.cluster import head_watch
from mergescope.merge.run import merge
from mergescope.sources.mirror import mirror
from nodes_of_tests import SMALL

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
import ray
from ray.cluster_utils import Cluster
from runs import bytes_of, merge_ours
from small_models import make_model

pytestmark = pytest.mark.ray

DRIVER = """
import json, sys
sys.path[:0] = sys.argv[2:]
from mergescope.merge.run import merge
merge(json.loads(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ray")
    donors = [make_model(folder / f"donor-{k}", k) for k in range(3)]
    models = [{"model": str(donor), "parameters": {"weight": 0.5, "density": 0.5}} for donor in donors[1:]]
    config = {
        "merge_method": "dare_ties",
        "base_model": str(donors[0]),
        "models": models,
        "dtype": "bfloat16",
    }
    merge_ours(config, folder / "here", shard_size=20_000)
    return config, bytes_of(folder / "here"), folder


def told(monkeypatch) -> list:
    heard: list = []
    monkeypatch.setattr(events, "emit", heard.append)
    return heard


def test_three_nodes_give_the_bytes_of_one_process(cluster, case, tmp_path, monkeypatch):
    config, here, _ = case
    heard = told(monkeypatch)
    reply = merge_ours(config, tmp_path / "out", shard_size=20_000, ray=cluster.address)
    assert bytes_of(tmp_path / "out") == here
    assert sum(share["shards"] for share in reply["nodes"]) == len(reply["files"])
    sizes = sum(math.prod(tensor["shape"]) * {"BF16": 2}[tensor["dtype"]] for tensor in reply["tensors"])
    assert sum(share["bytes"] for share in reply["nodes"]) == sizes
    progress = [event for event in heard if event["event"] == "progress"]
    whole = [event for event in progress if "lane" not in event]
    assert whole[-1]["done"] == whole[-1]["total"]
    assert all(donor["bytes"] for donor in whole[-1]["read"])
    lanes = {event["lane"]: event for event in progress if "lane" in event}
    assert set(lanes) == {name for name in here if name.endswith(".safetensors")}
    assert all(event["node"] and event["done"] == event["total"] for event in lanes.values())
    assert {event["node"] for event in lanes.values()} == {share["node"] for share in reply["nodes"]}
    assert len(reply["nodes"]) > 1
    voices = [event["sums"]["tensor"] for event in heard if event["event"] == "voice"]
    assert voices and len(set(voices)) == len(voices)


def in_storage(config: dict, storage, cache: Path) -> tuple[dict, dict[str, str]]:
    """The config with its donors in object storage, and what those are called."""
    paths = [*filter(None, [config.get("base_model")]), *(model["model"] for model in config["models"])]
    mirrors = {path: mirror(storage.put(Path(path), Path(path).name), cache) for path in paths}
    text = yaml.safe_dump(config)
    for path, folder in mirrors.items():
        text = text.replace(path, str(folder))
    return yaml.safe_load(text), {str(folder): path for path, folder in mirrors.items()}


def test_each_node_reads_the_donors_from_object_storage(cluster, case, storage, tmp_path):
    config, names = in_storage(case[0], storage, tmp_path / "cache")
    merge_ours(config, tmp_path / "out", shard_size=20_000, ray=cluster.address, names=names)
    assert bytes_of(tmp_path / "out") == case[1]


def test_mergekits_own_tasks_come_along(cluster, case, tmp_path):
    config = {**case[0], "merge_method": "karcher"}
    del config["base_model"]
    merge_ours(config, tmp_path / "here", shard_size=20_000)
    # What computes alike is not refused.
    merge_ours(config, tmp_path / "there", shard_size=20_000, ray=cluster.address, same_bytes=True)
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A merge of which two files take a while, and its bytes."""
    folder = tmp_path_factory.mktemp("slow")
    donors = [make_model(folder / f"donor-{k}", k, rows=60_000) for k in range(3)]
    models = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    config = {"merge_method": "karcher", "models": models, "dtype": "bfloat16"}
    merge_ours(config, folder / "here", shard_size=2_500_000)
    return config, bytes_of(folder / "here")


def request_of(slow, output: Path, cluster) -> dict:
    output.mkdir()
    return merge_request(yaml.safe_dump(slow[0]), output, shard_size=2_500_000, ray=cluster.address)


@contextmanager
def in_background(slow, output, cluster):
    """The merge on a thread, in the middle of a file: its folder, the file, who writes it; and how it ends."""
    request, ended = request_of(slow, output, cluster), []

    def run() -> None:
        try:
            merge(request)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    path, process = begun(output)
    yield output, path, process, lambda: (thread.join(200), ended)[1]
    thread.join(200)


@pytest.fixture
def background(slow, cluster, tmp_path):
    with in_background(slow, tmp_path / "out", cluster) as running:
        yield running


def test_a_node_that_dies_in_the_middle_of_a_file_changes_nothing(slow, cluster, storage, tmp_path):
    # A donor in object storage beside those on the disk.
    moved = str(slow[0]["models"][1]["model"])
    uri = storage.put(Path(moved), Path(moved).name)
    text = yaml.safe_dump(slow[0]).replace(moved, str(mirror(uri, tmp_path / "cache")))
    with in_background((yaml.safe_load(text), slow[1]), tmp_path / "out", cluster) as running:
        _without_the_node_at_work(running, slow, cluster)


def _without_the_node_at_work(background, slow, cluster) -> None:
    output, _, process, end = background
    parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    node = next(
        node for node in cluster.list_all_nodes() if node.all_processes["raylet"][0].process.pid == parent
    )
    cluster.remove_node(node, allow_graceful=False)
    try:
        assert end() == [] and bytes_of(output) == slow[1]
        assert not list(output.glob("*.partial")), "nothing of the attempt is left"
    finally:
        cluster.add_node(**SMALL)
        cluster.wait_for_nodes()


def test_a_worker_takes_what_it_asked_for_and_when_it_dies_in_the_middle_of_a_file_nothing_changes(
    background, slow
):
    output, _, process, end = background
    # mergekit's method runs on eight threads of torch's.
    threads = [int(thread) for thread in os.listdir(f"/proc/{process}/task")]
    assert len(set().union(*map(os.sched_getaffinity, threads))) == SMALL["num_cpus"]
    os.kill(process, signal.SIGKILL)
    assert end() == [] and bytes_of(output) == slow[1]
    assert not list(output.glob("*.partial")), "nothing of the attempt is left"


def test_a_worker_that_is_ended_for_its_memory_changes_nothing(cluster, slow, tmp_path, monkeypatch, caplog):
    with open("/proc/meminfo", encoding="ascii") as file:
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in file}
    total, used = kilobytes["MemTotal"], 1 - kilobytes["MemAvailable"] / kilobytes["MemTotal"]
    monkeypatch.setenv("RAY_memory_usage_threshold", f"{used + 0.12:.3f}")
    small = Cluster(initialize_head=True, head_node_args={**SMALL, "include_dashboard": False})
    try:
        with in_background(slow, tmp_path / "out", small) as (output, _, process, end):
            # Whatever others take and give back meanwhile: it waits until there is too little.
            os.kill(process, signal.SIGSTOP)
            piece = f"for _ in sys.stdin: kept.append(b'1' * {int(total * 1024 * 0.03)})"
            full = [sys.executable, "-c", f"import sys; kept = []\n{piece}"]
            with subprocess.Popen(full, stdin=subprocess.PIPE, text=True) as ballast:
                for _ in range(20):
                    if "OutOfMemoryError" in caplog.text:
                        break
                    print(file=ballast.stdin, flush=True)
                    time.sleep(2)
                ballast.kill()
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
            assert "its node or worker died (OutOfMemoryError); it is begun again" in again(caplog)
            assert end() == [] and bytes_of(output) == slow[1]
    finally:
        small.shutdown()


def again(caplog) -> str:
    """What was told of attempts, whatever the nodes are called."""
    return re.sub(r"its node \S+ or", "its node or", caplog.text)


def test_a_cluster_of_its_own_works_as_hard_as_we_do_and_leaves_nothing_when_its_driver_is_killed(
    slow, tmp_path
):
    folder = tempfile.mkdtemp(prefix="m-", dir="/tmp")
    (tmp_path / "out").mkdir()
    request = merge_request(yaml.safe_dump(slow[0]), tmp_path / "out", shard_size=2_500_000, ray="local")
    command = [sys.executable, "-c", DRIVER, json.dumps(request), *filter(None, sys.path)]
    env = {name: value for name, value in os.environ.items() if name != "RAY_worker_niceness"}
    driver = subprocess.Popen(
        command,
        env={**env, "TMPDIR": folder},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _, worker = begun(tmp_path / "out")
        assert os.getpriority(os.PRIO_PROCESS, worker) == os.getpriority(os.PRIO_PROCESS, driver.pid)
        assert os.listdir(folder)
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        until = time.monotonic() + 60
        while os.listdir(folder) and time.monotonic() < until:
            time.sleep(0.2)
        assert not os.listdir(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_cancelled_merge_ends_its_tasks_within_five_seconds(background):
    output, _, process, end = background
    events._channel.cancelled.set()
    began = time.monotonic()
    try:
        assert [type(error) for error in end()] == [Cancelled]
    finally:
        events.begin()
    while time.monotonic() < began + 5 and Path(f"/proc/{process}/fd").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{process}/fd").exists()
    assert not list(output.glob("*.partial"))


@pytest.mark.parametrize("first, then", [("ray", "here"), ("ray", "ray"), ("here", "ray")])
def test_a_driver_that_is_killed_costs_nothing_that_was_finished(first, then, slow, cluster, tmp_path):
    where, out = {"ray": cluster.address, "here": None}, tmp_path / "out"
    request = {**request_of(slow, out, cluster), "ray": where[first]}
    command = [sys.executable, "-c", DRIVER, json.dumps(request), *filter(None, sys.path)]
    driver = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    records = out / "mergescope" / "shards"
    while not list(records.glob("*.json")):
        assert driver.poll() is None
        time.sleep(0.02)
    driver.kill()
    driver.wait()
    done = {path.stem: (out / path.stem).stat().st_mtime_ns for path in records.glob("*.json")}
    assert 0 < len(done) < len([name for name in slow[1] if name.endswith(".safetensors")])
    reply = merge({**request, "resume": True, "ray": where[then]})
    assert bytes_of(out) == slow[1]
    assert {name: (out / name).stat().st_mtime_ns for name in done} == done
    assert not list(out.glob("*.partial"))
    if then == "ray":
        kept = sum(share["shards"] for share in reply["nodes"] if share["node"] == "this machine")
        assert kept == (len(done) if first == "here" else 0)


def test_a_node_that_does_not_see_the_folder_is_refused_by_name(slow, cluster, tmp_path):
    request = request_of(slow, tmp_path / "out", cluster)
    with blind_node(cluster, tmp_path):
        with pytest.raises(MergescopeError, match="cannot take part: it does not see the folder") as caught:
            for _ in range(100):
                if len([node for node in nodes_of(cluster) if node]) > 4:
                    merge(request)
                    break
                time.sleep(0.3)
        assert caught.value.code == "cluster-unusable" and "share" in caught.value.hint
        assert not list((tmp_path / "out").glob("*.safetensors*"))


def test_of_another_port_of_the_cluster_the_address_that_works_is_told_before_ray_waits(
    cluster, case, tmp_path, monkeypatch
):
    monkeypatch.setattr(ray, "init", None)
    host, _, _ = cluster.address.partition(":")
    with socket.create_server((host, 0)) as server:
        closed = server.getsockname()[1]
    with ThreadingHTTPServer((host, 0), BaseHTTPRequestHandler) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        for port, told in (
            (closed, "no Ray cluster answers"),
            (pages.server_port, "something else than Ray"),
            (cluster.head_node.node_manager_port, "does not let this machine in"),
        ):
            with pytest.raises(MergescopeError, match=told) as caught:
                merge_ours(case[0], tmp_path / "out", shard_size=20_000, ray=f"{host}:{port}")
            assert f"one runs on this machine, at {cluster.address}" in caught.value.hint
        pages.shutdown()


@contextmanager
def blind_node(cluster, folder: Path):
    """A node of the cluster to which the folder is empty."""
    start = f"mount -t tmpfs none {folder} && exec {sys.executable} -m ray.scripts.scripts start"
    options = f"--address={cluster.address} --num-cpus=1 --object-store-memory={80 * 2**20} --block"
    blind = subprocess.Popen(
        ["unshare", "-rm", "sh", "-c", f"{start} {options}"],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(blind.pid, signal.SIGTERM)
        blind.wait()


@pytest.fixture(scope="module")
def growing(cluster):
    """Another cluster, of its head alone at first."""
    made = Cluster(initialize_head=True, head_node_args={**SMALL, "include_dashboard": False})
    yield made
    made.shutdown()


def test_nodes_that_join_in_mid_run_are_asked_before_their_first_file(
    slow, growing, tmp_path, monkeypatch, caplog
):
    heard = told(monkeypatch)
    with in_background(slow, tmp_path / "out", growing) as (output, path, process, end):
        # Meanwhile all other files wait.
        os.kill(process, signal.SIGSTOP)
        try:
            with blind_node(growing, tmp_path):
                growing.add_node(**SMALL)
                wait_for(lambda: "it does not see the folder" in caplog.text)
                wait_for(lambda: [other for other in output.glob("model-*") if other != path])
        finally:
            os.kill(process, signal.SIGCONT)
        assert end() == [] and bytes_of(output) == slow[1]
    assert "it has joined during the merge, and others merge the files" in caplog.text
    assert len({event["node"] for event in heard if event["event"] == "progress" and "lane" in event}) == 2


def wait_for(what) -> None:
    until = time.monotonic() + 90
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def nodes_of(cluster) -> list[bool]:
    """Whether each node that was ever there is alive."""
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        return [node["Alive"] for node in ray.nodes()]
    finally:
        ray.shutdown()


def test_a_head_that_dies_is_told_and_nobody_waits_for_it(slow, growing, tmp_path, monkeypatch):
    # The last that is asked of this cluster.
    monkeypatch.setattr(head_watch, "_HEAD_SECONDS", 1)
    with in_background(slow, tmp_path / "out", growing) as (_, _, process, end):
        os.kill(process, signal.SIGSTOP)
        growing.head_node.all_processes["gcs_server"][0].process.kill()
        errors = end()
    assert [error.code for error in errors] == ["cluster-unusable"] and "--resume" in errors[0].hint
    assert f"the head of the Ray cluster, {growing.address}, answers no more" in str(errors[0])
