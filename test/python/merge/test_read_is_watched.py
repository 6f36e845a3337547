"""Whatever a merge opens of a model is watched: of each kind of folder and file, in mid-merge and when a run goes on."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from mergescope.errors import MergescopeError
from mergescope.merge import weights
from mergescope.merge.donor_watch import DonorWatch
from opened_files import opened_files
from peft import LoraConfig, get_peft_model
from runs import merge_ours
from safetensors.torch import load_file
from small_models import ROWS, make_model
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

SHARDS = 3
INDEX = "model.safetensors.index.json"


def make_tokenizer(folder: Path, first: int = 0) -> Path:
    """Tokens whose ids are turned round by `first`."""
    vocab = {f"t{number}": (number + first) % ROWS for number in range(ROWS)}
    tokenizer = Tokenizer(WordLevel(vocab, unk_token="t0"))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="t0").save_pretrained(folder)
    return folder


def moved_shards(folder: Path, under: str) -> Path:
    """Its index names the shards below another folder."""
    index = json.loads((folder / INDEX).read_text())
    (folder / under).mkdir(parents=True)
    for name in set(index["weight_map"].values()):
        shutil.move(folder / name, folder / under / name)
    index["weight_map"] = {key: f"{under}/{name}" for key, name in index["weight_map"].items()}
    (folder / INDEX).write_text(json.dumps(index))
    return folder


def pickled(folder: Path) -> Path:
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    (folder / "p").mkdir()
    torch.save(tensors, folder / "p" / "pytorch_model.bin")
    index = {"metadata": {}, "weight_map": dict.fromkeys(tensors, "p/pytorch_model.bin")}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    return folder


def adapter(folder: Path, model: Path) -> Path:
    adapted = get_peft_model(
        AutoModelForCausalLM.from_pretrained(model), LoraConfig(target_modules=["q_proj"])
    )
    adapted.save_pretrained(folder)
    return folder


@pytest.fixture
def models(tmp_path):
    """Of every kind of place that a merge reads from, a model that has it."""
    root = tmp_path / "models"
    lead = make_tokenizer(make_model(root / "lead", 1))
    (lead / "modules.json").write_text(json.dumps([{"path": ""}, {"path": "1_Pooling"}]))
    for name in ("1_Pooling/config.json", "additional_chat_templates/tool.jinja", "preprocessor_config.json"):
        (lead / name).parent.mkdir(exist_ok=True)
        (lead / name).write_text("{}")
    for at, under in enumerate(["w", ".hidden", "deep/er/est", "./dotted"]):
        make_tokenizer(moved_shards(make_model(root / f"sharded-{at}", 2 + at, shards=SHARDS), under))
    make_tokenizer(pickled(make_model(root / "pickled", 8)))
    make_tokenizer(root / "source", 7)
    make_tokenizer(make_model(root / "token", 9))
    return root


def config_of(root: Path) -> dict[str, Any]:
    donors = ["lead", *(f"sharded-{at}" for at in range(4)), "pickled"]
    return {
        "merge_method": "linear",
        "models": [{"model": str(root / name), "parameters": {"weight": 0.2}} for name in donors],
        "dtype": "bfloat16",
        "chat_template": "auto",
        "tokenizer": {"source": str(root / "source"), "tokens": {"t5": {"source": str(root / "token")}}},
    }


def watched_by(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Filled by the next merge: `folder/file` of all that it watched."""
    found: set[str] = set()
    check = DonorWatch.check

    def told(self: DonorWatch) -> None:
        for donor, files in self.facts().items():
            found.update(f"{Path(donor).name}/{file}" for file in files)
        check(self)

    monkeypatch.setattr(DonorWatch, "check", told)
    return found


def test_every_file_that_a_merge_opens_is_watched(models, tmp_path, monkeypatch):
    watched = watched_by(monkeypatch)
    with opened_files(models) as opened:
        merge_ours(config_of(models), tmp_path / "out", mergekit={"lazy_unpickle": True})
    read = {str(path.relative_to(models)) for path in opened}
    expected = {"source/tokenizer.json", "lead/1_Pooling/config.json"}
    assert expected | {"pickled/p/pytorch_model.bin", f"sharded-2/deep/er/est/{shard(1)}"} <= read
    assert read - watched == set()


def test_so_is_every_file_of_an_adapter_and_of_what_is_made_with_it(models, tmp_path, monkeypatch):
    adapter(models / "lora", models / "lead")
    name, watched = f"{models / 'lead'}+{models / 'lora'}", watched_by(monkeypatch)
    config = {
        "merge_method": "linear",
        "models": [{"model": model, "parameters": {"weight": 1}} for model in (name, str(models / "token"))],
        "dtype": "bfloat16",
    }
    with opened_files(models) as opened:
        cache = {"lora_merge_cache": str(models / "cache")}
        merge_ours(config, tmp_path / "out", mergekit=cache, names={name: "lead"})
    read = {str(path.relative_to(models)) for path in opened}
    assert "lora/adapter_model.safetensors" in read
    assert {f"lead/{name}" if name.startswith("lora/") else name for name in read} - watched == set()
    (merged,) = (models / "cache").iterdir()
    assert f"lead/{merged.name}/model.safetensors" in watched


def shard(number: int) -> str:
    return f"model-{number:05d}-of-{SHARDS:05d}.safetensors"


FILES = [
    "source/tokenizer.json",
    "token/tokenizer.json",
    "lead/1_Pooling/config.json",
    "lead/additional_chat_templates/tool.jinja",
    "pickled/p/pytorch_model.bin",
    f"sharded-0/w/{shard(2)}",
    f"sharded-1/.hidden/{shard(3)}",
    f"sharded-2/deep/er/est/{shard(1)}",
    f"sharded-3/dotted/{shard(2)}",
]


class Stopped(Exception):
    pass


def after_steps(monkeypatch: pytest.MonkeyPatch, count: int, act: Any) -> None:
    advance, seen = weights.Progress.advance, []

    def counting(self, told):
        seen.append(told)
        if len(seen) == count:
            act()
        advance(self, told)

    monkeypatch.setattr(weights.Progress, "advance", counting)


@pytest.mark.parametrize("name", FILES)
def test_one_that_changes_ends_the_merge_and_keeps_it_from_going_on(models, tmp_path, monkeypatch, name):
    config, victim = config_of(models), models / name
    with monkeypatch.context() as patching, pytest.raises(MergescopeError) as caught:
        after_steps(patching, 10, lambda: turned(victim))
        merge_ours(config, tmp_path / "out", shard_size=20_000)
    assert caught.value.code == "donor-changed"
    assert name.partition("/")[2] in str(caught.value)
    # Stopped, and only then is the file another one.
    with monkeypatch.context() as patching, pytest.raises(Stopped):
        after_steps(patching, 10, stop)
        merge_ours(config, tmp_path / "again", shard_size=20_000)
    turned(victim)
    with pytest.raises(MergescopeError) as caught:
        merge_ours(config, tmp_path / "again", shard_size=20_000, resume=True)
    assert caught.value.code == "resume-changed"
    assert Path(name).name in str(caught.value)


def stop() -> None:
    raise Stopped


def turned(path: Path) -> None:
    """The same bytes but for some in the middle, which no reader of a tokenizer or header falls over."""
    if path.suffix in (".json", ".jinja"):
        path.write_text(path.read_text() + " ")
        return
    before = path.stat()
    with open(path, "r+b") as file:
        file.seek(before.st_size // 2)
        byte = file.read(1)
        file.seek(before.st_size // 2)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
