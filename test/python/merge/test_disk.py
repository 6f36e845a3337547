"""A disk that fills up or fails while shards are written: told with its cause, and gone on with."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml
from merge_requests import merge_request
from mergescope.bridge import invoke
from mergescope.errors import failure_of
from runs import merge_ours
from small_models import make_model

SMALL_DISK = """
import json, subprocess, sys
from pathlib import Path
from mergescope.bridge import invoke
from mergescope.errors import failure_of
from mergescope.shards import execute
request = json.loads(sys.argv[1])
out = Path(request["output"])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", out], check=True)
write, seen = execute.ShardFile.write, 0
def filled(self, at, data):
    # Somebody else fills the disk after the check before the start.
    global seen
    seen += 1
    # A write that needs a page of its own.
    if seen >= 12 and len(data) > 4096 and not (out / "filler").exists():
        with open(out / "filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
    write(self, at, data)
execute.ShardFile.write = filled
first = json.loads(invoke("mergescope.merge.run:merge", 1, json.dumps(request)))
whole = sorted(file.name for file in out.glob("*.safetensors"))
execute.ShardFile.write = write
(out / "filler").unlink()
second = json.loads(invoke("mergescope.merge.run:merge", 2, json.dumps({**request, "resume": True})))
print(json.dumps({"error": first.get("error"), "whole": whole, "files": second["value"]["files"]}))
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disk")
    models = [{"model": str(make_model(folder / f"d{k}", k)), "parameters": {"weight": 0.5}} for k in (0, 1)]
    return {"merge_method": "linear", "models": models, "dtype": "bfloat16"}


def request_of(config: dict, output) -> dict:
    output.mkdir()
    return merge_request(yaml.safe_dump(config), output, shard_size=20_000)


def mountable() -> bool:
    try:
        command = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(
    not mountable(),
    reason="no file system can be mounted here; run the tests as root, or allow `unshare -rm`",
)
def test_a_disk_that_fills_up_in_the_middle_is_named_and_the_merge_goes_on_later(case, tmp_path):
    expected = merge_ours(case, tmp_path / "whole", shard_size=20_000)["files"]
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", SMALL_DISK, json.dumps(request_of(case, tmp_path / "out"))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["error"]["code"] == "disk-full"
    message = found["error"]["message"]
    assert "No space left" in message and ".safetensors.partial" in message
    assert found["whole"] and len(found["whole"]) < len(expected), "only finished shards have their names"
    assert found["files"] == expected


def test_an_error_of_the_device_is_named_and_leaves_no_shard(case, tmp_path, monkeypatch):
    from mergescope.shards import execute

    first = sorted(merge_ours(case, tmp_path / "whole", shard_size=20_000)["files"])[0]
    request = request_of(case, tmp_path / "out")
    write = execute.ShardFile.write

    def after_the_header(self, at, data):
        if at and self._partial.name == f"{first}.partial":
            # The first pages of a process are nothing that can be written to: EIO from the system itself.
            memory = os.open("/proc/self/mem", os.O_WRONLY)
            os.dup2(memory, self._descriptor)
            os.close(memory)
        write(self, at, data)

    monkeypatch.setattr(execute.ShardFile, "write", after_the_header)
    reply = json.loads(invoke("mergescope.merge.run:merge", 1, json.dumps(request)))
    assert reply["error"]["code"] == "file-unwritable", reply
    assert "Input/output error" in reply["error"]["message"] and ".partial" in reply["error"]["message"]
    assert not list((tmp_path / "out").glob("*.safetensors"))


def test_where_the_folder_is_removed_in_the_middle_that_is_told(case, tmp_path, monkeypatch):
    from mergescope.merge import weights

    request = request_of(case, tmp_path / "out")
    adopt = weights.adopt

    def gone(*arguments):
        adopt(*arguments)
        shutil.rmtree(tmp_path / "out")

    monkeypatch.setattr(weights, "adopt", gone)
    monkeypatch.setattr(weights.Manifest, "finish", lambda *_: None)
    reply = json.loads(invoke("mergescope.merge.run:merge", 1, json.dumps(request)))
    assert reply["error"]["code"] == "file-unwritable", reply
    assert "out was removed in the middle of the merge" in reply["error"]["message"]


def test_what_the_disk_says_is_told_in_its_words_and_without_a_number():
    failure = failure_of(OSError(errno.ENOSPC, "No space left on device", "/out/x.partial"))
    assert failure["message"] == "No space left on device: /out/x.partial"
    assert failure["code"] == "disk-full" and "--resume" in failure["hint"]
    assert failure_of(OSError(errno.EIO, "Input/output error"))["message"] == "Input/output error"
