"""Donors in object storage: the bytes of a merge of the same donors from the disk, whatever happens on the way."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path, PurePosixPath

import pytest
import torch
from mergescope import events
from mergescope.errors import MergescopeError, failure_of
from mergescope.sources import object_storage
from mergescope.sources.mirror import answer_of, mirror
from mergescope.sources.mirror_listing import listed
from mergescope.sources.read_ahead import PIECE, ReadAhead
from mergescope.sources.source import Source
from object_store import BUCKET, SECRET

sys.path.append(str(Path(__file__).resolve().parents[1] / "merge"))
from runs import bytes_of, run_ours
from small_models import make_model

pytestmark = pytest.mark.ray

FAULTS = ("503", "reset", "truncated", "slow")


@pytest.fixture(autouse=True)
def no_faults_and_short_pauses(storage, monkeypatch):
    monkeypatch.setattr(object_storage, "_LONGEST_PAUSE", 0.01)
    yield
    storage.faults = ()
    storage.asked.clear()


@pytest.fixture(scope="module")
def donors(tmp_path_factory, storage):
    """Folders, and where the same files lie in the storage."""
    folder = tmp_path_factory.mktemp("donors")
    made = [make_model(folder / f"donor-{k}", k, shards=1 + k) for k in range(3)]
    return made, [storage.put(one, f"models/{one.name}") for one in made]


def config_of(method: str, paths) -> dict:
    baseless = method in ("linear", "karcher")
    based = {} if baseless else {"base_model": str(paths[0])}
    named = paths if baseless else paths[1:]
    models = [{"model": str(one), "parameters": {"weight": 0.5, "density": 0.5}} for one in named]
    return {"merge_method": method, **based, "models": models, "dtype": "bfloat16"}


def read_of(heard: list) -> list:
    return [one["bytes"] for one in [event for event in heard if event["event"] == "progress"][-1]["read"]]


@pytest.mark.parametrize("method", ["linear", "dare_ties", "karcher"])
def test_bytes_and_counts_are_those_of_donors_on_the_disk(method, donors, storage, tmp_path, monkeypatch):
    heard: list = []
    monkeypatch.setattr(events, "emit", heard.append)
    mirrors = [mirror(uri, tmp_path / "cache") for uri in donors[1]]
    read = []
    for paths, output, faults in ((donors[0], "here", ()), (mirrors, "there", FAULTS)):
        storage.faults = faults
        # What is drawn at random follows the names.
        names = {str(path): f"donor-{number}" for number, path in enumerate(paths)}
        run_ours(config_of(method, paths), tmp_path / output, shard_size=20_000, names=names)
        read.append(read_of(heard))
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")
    assert read[0] == read[1] and all(read[0])


def test_a_mirror_has_the_small_files_and_the_headers_alone(donors, storage, tmp_path):
    before = storage.requests
    folder = mirror(donors[1][0], tmp_path)
    first = (folder / "model.safetensors").read_bytes()
    whole = (donors[0][0] / "model.safetensors").read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    assert first == whole[:header] + bytes(len(whole) - header)
    assert (folder / "config.json").read_bytes() == (donors[0][0] / "config.json").read_bytes()
    asked = storage.requests - before
    assert mirror(donors[1][0], tmp_path) == folder and storage.requests - before == asked


def test_weights_in_folders_that_the_index_names_are_read_and_no_others(donors, storage, tmp_path):
    """Also where a console shows folders by objects of their names."""
    index = json.loads((donors[0][2] / "model.safetensors.index.json").read_text())
    shards = sorted({*index["weight_map"].values()})
    called = dict(zip(shards, (shards[0], f"./a//{shards[1]}", f"a/b/{shards[2]}"), strict=True))
    for name in ("deep/", "deep/a/", "deep/a/config.json", f"deep/other/{shards[0]}", f"deep/a/{shards[0]}"):
        storage.put_object(name, b"")
    for path in donors[0][2].iterdir():
        name = str(PurePosixPath(called.get(path.name, path.name)))
        storage.put_object(f"deep/{name}", path.read_bytes())
    named = {**index, "weight_map": {key: called[shard] for key, shard in index["weight_map"].items()}}
    storage.put_object("deep/model.safetensors.index.json", json.dumps(named).encode())
    folder = mirror(f"s3://{BUCKET}/deep", tmp_path / "cache")
    weights = {path.relative_to(folder).as_posix() for path in folder.rglob("*.safetensors")}
    assert weights == {str(PurePosixPath(name)) for name in called.values()}
    names = {str(path): "donor" for path in (folder, donors[0][2])}
    for path, output in ((folder, "there"), (donors[0][2], "here")):
        run_ours(config_of("linear", [path]), tmp_path / output, names=names)
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")


@pytest.mark.parametrize(
    "name",
    [
        "../a/m.safetensors",
        "/a/m.safetensors",
        ".a/m.safetensors",
        "a\\b/m.safetensors",
        "a\n/m.safetensors",
        7,
    ],
)
def test_what_an_index_names_outside_of_the_model_is_not_asked_for(name, storage, tmp_path):
    for key, data in (("model.safetensors", b""), ("a/m.safetensors", b"")):
        storage.put_object(f"odd/{key}", data)
    storage.put_object("odd/model.safetensors.index.json", json.dumps({"weight_map": {"x": name}}).encode())
    assert "model.safetensors" in listed(f"s3://{BUCKET}/odd") and len(listed(f"s3://{BUCKET}/odd")) == 2


def test_ranges_of_any_kind_are_the_bytes_of_the_object(storage):
    random_of = random.Random(7)
    data = random_of.randbytes(3 * PIECE + 12_345)
    storage.put_object("ranges", data)
    source = Source(
        f"s3://{BUCKET}/ranges",
        "ranges",
        torch.uint8,
        (len(data) - 100,),
        100,
        settings={"size": len(data), "tag": None},
    )
    storage.faults = FAULTS
    ahead = ReadAhead()
    for _ in range(12):
        sizes = [random_of.choice([1, 100, 40_000, 1 << 20]) for _ in range(random_of.randint(1, 12))]
        starts = [random_of.randrange(100, len(data) - size) for size in sizes]
        views = [bytearray(size) for size in sizes]
        ahead.fill(source, [(memoryview(view), at) for view, at in zip(views, starts, strict=True)])
        assert [bytes(view) for view in views] == [
            data[at : at + size] for at, size in zip(starts, sizes, strict=True)
        ]
    ahead.close()


def test_neighbours_are_one_request_and_a_front_to_back_read_asks_for_each_piece_once(storage):
    data = bytes(4 * PIECE)
    storage.put_object("rows", data)
    source = Source(
        f"s3://{BUCKET}/rows", "rows", torch.uint8, (len(data),), 0, settings={"size": len(data), "tag": None}
    )
    ahead = ReadAhead()
    before = storage.requests
    ahead.fill(source, [(memoryview(bytearray(1000)), at) for at in range(0, 200_000, 5000)])
    assert storage.requests - before == 1
    before = storage.requests
    for at in range(0, len(data), 1 << 19):
        ahead.fill(source, [(memoryview(bytearray(1 << 19)), at)])
    assert storage.requests - before == 4
    ahead.close()


def test_of_large_tensors_nothing_is_read_that_is_not_theirs_and_small_neighbours_share_a_request(storage):
    data = random.Random(3).randbytes(3 * PIECE)
    storage.put_object("tensors", data)

    def read(offset: int, size: int) -> None:
        settings = {"size": len(data), "tag": None}
        source = Source(f"s3://{BUCKET}/tensors", "one", torch.uint8, (size,), offset, settings=settings)
        view = bytearray(size)
        ahead.fill(source, [(memoryview(view), offset)])
        assert view == data[offset : offset + size]

    ahead = ReadAhead()
    for offset in range(0, 50_000, 1000):
        read(offset, 1000)
    assert storage.requests == 1
    storage.asked.clear()
    read(50_000, PIECE + 1)
    assert sorted((asked for _, asked in storage.asked), key=len) == [
        f"bytes=50000-{50_000 + PIECE - 1}",
        f"bytes={50_000 + PIECE}-{50_000 + PIECE}",
    ]
    # It begins where a piece for small ones does.
    read(0, PIECE + 1)
    ahead.close()


def test_a_donor_that_changes_is_named_and_not_believed(donors, storage, tmp_path):
    uri = storage.put(donors[0][1], "models/changing")
    mirrors = [mirror(one, tmp_path / "cache") for one in (donors[1][0], uri)]
    path = donors[0][1] / "model-00001-of-00002.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    storage.put_object(f"models/changing/{path.name}", bytes(data))
    with pytest.raises(MergescopeError, match=f"{uri}/{path.name} is another object than before") as caught:
        run_ours(config_of("linear", mirrors), tmp_path / "out")
    assert caught.value.code == "donor-changed"
    assert mirror(uri, tmp_path / "cache") != mirrors[1]


@pytest.mark.parametrize("fault, told", [("503", "answered 503"), ("reset", "no whole answer came")])
def test_a_storage_that_stays_away_is_told_without_what_is_secret(fault, told, donors, storage, tmp_path):
    storage.faults = [fault] * 100
    answer = answer_of(donors[1][0], str(tmp_path))
    assert answer["code"] == "file-unreadable" and told in answer["message"]
    assert SECRET not in json.dumps(answer) and "127.0.0.1" not in json.dumps(answer)
    assert not list(tmp_path.iterdir())


def test_what_is_no_model_is_named(storage, tmp_path):
    storage.put_object("pickles/pytorch_model.bin", b"1")
    uri = f"s3://{BUCKET}/pickles"
    told = f"{uri} has its weights in pickles (pytorch_model.bin), which are not read from object storage"
    assert answer_of(uri, str(tmp_path))["message"] == told
    uri = f"s3://{BUCKET}/nothing"
    assert f"there is no .safetensors file directly under {uri}" in answer_of(uri, str(tmp_path))["message"]
    assert "the storage answered 404" in answer_of("s3://no-such-bucket/x", str(tmp_path))["message"]


def test_without_the_library_the_way_to_get_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(MergescopeError) as caught:
        object_storage.library()
    failure = failure_of(caught.value)
    assert failure["code"] == "environment-not-ready" and "--with object-storage" in failure["hint"]
