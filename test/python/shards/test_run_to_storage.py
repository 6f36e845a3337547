"""`mergescope run -o s3://…`, from the command line on: what people see, and what lies where afterwards."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from command_line import command, environment
from object_store import BUCKET, SECRET
from safetensors.torch import load_file, save_file

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
from small_models import make_model

pytestmark = pytest.mark.ray

OLD = {"config.json": b"{}", "model-00009-of-00009.safetensors": b"old"}


@pytest.fixture(scope="module")
def here(tmp_path_factory, storage):
    """A folder to work in, with a config whose donors lie in the storage."""
    folder = tmp_path_factory.mktemp("here")
    donors = [make_model(folder / f"donor-{k}", k) for k in range(2)]
    for name, models in (
        ("here", [str(donor) for donor in donors]),
        ("there", [storage.put(donor, f"donors/{donor.name}") for donor in donors]),
    ):
        config = {
            "merge_method": "linear",
            "models": [{"model": model, "parameters": {"weight": 0.5}} for model in models],
            "dtype": "bfloat16",
        }
        (folder / f"{name}.yml").write_text(yaml.safe_dump(config))
    return folder


def start(folder: Path, *words: str) -> subprocess.Popen:
    pipe, env = subprocess.PIPE, environment(folder)
    return subprocess.Popen(command(*words), cwd=folder, env=env, stdout=pipe, stderr=pipe, text=True)


def mergescope(folder: Path, *words: str, code: int = 0) -> str:
    process = start(folder, *words)
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, f"{words}: {process.returncode}\n{out}\n{err}"
    assert SECRET not in out + err
    return out if code == 0 else out + err


def run(folder: Path, output: str, *words: str, code: int = 0) -> str:
    return mergescope(
        folder,
        "run",
        "there.yml",
        "-o",
        output,
        "--apply-patch",
        "--out-shard-size",
        "20K",
        *words,
        code=code,
    )


def weights(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.endswith(".safetensors")}


def test_the_model_is_that_of_a_folder_and_every_command_reads_it_where_it_is(here, storage):
    uri = f"s3://{BUCKET}/out/merged"
    for name, data in OLD.items():
        storage.put_object(f"out/merged/{name}", data)
    refused = run(here, uri, code=2)
    assert f"{uri} is not empty" in refused and "--overwrite" in refused
    lines = run(here, f"{uri}/", "--overwrite")
    assert uri in lines
    mergescope(here, "run", "here.yml", "-o", "local", "--apply-patch", "--out-shard-size", "20K")
    paths = [path for path in (here / "local").rglob("*") if path.is_file()]
    local = {path.relative_to(here / "local").as_posix(): path.read_bytes() for path in paths}
    there = storage.objects("out/merged")
    assert set(there) == set(local) and weights(there) == weights(local) and len(weights(there)) > 2
    result = json.loads(mergescope(here, "report", uri, "--json"))
    assert result["output"] == uri and result["verdict"] in ("ok", "warnings")
    assert result["sha256"]["files"] == json.loads(local["mergescope/run.json"])["sha256"]["files"]
    assert json.loads(mergescope(here, "verify", uri, "--deep", "--json"))["verdict"] == "ok"
    donors = [f"s3://{BUCKET}/donors/donor-{k}" for k in range(2)]
    xrayed = json.loads(mergescope(here, "xray", uri, "--donors", *donors, "--json"))
    shares = [donor["share"] for donor in xrayed["donors"]]
    assert len(shares) == 2 and all(share > 0 for share in shares)
    assert not [path.name for path in here.iterdir() if "merged" in path.name]
    told = b"".join(data for name, data in there.items() if name.startswith("mergescope/"))
    assert SECRET.encode() not in told


def test_an_output_that_fails_its_checks_is_not_under_its_name(here, storage):
    tensors = load_file(here / "donor-0" / "model.safetensors")
    tensors["model.norm.weight"][0] = float("nan")
    bad = shutil.copytree(here / "donor-0", here / "bad")
    save_file(tensors, bad / "model.safetensors", metadata={"format": "pt"})
    (here / "nan.yml").write_text((here / "here.yml").read_text().replace("/donor-0", "/bad"))
    told = mergescope(here, "run", "nan.yml", "-o", f"s3://{BUCKET}/bad/merged", "--apply-patch", code=4)
    assert f"s3://{BUCKET}/bad/merged.failed" in told
    assert not storage.objects("bad/merged") and "config.json" in storage.objects("bad/merged.failed")


def test_who_is_stopped_while_it_uploads_goes_on_where_it_was(here, storage):
    uri = f"s3://{BUCKET}/stopped/merged"
    storage.written.clear()
    # Slow enough to be stopped in.
    storage.put_faults = ["slow"] * 3
    words = ("run", "there.yml", "-o", uri, "--apply-patch", "--out-shard-size", "20K")
    running = start(here, *words)
    until = time.monotonic() + 100
    while not weights(storage.objects("stopped/merged")):
        assert running.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    storage.put_faults = ()
    assert running.returncode == 130, err
    there = storage.objects("stopped/merged")
    assert weights(there) and "config.json" not in there and storage.pending() == []
    assert "interrupted run" in mergescope(here, *words, code=2)
    storage.written.clear()
    mergescope(here, *words, "--resume")
    again = {path.rpartition("/")[2] for _, path in storage.written}
    assert not again & set(weights(there))
    assert "config.json" in storage.objects("stopped/merged")


@pytest.mark.parametrize(
    "output, told",
    [
        (f"s3://{BUCKET}/donors/donor-0", "is not empty"),
        ("s3://no-such-bucket/merged", "cannot be written"),
        ("s3:/bucket/typo", "begins with s3://"),
        (f"s3://{BUCKET}", "cannot be used"),
    ],
)
def test_what_cannot_be_an_output_is_told_before_anything_is_read(output, told, here, storage):
    process = start(here, "run", "there.yml", "-o", output)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (1, 2) and told in err and re.search("^hint: ", err, re.M), err


def test_no_donor_is_replaced_by_what_is_made_of_it(here, storage):
    before = storage.objects("donors/donor-0")
    told = run(here, f"s3://{BUCKET}/donors/donor-0", "--overwrite", code=2)
    assert "the run reads" in told and storage.objects("donors/donor-0") == before
