"""Ctrl-C in a terminal while a cluster merges: the command is over at once, and nothing of it is left anywhere."""

from __future__ import annotations

import contextlib
import os
import pty
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
import yaml
from at_work import begun, marked
from command_line import command, environment

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
import ray
from small_models import make_model

pytestmark = pytest.mark.ray

#: Cancelling takes a second, and a busy machine makes more of it.
_SECONDS = 30


@pytest.fixture
def folder(tmp_path):
    """With a merge that takes a while."""
    donors = [make_model(tmp_path / f"donor-{k}", k, rows=60_000) for k in range(3)]
    models = [{"model": str(donor)} for donor in donors]
    (tmp_path / "config.yml").write_text(yaml.safe_dump({"merge_method": "karcher", "models": models}))
    return tmp_path


@pytest.fixture
def temporary():
    """Short, since the paths of sockets in there are."""
    made = tempfile.mkdtemp(prefix="m-", dir="/tmp")
    yield Path(made)
    shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def all_free_afterwards(address: str):
    """Of a cluster that goes on."""
    yield
    ray.init(address=address, log_to_driver=False)
    try:
        free, all_of_it = ray.available_resources(), ray.cluster_resources()
        assert free.get("CPU") == all_of_it["CPU"] and free["memory"] == all_of_it["memory"]
    finally:
        ray.shutdown()


@pytest.mark.parametrize(
    "shared, words",
    [(True, []), (False, ["--no-tui"])],
    ids=["a cluster that is there, and the dashboard", "one that is started, and lines"],
)
def test_ctrl_c_leaves_no_task_no_file_and_no_half_output(shared, words, cluster, folder, temporary):
    mark = f"MERGESCOPE_TEST_MARK={temporary.name}"
    before = {path.name for path in folder.iterdir()}
    address = cluster.address if shared else "local"
    with all_free_afterwards(cluster.address):
        name, value = mark.split("=")
        env = {**environment(folder), "TMPDIR": str(temporary), "TERM": "xterm-256color", name: value}
        env.pop("CI", None)
        run = [
            "run",
            "config.yml",
            "-o",
            "out",
            "--apply-patch",
            "--out-shard-size",
            "2500K",
            "--ray",
            address,
        ]
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(folder)
            os.execvpe(command()[0], command(*run, *words), env)
        seen: list[bytes] = []
        reader = threading.Thread(target=_read, args=(terminal, seen))
        reader.start()
        _, worker = begun(folder / ".out.mergescope")
        os.write(terminal, b"\x03")
        began = time.monotonic()
        _, status = os.waitpid(process, 0)
        reader.join()
        os.close(terminal)
        assert os.waitstatus_to_exitcode(status) == 130, b"".join(seen)
        assert b"cancelled" in b"".join(seen)
        _until(lambda: not Path(f"/proc/{worker}/fd").exists(), began)
        _until(lambda: not marked(mark), began)
        _until(lambda: not [path for path in temporary.iterdir() if "mergescope" in path.name], began)
        assert {path.name for path in folder.iterdir()} == before | {".home"}


def _read(terminal: int, seen: list[bytes]) -> None:
    # A terminal whose last user is gone is an error to read from.
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 65536):
            seen.append(data)


def _until(what, began: float) -> None:
    while not what():
        assert time.monotonic() < began + _SECONDS
        time.sleep(0.05)
