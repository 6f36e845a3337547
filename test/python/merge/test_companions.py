"""What lies beside the weights of the leading model travels with them, or is said; nothing is followed out of its folder."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from mergescope.merge.companions import TOKENIZER_FILES, carry_companions, module_folders
from runs import run_ours
from small_models import make_model

SIBLINGS = [
    "preprocessor_config.json",
    "video_preprocessor_config.json",
    "processor_config.json",
    "chat_template.json",
    "generation_config.json",
    "normalizer.json",
    "audio_tokenizer_config.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "some_future_processor.json",
    "LICENSE",
    "LICENSE.txt",
    "NOTICE",
    "USE_POLICY.md",
]
MODULES = [
    "1_Pooling/config.json",
    "2_Dense/config.json",
    "2_Dense/model.safetensors",
    "3_Normalize/config.json",
]
CODE = ["modeling_mine.py", "configuration_mine.py", "helpers/rope.py"]
SILENT = [
    "README.md",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "model.safetensors",
    "consolidated.safetensors",
    "optimizer.pt",
    "trainer_state.json",
    ".gitattributes",
    ".cache/huggingface/download/config.json",
    "mergescope/run.json",
    "mergescope/report.html",
]
TOLD = [
    "value_head.safetensors",
    "model-old.safetensors",
    "v_head.bin",
    "onnx/model.onnx",
    "original/params.json",
    "assets/picture.png",
    "benchmark.pdf",
]


def fill(folder: Path, names: list[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{{{name}}}", encoding="utf-8")
    modules = [
        {"idx": at, "path": path} for at, path in enumerate(["", "1_Pooling", "2_Dense", "3_Normalize"])
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder


def there(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def carry(source: Path, output: Path, own: dict[str, str] | None = None, code: bool = False) -> set[str]:
    output.mkdir()
    carry_companions(source, output, own or {}, code)
    return there(output)


@pytest.mark.parametrize("code", [False, True])
def test_everything_that_belongs_to_a_model_is_carried_or_told(tmp_path, caplog, code):
    source = fill(tmp_path / "in", SIBLINGS + MODULES + CODE + SILENT + TOLD)
    caplog.set_level(logging.INFO)
    assert carry(source, tmp_path / "out", code=code) == {
        *SIBLINGS,
        *MODULES,
        "modules.json",
        *(CODE if code else []),
    }
    for name in SIBLINGS + MODULES:
        assert (tmp_path / "out" / name).read_text() == f"{{{name}}}"
    line = " ".join(message for message in caplog.messages if message.startswith("left behind"))
    for name in TOLD + ([] if code else CODE):
        assert name in line
    assert not any(name in line for name in SILENT)
    assert "2_Dense/model.safetensors is the leading model's own" in caplog.text
    assert code or line.count("--trust-remote-code") == len(CODE)


def test_all_that_is_left_behind_is_named_in_the_log(tmp_path, caplog):
    heads = [f"head-{k}.safetensors" for k in range(30)]
    source = fill(tmp_path / "in", [*heads, "a-of-b.safetensors", "model.safetensors"])
    index = {"weight_map": {"x": "a-of-b.safetensors"}}
    (source / "model.safetensors.index.json").write_text(json.dumps(index))
    with caplog.at_level(logging.INFO):
        assert carry(source, tmp_path / "out") == {"modules.json"}
    assert "and 23 more" in caplog.text
    for name in [*heads, " model.safetensors"]:
        assert f"{name} (weights that no index names are not merged)" in caplog.text
    assert "a-of-b" not in caplog.text


def test_weights_are_the_models_own_as_inspect_has_it(tmp_path, caplog):
    table = json.loads((Path(__file__).parents[2] / "support" / "weights-beside.json").read_text())
    endings = [ending for group in table["endings"].values() for ending in group]
    names = {f"{stem}.{ending}" for stem in table["own"] + table["others"] for ending in endings}
    with caplog.at_level(logging.INFO):
        assert carry(fill(tmp_path / "in", sorted(names)), tmp_path / "out") == {"modules.json"}
    own = {f"{stem}.{ending}" for stem in table["own"] for ending in table["endings"]["read"]}
    told = " (weights that no index names are not merged)"
    words = ", ".join(line.partition(": ")[2] for line in caplog.messages).replace(
        f"{told} and", f"{told}, and"
    )
    assert {word.removesuffix(told) for word in words.split(", ") if word.endswith(told)} == own


def test_tokenizer_files_are_carried_unless_the_output_has_its_own(tmp_path):
    names = [name.replace("*", "v3") for name in TOKENIZER_FILES]
    source = fill(tmp_path / "in", names)
    assert carry(source, tmp_path / "all") == {*names, "modules.json"}
    own = dict.fromkeys(TOKENIZER_FILES, "")
    assert carry(source, tmp_path / "none", own) == {"modules.json"}


def test_links_are_followed_within_the_model_or_its_repository_of_the_hubs_cache_only(tmp_path, caplog):
    (tmp_path / "secret.json").write_text("secret")
    source = fill(tmp_path / "in", ["real.json"])
    (source / "away.json").symlink_to(tmp_path / "secret.json")
    (source / "inside.json").symlink_to("real.json")
    (source / "nowhere.json").symlink_to("gone.json")
    (source / "1_Pooling").symlink_to(tmp_path)
    (source / "circle.json").symlink_to("circle.json")
    os.mkfifo(source / "pipe.json")
    assert carry(source, tmp_path / "out") == {"real.json", "inside.json", "modules.json"}
    assert "away.json (a link out of the model's folder)" in caplog.text
    assert "1_Pooling (a link out of the model's folder)" in caplog.text
    assert "pipe.json (no regular file)" in caplog.text
    assert not (tmp_path / "out" / "inside.json").is_symlink()

    repository = tmp_path / "models--org--name"
    snapshot = repository / "snapshots" / "c0ffee"
    (repository / "blobs").mkdir(parents=True)
    (repository / "blobs" / "abc").write_text("of the cache")
    (snapshot / "1_Pooling").mkdir(parents=True)
    (snapshot / "processor_config.json").symlink_to("../../blobs/abc")
    (snapshot / "away.json").symlink_to("../../../secret.json")
    assert carry(snapshot, tmp_path / "hub") == {"processor_config.json"}
    assert (tmp_path / "hub" / "processor_config.json").read_text() == "of the cache"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "[1]",
        '[{"path": 5}]',
        '[{"path": "../up"}, {"path": "/etc"}, {"path": ".."}, {"path": "a/b"}, {"path": ""}]',
    ],
)
def test_modules_that_are_none_name_no_folder(tmp_path, text):
    (tmp_path / "modules.json").write_text(text)
    assert module_folders(tmp_path) == frozenset()


def test_a_line_stays_short_and_a_large_file_is_told(tmp_path, caplog):
    source = fill(tmp_path / "in", [f"assets/{at}.png" for at in range(50)])
    with open(source / "a_large.json", "wb") as file:
        file.truncate(300 << 20)
    assert carry(source, tmp_path / "out") == {"modules.json"}
    (line,) = caplog.messages
    assert "a_large.json (larger than 256 MiB)" in line
    assert "and 43 more" in line and len(line) < 600


def test_a_merge_carries_what_lies_beside_its_base(tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    base = fill(make_model(tmp_path / "base", 0), ["processor_config.json", "modeling_mine.py"])
    other = fill(make_model(tmp_path / "other", 1), ["only_here.json"])
    config = {
        "merge_method": "linear",
        "base_model": str(base),
        "models": [{"model": str(one), "parameters": {"weight": 1}} for one in (other, base)],
    }
    out = tmp_path / "out"
    run_ours(config, out)
    assert {"processor_config.json", "modules.json", "generation_config.json", "config.json"} <= there(out)
    assert not {"only_here.json", "modeling_mine.py"} & there(out)
    assert "modeling_mine.py (code" in caplog.text
    run_ours(config, tmp_path / "code", mergekit={"trust_remote_code": True})
    assert (tmp_path / "code" / "modeling_mine.py").read_text() == "{modeling_mine.py}"
