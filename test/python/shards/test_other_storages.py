"""Google's and Microsoft's storages: what is told of S3 elsewhere is so of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import azure_store
import pytest
from mergescope.sources import object_storage
from mergescope.sources.mirror import mirror
from mergescope.upload.listing import listed, look, remove
from mergescope.upload.run import upload
from object_store import BUCKET

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
from runs import bytes_of, run_ours
from small_models import make_model

pytestmark = pytest.mark.ray


@pytest.fixture(scope="module")
def roots(storage):
    """Of both, and what lies there."""
    with azure_store.running() as azure:
        yield {
            f"gs://{BUCKET}/google": lambda: storage.objects("google"),
            f"az://{azure_store.CONTAINER}/azure": lambda: azure.objects("azure"),
        }


@pytest.fixture(params=["gs", "az"])
def root(request, roots, monkeypatch):
    monkeypatch.setattr(object_storage, "_LONGEST_PAUSE", 0.01)
    return next(root for root in roots if root.startswith(request.param))


def put(folder: Path, uri: str) -> dict:
    request = {"folder": str(folder), "uri": uri, "record": f"{folder}.uploads", "replace": True}
    return upload(request)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_what_was_put_there_is_there_also_the_second_time_and_merges_to_the_same_bytes(root, roots, tmp_path):
    donors = [make_model(tmp_path / f"donor-{k}", k, shards=1 + k) for k in range(2)]
    large = donors[0] / "mergescope" / "merge.log"
    large.parent.mkdir()
    large.write_bytes(bytes(range(256)) * (11 << 12))
    for donor in (*donors, donors[1]):
        assert put(donor, f"{root}/{donor.name}")["files"] == len(files_of(donor))
    there = {f"{donor.name}/{name}": data for donor in donors for name, data in files_of(donor).items()}
    assert roots[root]() == there
    mirrors = [mirror(f"{root}/{donor.name}", tmp_path / "cache") for donor in donors]
    for paths, output in ((donors, "here"), (mirrors, "there")):
        models = [{"model": str(path), "parameters": {"weight": 0.5}} for path in paths]
        names = {str(path): f"donor-{number}" for number, path in enumerate(paths)}
        config = {"merge_method": "linear", "models": models, "dtype": "bfloat16"}
        run_ours(config, tmp_path / output, shard_size=20_000, names=names)
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")


def test_what_has_arrived_unnoted_is_known_as_ours_by_its_mark(root, tmp_path):
    donor, uri = make_model(tmp_path / "donor", 1), f"{root}/unnoted"
    put(donor, uri)
    record = Path(f"{donor}.uploads")
    held = json.loads(record.read_text())
    for mark, strange in ((held["mark"], []), ("of another upload", sorted(held["files"]))):
        record.write_text(json.dumps({**held, "mark": mark, "files": {}, "begun": [*held["files"]]}))
        assert sorted(look(uri, str(record), "")["names"]) == strange


def test_a_donor_that_changes_is_another_one_and_what_is_gone_may_be_removed_again(root, tmp_path):
    donor = make_model(tmp_path / "donor", 1)
    put(donor, f"{root}/changing")
    held = listed(f"{root}/changing")["config.json"]
    (donor / "config.json").write_text("{}")
    put(donor, f"{root}/changing")
    with pytest.raises(object_storage.MergescopeError, match="is another object than before"):
        object_storage.read_range(f"{root}/changing/config.json", held["tag"], 0, 2)
    for _ in range(2):
        remove(f"{root}/changing", "config.json")
    assert "config.json" not in listed(f"{root}/changing")
