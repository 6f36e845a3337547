"""`mergescope run --ray -o s3://…`: from storage over the nodes of a cluster into storage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from command_line import command, environment
from object_store import BUCKET

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
from runs import bytes_of, merge_ours
from small_models import make_model

pytestmark = pytest.mark.ray


def config_of(models: list[str]) -> dict:
    listed = [{"model": model, "parameters": {"weight": 0.5}} for model in models]
    return {"merge_method": "linear", "models": listed, "dtype": "bfloat16"}


def test_on_a_cluster_the_same_files_are_uploaded_and_each_donor_is_listed_once(cluster, storage, tmp_path):
    donors = [make_model(tmp_path / f"donor-{k}", k) for k in range(2)]
    there = [storage.put(donor, f"over-nodes/{donor.name}") for donor in donors]
    (tmp_path / "there.yml").write_text(yaml.safe_dump(config_of(there)))
    before = len(storage.listings)
    words = ["run", "there.yml", "-o", f"s3://{BUCKET}/over-nodes/merged", "--ray", cluster.address]
    words += ["--apply-patch", "--out-shard-size", "20K"]
    ended = subprocess.run(
        command(*words), cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, timeout=200
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    listed = [path for path in storage.listings[before:] if "donor" in path]
    assert len(listed) == len(set(listed)) == 2
    merge_ours(config_of([str(donor) for donor in donors]), tmp_path / "here", shard_size=20_000)
    merged = storage.objects("over-nodes/merged")
    here = {name: data for name, data in bytes_of(tmp_path / "here").items() if name.endswith(".safetensors")}
    assert {name: data for name, data in merged.items() if name.endswith(".safetensors")} == here
