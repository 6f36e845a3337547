"""Outputs in object storage: all of a model or nothing that looks like one, whatever happens on the way."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from mergescope import events
from mergescope.errors import Cancelled, MergescopeError
from mergescope.sources import object_storage
from mergescope.upload import put_file
from mergescope.upload.listing import look
from mergescope.upload.record import Record
from mergescope.upload.run import upload
from object_store import BUCKET, SECRET

pytestmark = pytest.mark.ray

#: Of each request that writes, in this order.
FAULTS = ("503", "reset", "truncated", "lost", "slow")
CONFIG, INDEX = "config.json", "model.safetensors.index.json"
SHARDS = [f"model-0000{number}-of-00003.safetensors" for number in (1, 2, 3)]


@pytest.fixture(autouse=True)
def short_pauses(storage, monkeypatch):
    monkeypatch.setattr(object_storage, "_LONGEST_PAUSE", 0.01)
    storage.written.clear()
    yield
    storage.put_faults = ()
    events.begin()
    assert storage.pending() == []


@pytest.fixture
def one_try(monkeypatch):
    """The library makes a request once."""
    object_storage._bucket.cache_clear()
    monkeypatch.setattr(object_storage, "_RETRIED", {"max_retries": 0})
    yield
    object_storage._bucket.cache_clear()


@pytest.fixture
def model(tmp_path):
    """A folder like a model, one of whose files goes in four parts."""
    folder, draw = tmp_path / ".out.mergescope", random.Random(5)
    (folder / "mergescope" / "shards").mkdir(parents=True)
    for name, size in zip(SHARDS, (100, 17 << 20, 5000), strict=True):
        (folder / name).write_bytes(draw.randbytes(size))
    for name in (CONFIG, INDEX, "tokenizer.json", "mergescope/run.json", "mergescope/shards/a.json"):
        (folder / name).write_text(f"{{}} {name}")
    (folder / "mergescope" / "merge.log").write_bytes(b"")
    return folder


def request_of(folder: Path, place: str, replace: bool = False) -> dict:
    record = str(folder.with_name("uploads"))
    return {"folder": str(folder), "uri": f"s3://{BUCKET}/{place}", "record": record, "replace": replace}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def looks_like_a_model(names) -> bool:
    return CONFIG in names or INDEX in names


def test_the_model_is_there_as_it_is_here_whatever_happens_to_each_request(model, storage):
    storage.put_faults = FAULTS
    assert upload(request_of(model, "faults")) == {
        "files": len(files_of(model)),
        "bytes": sum(map(len, files_of(model).values())),
    }
    assert storage.objects("faults") == files_of(model)
    order = list(dict.fromkeys(path.partition("?")[0].rpartition("/")[2] for _, path in storage.written))
    assert order[-2:] == [INDEX, CONFIG]


@pytest.mark.parametrize("left", range(0, 9))
def test_who_stops_anywhere_leaves_no_model_and_who_goes_on_uploads_nothing_twice(
    left, model, storage, monkeypatch
):
    place, heard = f"stopped-{left}", []

    def emit(event) -> None:
        heard.append(event)
        if len(heard) > left:
            events._channel.cancelled.set()

    monkeypatch.setattr(events, "emit", emit)
    request = request_of(model, place)
    with pytest.raises(Cancelled):
        upload(request)
    assert storage.pending() == []
    there = storage.objects(place)
    assert len(there) < len(files_of(model))
    assert not looks_like_a_model(there) and there.items() <= files_of(model).items()
    assert look(request["uri"], request["record"], "") == {"names": []}, "what is there is known as ours"
    monkeypatch.undo()
    events.begin()
    storage.written.clear()
    upload(request)
    assert storage.objects(place) == files_of(model)
    again = {path.partition("?")[0].split(f"{place}/")[1] for _, path in storage.written}
    assert not again & set(there)


@pytest.mark.parametrize("noted", [0, 2, 4, 6, 7])
def test_what_has_arrived_is_known_as_ours_where_who_sent_it_dies_before_that_is_noted(
    noted, model, storage, monkeypatch
):
    """noted: files, until it dies."""
    add, left = Record.add, iter(range(noted))

    class Died(BaseException):
        pass

    def dies(*arguments) -> None:
        if next(left, None) is None:
            raise Died
        add(*arguments)

    monkeypatch.setattr(Record, "add", dies)
    request = request_of(model, f"died-{noted}")
    with pytest.raises(Died):
        upload(request)
    there = storage.objects(f"died-{noted}")
    assert len(there) > noted and CONFIG not in there
    assert look(request["uri"], request["record"], "") == {"names": []}
    monkeypatch.undo()
    upload(request)
    assert storage.objects(f"died-{noted}") == files_of(model)


def test_what_somebody_else_puts_in_the_place_of_a_file_that_was_begun_is_not_ours(model, storage):
    request = request_of(model, "theirs")
    Record(Path(request["record"]), request["uri"]).begin(SHARDS[0])
    storage.put_object(f"theirs/{SHARDS[0]}", bytes((model / SHARDS[0]).stat().st_size))
    assert look(request["uri"], request["record"], "") == {"names": [SHARDS[0]]}
    with pytest.raises(MergescopeError) as caught:
        upload(request)
    assert caught.value.code == "output-exists"


def test_a_record_of_an_older_version_keeps_what_was_uploaded(model, storage):
    request = request_of(model, "older")
    upload(request)
    record = Path(request["record"])
    held = json.loads(record.read_text())
    record.write_text(json.dumps({name: held[name] for name in ("uri", "files")}))
    storage.written.clear()
    upload(request)
    assert {path.partition("?")[0].rpartition("/")[2] for _, path in storage.written} == {INDEX, CONFIG}


def test_a_folder_that_a_console_shows_is_empty_and_stays(model, storage):
    storage.put_object("shown/", b"")
    request = request_of(model, "shown")
    assert look(request["uri"], request["record"], "write") == {"names": []}
    upload(request)
    assert storage.objects("shown") == {"": b"", **files_of(model)}


def test_an_older_model_is_none_before_anything_comes_and_nothing_of_it_stays(model, storage):
    old = dict.fromkeys((CONFIG, INDEX, SHARDS[0], "model-00004-of-00004.safetensors", "a/b"), b"old")
    for name, data in old.items():
        storage.put_object(f"old/{name}", data)
    with pytest.raises(MergescopeError) as caught:
        upload(request_of(model, "old"))
    assert caught.value.code == "output-exists" and storage.objects("old") == old
    upload(request_of(model, "old", replace=True))
    assert storage.objects("old") == files_of(model)
    writes = [(method, path.partition("?")[0].rpartition("old/")[2]) for method, path in storage.written]
    assert writes[:2] == [("DELETE", CONFIG), ("DELETE", INDEX)]
    stray = ("DELETE", "model-00004-of-00004.safetensors")
    assert writes.index(("PUT", SHARDS[2])) < writes.index(stray) < writes.index(("PUT", INDEX))


def test_where_somebody_else_writes_meanwhile_there_is_no_model(model, storage, monkeypatch):
    def emit(event) -> None:
        storage.put_object(f"shared/{SHARDS[0]}", b"another")

    monkeypatch.setattr(events, "emit", emit)
    with pytest.raises(MergescopeError, match="was filled by somebody else meanwhile"):
        upload(request_of(model, "shared"))
    assert not looks_like_a_model(storage.objects("shared"))


def test_a_log_that_grows_meanwhile_is_there_as_it_was(model, storage, monkeypatch):
    log = model / "mergescope" / "merge.log"
    log.write_text("begun\n")

    def emit(event) -> None:
        with log.open("a") as file:
            file.write("more\n")

    monkeypatch.setattr(events, "emit", emit)
    monkeypatch.setattr(put_file, "_bare", lambda tag: "of an encrypted object")
    upload(request_of(model, "growing"))
    there = storage.objects("growing")
    assert set(there) == set(files_of(model))
    assert log.read_bytes().startswith(there["mergescope/merge.log"]) and there["mergescope/merge.log"]


def test_a_changed_file_goes_again_and_neighbours_are_left_alone(model, storage):
    storage.put_object("one-more/config.json", b"a neighbour")
    upload(request_of(model, "one"))
    storage.written.clear()
    (model / SHARDS[0]).write_bytes(b"anew")
    upload(request_of(model, "one"))
    assert storage.objects("one") == files_of(model) and storage.objects("one-more")
    assert {path.partition("?")[0].rpartition("/")[2] for _, path in storage.written} == {
        SHARDS[0],
        INDEX,
        CONFIG,
    }


def test_where_the_tag_is_no_checksum_the_bytes_themselves_are_compared(model, storage, monkeypatch):
    monkeypatch.setattr(put_file, "_bare", lambda tag: "of an encrypted object")
    storage.put_faults = ("truncated",)
    upload(request_of(model, "encrypted"))
    assert storage.objects("encrypted") == files_of(model)


def test_a_storage_that_refuses_is_told_at_once_and_without_what_is_secret(storage, tmp_path):
    uri = f"s3://{BUCKET}/refused"
    assert look(uri, str(tmp_path / "none"), "write") == {"names": []}
    assert storage.objects("refused") == {}, "the trial is taken away"
    for address, faults in ((uri, ["503"] * 50), ("s3://no-such-bucket/x", ())):
        storage.put_faults = faults
        answer = look(address, str(tmp_path / "none"), "write")
        assert answer["code"] == "file-unwritable" and address in answer["message"]
        assert SECRET not in json.dumps(answer) and "127.0.0.1" not in json.dumps(answer)


@pytest.mark.parametrize("what", ["partNumber=2", "POST uploadId"], ids=["a part", "its end"])
def test_parts_that_come_to_nothing_are_taken_back(what, one_try, model, storage, monkeypatch):
    method, _, query = what.rpartition(" ")

    def fault(asked: str, path: str) -> str | None:
        return "503" if asked in ("PUT", "POST") and asked.startswith(method) and query in path else None

    monkeypatch.setattr(storage, "next_put_fault", fault)
    with pytest.raises(MergescopeError, match=f"{SHARDS[1]} cannot be written: the storage answered 503"):
        upload(request_of(model, f"parts-{len(method)}"))
    assert storage.pending() == []
    assert not looks_like_a_model(storage.objects(f"parts-{len(method)}"))


def test_a_file_that_cannot_be_read_ends_the_upload_with_its_name(model, storage, monkeypatch):
    path = model / SHARDS[1]
    opened = put_file.open if hasattr(put_file, "open") else open

    def failing(name, *how):
        if Path(name) == path:
            raise OSError(5, os.strerror(5))
        return opened(name, *how)

    monkeypatch.setattr(put_file, "open", failing, raising=False)
    with pytest.raises(OSError) as caught:
        upload(request_of(model, "unreadable"))
    assert caught.value.filename == str(path)
    assert not looks_like_a_model(storage.objects("unreadable"))
