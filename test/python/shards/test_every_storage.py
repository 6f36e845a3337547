"""`mergescope run -o gs://…` and `az://…`, from the command line on: each storage does what S3 does, of which
`test_run_to_storage.py` tells."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import azure_store
import pytest
import yaml
from command_line import command, environment
from mergescope.sources.credentials import STORAGES
from object_store import BUCKET, SECRET, TOKEN

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
from small_models import make_model

pytestmark = pytest.mark.ray

SECRETS = (SECRET, TOKEN, azure_store.KEY)


@pytest.fixture(scope="module")
def roots(storage):
    """The address of a folder in each, and what lies below that."""
    with azure_store.running() as azure:

        @contextlib.contextmanager
        def slowly():
            """Slow enough to be stopped in."""
            storage.put_faults, azure.pause = ["slow"] * 3, 0.3
            try:
                yield
            finally:
                storage.put_faults, azure.pause = (), 0.0

        yield (
            slowly,
            {
                "gs": (f"gs://{BUCKET}/each-gs", lambda name: storage.objects(f"each-gs/{name}")),
                "az": (
                    f"az://{azure_store.CONTAINER}/each-az",
                    lambda name: azure.objects(f"each-az/{name}"),
                ),
            },
        )


@pytest.fixture(params=sorted({*STORAGES} - {"s3"}))
def place(request, roots):
    return roots[1][request.param]


@pytest.fixture
def slowly(roots):
    return roots[0]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    donors = [make_model(folder / f"donor-{k}", k) for k in range(2)]
    models = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    config = {"merge_method": "linear", "models": models, "dtype": "bfloat16"}
    (folder / "config.yml").write_text(yaml.safe_dump(config))
    return folder


def start(folder: Path, *words: str, **env: str) -> subprocess.Popen:
    pipe = subprocess.PIPE
    env = {name: value for name, value in {**environment(folder), **env}.items() if value}
    return subprocess.Popen(command(*words), cwd=folder, env=env, stdout=pipe, stderr=pipe, text=True)


def mergescope(folder: Path, *words: str, code: int = 0, **env: str) -> str:
    process = start(folder, *words, **env)
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, f"{words}: {process.returncode}\n{out}\n{err}"
    assert not [secret for secret in SECRETS if secret in out + err]
    return out if code == 0 else out + err


def run_to(uri: str, *more: str) -> list[str]:
    return ["run", "config.yml", "-o", uri, "--apply-patch", "--out-shard-size", "20K", *more]


def test_who_is_killed_in_mid_upload_leaves_no_model_and_goes_on_to_one_that_every_command_reads(
    here, place, slowly
):
    root, objects = place
    uri = f"{root}/whole"
    with slowly():
        running = start(here, *run_to(uri))
        until = time.monotonic() + 100
        while not weights(objects("whole")):
            assert running.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        running.kill()
        running.communicate(timeout=60)
    left = objects("whole")
    assert weights(left) and not {"config.json", "model.safetensors.index.json"} & set(left)
    assert "it has no config.json" in mergescope(here, "inspect", uri, code=3)
    mergescope(here, *run_to(uri, "--resume"))
    first = objects("whole")
    assert {"config.json", "model.safetensors.index.json"} < set(first)
    assert json.loads(mergescope(here, "verify", uri, "--deep", "--json"))["verdict"] == "ok"
    assert json.loads(mergescope(here, "report", uri, "--json"))["output"] == uri
    assert json.loads(mergescope(here, "inspect", uri, "--json"))
    assert f"{uri} is not empty" in mergescope(here, *run_to(uri), code=2)
    assert objects("whole") == first
    # One file, which needs no index; and none of the old model stays.
    mergescope(here, "run", "config.yml", "-o", uri, "--overwrite")
    again = objects("whole")
    assert weights(again) == {"model.safetensors"} and "model.safetensors.index.json" not in again


def weights(files: dict[str, bytes]) -> set[str]:
    return {name for name in files if name.endswith(".safetensors")}
