"""What was read is what is said: a donor that changes while it is merged ends the merge, one that only looks changed does not."""

import os
import shutil
import time

import pytest
import torch
import yaml
from merge_requests import merge_request
from mergescope.errors import MergescopeError
from mergescope.merge import weights
from mergescope.merge.identity import identify, is_other
from mergescope.merge.rehearse import plan
from mergescope.merge.run import merge
from runs import bytes_of, merge_ours
from safetensors.torch import load_file, save_file
from small_models import make_model

NAME = "model.safetensors"


def times(path):
    return (path.stat().st_atime_ns, path.stat().st_mtime_ns)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def in_place(path, at=-1, keep_time=False):
    before = times(path)
    with open(path, "r+b") as file:
        data = flipped(file.read(), at % path.stat().st_size)
        file.seek(0)
        file.write(data)
    if keep_time:
        os.utime(path, ns=before)


def replaced(path, change):
    """Another file under the same name, with the same time, as `cp -p` and rsync make it."""
    other = path.with_name(".other")
    shutil.copy2(path, other)
    before = times(path)
    change(other)
    os.utime(other, ns=before)
    os.replace(other, path)


def one_tensor(path):
    tensors = load_file(path)
    tensors["model.layers.1.input_layernorm.weight"] = tensors["model.layers.1.input_layernorm.weight"] + 1
    save_file(tensors, path, metadata={"format": "pt"})


OTHER = {
    "one byte at the end": in_place,
    "one byte in the middle": lambda path: in_place(path, path.stat().st_size // 2),
    "one byte, the time put back": lambda path: in_place(path, 40_000, keep_time=True),
    "touched": lambda path: os.utime(path, ns=(0, 0)),
    "cut": lambda path: os.truncate(path, path.stat().st_size - 1),
    "longer": lambda path: path.open("ab").write(b"x"),
    "another file of the same time and size": lambda path: replaced(path, lambda other: in_place(other, 300)),
    "another file with one other tensor": lambda path: replaced(path, one_tensor),
}
SAME = {
    "nothing": lambda path: None,
    "read": lambda path: path.read_bytes(),
    "linked": lambda path: os.link(path, path.with_name(".link")),
    "of another mode": lambda path: path.chmod(0o640),
    "replaced by an equal copy": lambda path: replaced(path, lambda other: None),
}


@pytest.fixture
def file(tmp_path):
    path = make_model(tmp_path / "donor", 1) / NAME
    time.sleep(0.02)  # The clock of a file system ticks every few milliseconds.
    return path


@pytest.mark.parametrize("name", OTHER)
def test_another_file_is_noticed(file, name):
    before = identify(file)
    OTHER[name](file)
    assert is_other(file, before)


@pytest.mark.parametrize("name", SAME)
def test_the_same_file_is_no_alarm(file, name):
    before = identify(file)
    SAME[name](file)
    assert not is_other(file, before)


def test_a_file_of_the_hub_cache_may_be_downloaded_again_but_not_be_written_to(file, tmp_path):
    blob = tmp_path / "blobs" / ("a" * 64)
    blob.parent.mkdir()
    shutil.move(file, blob)
    file.symlink_to(blob)
    before = identify(file)
    again = blob.with_name("part")
    shutil.copy(blob, again)
    os.replace(again, blob)
    assert not is_other(file, before)
    now = identify(file)
    in_place(blob, 300)
    assert is_other(file, now)


def test_every_tensor_of_a_long_file_is_looked_at(tmp_path):
    tensors = {f"layer.{n}": torch.zeros(3000) for n in range(200)}
    path = tmp_path / NAME
    samples = set()
    for name in ["none", "layer.0", "layer.77", "layer.199"]:
        save_file({key: torch.ones(3000) if key == name else value for key, value in tensors.items()}, path)
        samples.add(identify(path).sample)
    assert len(samples) == 4


def config(folder):
    donors = [make_model(folder / f"donor-{k}", k) for k in range(3)]
    for donor in donors:
        (donor / "tokenizer_config.json").write_text("{}")
    return donors, {
        "merge_method": "linear",
        "models": [{"model": str(d), "parameters": {"weight": 0.5}} for d in donors],
        "dtype": "bfloat16",
    }


FILES = [NAME, "config.json", "generation_config.json", "tokenizer_config.json", "new.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_donor_that_changes_in_mid_merge_ends_it(tmp_path, monkeypatch, name):
    donors, merge = config(tmp_path)
    victim = donors[1] / name
    advance, seen = weights.Progress.advance, []

    def changing(self, told):
        seen.append(told["item"])
        if len(seen) == 10:
            victim.write_text("{}") if name == "new.json" else in_place(victim, keep_time=True)
        advance(self, told)

    monkeypatch.setattr(weights.Progress, "advance", changing)
    with pytest.raises(MergescopeError, match=str(victim)) as caught:
        merge_ours(merge, tmp_path / "out", shard_size=20_000, names={str(donors[1]): "org/loud"})
    assert caught.value.code == "donor-changed"
    assert str(caught.value).startswith("org/loud has changed")
    # What was finished before the change is of the old donor, and stays.
    finished = sorted(path.name for path in (tmp_path / "out").glob("*.safetensors"))
    assert 0 < len(finished) < 6


def test_one_that_changes_after_the_last_shard_ends_it_too(tmp_path, monkeypatch):
    from mergescope.merge import output_files

    donors, merge = config(tmp_path)
    write = output_files.write_output_files

    def changing(*given):
        write(*given)
        in_place(donors[2] / "config.json")

    monkeypatch.setattr(output_files, "write_output_files", changing)
    with pytest.raises(MergescopeError, match=r"donor-2/config\.json") as caught:
        merge_ours(merge, tmp_path / "out")
    assert caught.value.code == "donor-changed"


def rehearsed(merge, folder):
    """The request of a merge that goes on from its rehearsal's plan."""
    (folder / "rehearsal").mkdir()
    (folder / "out").mkdir()
    text = yaml.safe_dump(merge)
    plan(merge_request(text, folder / "rehearsal", keep_plan=True))
    return merge_request(text, folder / "out")


def into_hub_cache(file, folder):
    blob = folder / "blobs" / ("a" * 64)
    blob.parent.mkdir()
    shutil.move(file, blob)
    file.symlink_to(blob)
    return blob


def test_a_file_of_the_hub_cache_may_be_mended_by_the_download_that_follows_the_rehearsal(tmp_path):
    donors, asked = config(tmp_path)
    merge_ours(asked, tmp_path / "right")
    blob = into_hub_cache(donors[1] / NAME, tmp_path)
    whole = blob.read_bytes()
    in_place(blob, -100)
    request = rehearsed(asked, tmp_path)
    part = blob.with_name("part")
    part.write_bytes(whole)
    os.replace(part, blob)
    merge(request)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "right")


def test_a_folder_of_the_user_may_not(tmp_path):
    donors, asked = config(tmp_path)
    request = rehearsed(asked, tmp_path)
    in_place(donors[1] / NAME, -100)
    with pytest.raises(MergescopeError) as caught:
        merge(request)
    assert caught.value.code == "donor-changed"
