"""The same weights give the same bytes and the same shares, however a donor keeps them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from mergescope import events
from mergescope.engine.storage.reading import Files
from mergescope.engine.storage.runs import Runs
from mergescope.engine.storage.safetensors_io import read_header
from mergescope.errors import MergescopeError
from mergescope.sources.checkpoint import CHECKPOINT
from runs import bytes_of, run_ours
from safetensors.torch import load_file, save_file
from small_models import make_model, save

METHODS = ["linear", "slerp", "ties", "dare_ties", "della", "model_stock", "task_arithmetic", "karcher"]
Tensors = dict[str, torch.Tensor]


def pickled(tensors: Tensors, folder: Path) -> None:
    torch.save(tensors, folder / "pytorch_model.bin")


def sharded_pickles(tensors: Tensors, folder: Path) -> None:
    names, weight_map = list(tensors), {}
    for number in range(3):
        file = f"pytorch_model-{number + 1:05d}-of-00003.bin"
        torch.save({name: tensors[name] for name in names[number::3]}, folder / file)
        weight_map |= dict.fromkeys(names[number::3], file)
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))


def with_attributes(tensors: Tensors, folder: Path) -> None:
    for tensor in tensors.values():
        tensor.note = "x"
    pickled(tensors, folder)


def views_of_one(tensors: Tensors, folder: Path) -> None:
    whole = torch.cat([tensor.reshape(-1) for tensor in tensors.values()])
    parts = whole.split([tensor.numel() for tensor in tensors.values()])
    pickled({name: part.view(tensors[name].shape) for name, part in zip(tensors, parts, strict=True)}, folder)


def with_other_strides(tensors: Tensors, folder: Path) -> None:
    pickled(
        {
            name: tensor.t().contiguous().t() if tensor.dim() == 2 else tensor
            for name, tensor in tensors.items()
        },
        folder,
    )


def parameters(tensors: Tensors, folder: Path) -> None:
    pickled({name: torch.nn.Parameter(tensor) for name, tensor in tensors.items()}, folder)


def wider(tensors: Tensors, folder: Path) -> None:
    pickled({name: tensor.double() for name, tensor in tensors.items()}, folder)


def sharded(tensors: Tensors, folder: Path) -> None:
    save(folder, tensors, 3)


def wider_safetensors(tensors: Tensors, folder: Path) -> None:
    save_file({name: tensor.double() for name, tensor in tensors.items()}, folder / "model.safetensors")


WAYS = [
    sharded,
    wider_safetensors,
    pickled,
    sharded_pickles,
    with_attributes,
    views_of_one,
    with_other_strides,
    parameters,
    wider,
]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways")
    return [make_model(folder / f"donor-{k}", k, moved=0.05) for k in range(3)]


def merged(method: str, models: list[Path], output: Path, names: dict[str, str], way: str = "plain"):
    parameters = {"weight": 0.3, "density": 0.6, "epsilon": 0.1}
    others = models[1:] if method not in ("slerp",) else models[1:2]
    config = {
        "merge_method": method,
        "models": [
            {"model": str(donor), "parameters": parameters | {"weight": 0.3 + 0.4 * k}}
            for k, donor in enumerate(others)
        ],
        "dtype": "bfloat16",
    }
    if method != "linear" and method != "karcher":
        config["base_model"] = str(models[0])
    if method == "slerp":
        config["models"] = [{"model": str(model)} for model in models[:2]]
        config["parameters"] = {"t": 0.3}
    voices = []
    emit = events.emit
    events.emit = lambda told: voices.append(told["sums"]) if told["event"] == "voice" else None
    try:
        run_ours(config, output, names=names)
    finally:
        events.emit = emit
    found = bytes_of(output)
    shutil.rmtree(output)
    return found, voices


@pytest.mark.parametrize("method", METHODS)
def test_bytes_and_shares_are_those_of_safetensors(models, tmp_path, method):
    names = {str(model): f"org/{model.name}" for model in models}
    bytes_, voices = merged(method, models, tmp_path / "plain", names)
    assert voices and all(voice["exact"] == (method != "karcher") for voice in voices)
    for way in WAYS:
        # One donor alone, and all of them.
        for kept in ([0, 2], []) if way is pickled else ([0, 2],):
            others = [
                model if k in kept else stored(model, way, tmp_path / way.__name__)
                for k, model in enumerate(models)
            ]
            renamed = {str(donor): f"org/{donor.name}" for donor in others}
            found, told = merged(method, others, tmp_path / "out", renamed)
            assert found == bytes_, way.__name__
            assert told == voices, way.__name__


def stored(model: Path, way: Callable[[Tensors, Path], None], folder: Path) -> Path:
    target = folder / model.name
    if not target.exists():
        target.mkdir(parents=True)
        shutil.copy(model / "config.json", target)
        way(load_file(model / "model.safetensors"), target)
    return target


def test_rows_are_gathered_alike_from_a_file_and_from_memory(tmp_path):
    values = torch.randn(50, 7).to(torch.bfloat16)
    save_file({"x": values}, tmp_path / "x.safetensors")
    (tmp_path / "pickled").mkdir()
    pickled({"x": values.t().contiguous().t()}, tmp_path / "pickled")
    stored = read_header(str(tmp_path / "x.safetensors"))["x"]
    other = {"decoder": CHECKPOINT, "settings": {"lazy_unpickle": False}, "offset": 0}
    inside = replace(stored, uri=str(tmp_path / "pickled"), **other)
    files = Files()
    index = np.array([3, 4, 5, -1, 49, 0, 1, -1, -1, 20, 22, 30])
    runs = Runs(index).within(0, len(index))
    for one in (stored, inside):
        rows = files.gather(one, runs, 7, len(index), None)
        assert torch.equal(rows[index >= 0], values[index[index >= 0]])
        assert torch.equal(files.read(one, 10, 99), values.view(-1)[10:99])
    shutil.rmtree(tmp_path / "pickled")
    assert torch.equal(files.read(inside, 0, 350), values.view(-1)), "it is held until it is let go"


# What training frameworks save, and what it says of where the tensors are; None: mergekit finds them.
NESTED = {
    "state_dict": (lambda tensors: {"state_dict": tensors}, "['state_dict']"),
    "model": (lambda tensors: {"epoch": 3, "model": tensors}, "['model']"),
    "deeper": (lambda tensors: {"checkpoint": {"model": tensors, "step": 3}}, "['checkpoint']['model']"),
    "an average beside it": (lambda tensors: {"state_dict": tensors, "ema": torch.ones(2)}, "['state_dict']"),
    "an optimizer beside it": (lambda tensors: {**tensors, "optimizer": {"lr": torch.ones(1)}}, None),
}


@pytest.mark.parametrize("nest, where", NESTED.values(), ids=NESTED)
def test_nested_tensors_are_refused_by_the_name_of_the_donor(models, tmp_path, nest, where):
    other = stored(models[1], lambda tensors, folder: pickled(nest(tensors), folder), tmp_path / "nested")
    config = {
        "merge_method": "linear",
        "models": [{"model": str(model), "parameters": {"weight": 1}} for model in (models[0], other)],
    }
    if where is None:
        run_ours(config, tmp_path / "out", names={str(other): "org/nested"})
        return
    with pytest.raises(MergescopeError) as refused:
        run_ours(config, tmp_path / "out", names={str(other): "org/nested"})
    count = len(load_file(models[1] / "model.safetensors"))
    assert str(refused.value).startswith(
        f"org/nested: pytorch_model.bin holds its tensors nested: {count} of them"
    )
    assert f"in its entry {where}, and" in str(refused.value)
    assert f'{where}, "model.safetensors")' in refused.value.hint


def test_a_tensor_of_a_dtype_that_no_method_merges_is_not_said_to_be_absent(models, tmp_path):
    def in_eight_bits(tensors: Tensors, folder: Path) -> None:
        eight = {
            name: tensor.to(torch.float8_e4m3fn) if "proj" in name else tensor
            for name, tensor in tensors.items()
        }
        save(folder, eight, 1)

    donors = [stored(models[at], in_eight_bits, tmp_path / str(at)) for at in (0, 1)]
    sources = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    with pytest.raises(MergescopeError, match=r"stores model.layers.*proj.weight in a dtype that no method"):
        run_ours({"merge_method": "linear", "models": sources, "dtype": "bfloat16"}, tmp_path / "ours")


def cut_off(tensors: Tensors, folder: Path) -> None:
    pickled(tensors, folder)
    file = folder / "pytorch_model.bin"
    file.write_bytes(file.read_bytes()[:-500])


def with_objects(tensors: Tensors, folder: Path) -> None:
    torch.save({**tensors, "step": np.float64(3)}, folder / "pytorch_model.bin")


@pytest.mark.parametrize(
    "store, says",
    [(cut_off, "its weights cannot be read: "), (with_objects, "its weights are no pickles, or")],
)
def test_a_pickle_that_cannot_be_read_is_refused_by_the_name_of_the_donor(models, tmp_path, store, says):
    other = stored(models[1], store, tmp_path / "other")
    config = {
        "merge_method": "linear",
        "models": [{"model": str(model), "parameters": {"weight": 1}} for model in (models[0], other)],
    }
    with pytest.raises(MergescopeError, match=f"^org/other: {says}") as caught:
        run_ours(config, tmp_path / "out", names={str(other): "org/other"})
    assert caught.value.code == "safetensors-invalid"
