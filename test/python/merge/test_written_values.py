"""Values that nobody wants are seen while they are written, and whose they are is said."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
import torch
from mergescope.engine.kernels.linear import Linear
from mergescope.engine.row_prints import MANY_ROWS
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.engine.watch import Watch
from mergescope.merge.manifest import RECORDS
from runs import run_ours
from safetensors.torch import load_file, save_file
from small_models import make_model

NAN, INF = float("nan"), float("inf")
UP, EMBED, NORM = "model.layers.0.mlp.up_proj.weight", "model.embed_tokens.weight", "model.norm.weight"


def config(method: str, base: Path, donors: list[Path], dtype: str = "bfloat16", **more) -> dict:
    parameters = {"weight": 0.5, "density": 0.6, "epsilon": 0.1} | more.pop("parameters", {})
    found = {
        "merge_method": method,
        "models": [{"model": str(donor), "parameters": dict(parameters)} for donor in donors],
        "dtype": dtype,
        **more,
    }
    if method not in ("linear", "passthrough"):
        found["base_model"] = str(base)
    if method == "slerp":
        found["models"] = [{"model": str(one)} for one in (base, donors[0])]
        found["parameters"] = {"t": 0.4}
    return found


def broken(folder: Path, positions: dict[str, tuple[tuple[int, ...], float]]) -> Path:
    """Puts values into the weights of a model, in a folder of its own."""
    held = load_file(folder / "model.safetensors")
    for name, (position, value) in positions.items():
        held[name][position] = value
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.fixture
def models(tmp_path):
    return [make_model(tmp_path / f"donor-{k}", k) for k in range(3)]


def told(config: dict, output: Path, models: list[Path], **request) -> dict[str, dict]:
    names = {str(model): model.name for model in models}
    found = run_ours(config, output, names=names, **request)["values"]
    return {record["tensor"]: record for record in found}


def of(record: dict) -> list[str]:
    return [donor["ref"] for donor in record["broken"]["donors"]]


METHODS = ["linear", "slerp", "task_arithmetic", "ties", "dare_ties", "della", "model_stock", "karcher"]


@pytest.mark.parametrize("value", [NAN, INF, -INF], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_the_donor_that_holds_it_is_named_and_no_other(models, tmp_path, method, value):
    broken(models[1], {UP: ((2, 3), value), NORM: ((1,), value)})
    found = told(config(method, models[0], models[1:]), tmp_path / "out", models)
    assert set(found) == {UP, NORM}
    for record in found.values():
        assert record["nan"] + record["inf"] > 0 and of(record) == ["donor-1"]
        assert record["broken"]["cause"] == "donor"


def test_a_base_that_is_broken_makes_no_donor_poisoned(models, tmp_path, monkeypatch):
    from mergescope import events

    sums = []
    monkeypatch.setattr(
        events, "emit", lambda told: sums.append(told["sums"]) if told["event"] == "voice" else None
    )
    broken(models[0], {UP: ((2, 3), NAN)})
    found = told(config("task_arithmetic", models[0], models[1:]), tmp_path / "out", models)
    assert of(found[UP]) == ["donor-0"]
    voice = next(voice for voice in sums if voice["tensor"] == UP)
    assert all("nonFinite" not in donor and donor["tau2"] > 0 for donor in voice["donors"])


def test_of_a_linear_merge_only_the_broken_one_is_poisoned(models, tmp_path, monkeypatch):
    from mergescope import events

    sums = []
    monkeypatch.setattr(
        events, "emit", lambda told: sums.append(told["sums"]) if told["event"] == "voice" else None
    )
    broken(models[2], {UP: ((2, 3), NAN)})
    told(config("linear", models[0], models), tmp_path / "out", models)
    (voice,) = (voice for voice in sums if voice["tensor"] == UP)
    assert {donor["donor"]: donor.get("nonFinite") for donor in voice["donors"]} == {
        "donor-0": None,
        "donor-1": None,
        "donor-2": 1,
    }
    assert all(0 < donor["tau2"] < 1e9 for donor in voice["donors"])


def test_several_are_named_and_a_weight_of_zero_saves_nobody(models, tmp_path):
    broken(models[0], {EMBED: ((299, 0), INF)})
    broken(models[1], {EMBED: ((7, 1), NAN)})
    broken(models[2], {EMBED: ((7, 1), NAN)})
    asked = config("linear", models[0], models)
    asked["models"][1]["parameters"]["weight"] = 0.0
    assert of(told(asked, tmp_path / "out", models)[EMBED]) == ["donor-0", "donor-1", "donor-2"]


@pytest.mark.parametrize("method", ["linear", "slerp", "task_arithmetic", "karcher"])
@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float32], ids=str)
def test_what_does_not_fit_the_dtype_is_no_fault_of_a_donor(tmp_path, method, stored):
    models = [make_model(tmp_path / f"donor-{k}", k, dtype=stored) for k in range(3)]
    broken(models[1], {UP: ((2, 3), 1e6)})
    for dtype in ({"dtype": "float16"}, {"dtype": "float32", "out_dtype": "float16"}):
        record = told(config(method, models[0], models[1:], **dtype), tmp_path / "out", models)[UP]
        shutil.rmtree(tmp_path / "out")
        assert record["broken"]["donors"] == [] and record["broken"]["cause"] == "overflow"
        assert record["broken"]["narrow"] == "float16" and record["broken"]["largest"] == pytest.approx(
            1e6, rel=0.01
        )


def test_each_of_two_that_are_broken_in_other_rows_is_named(models, tmp_path):
    broken(models[1], {EMBED: ((5, 0), NAN)})
    broken(models[2], {EMBED: ((6, 0), NAN)})
    assert of(told(config("linear", models[0], models), tmp_path / "out", models)[EMBED]) == [
        "donor-1",
        "donor-2",
    ]


def test_what_an_earlier_run_has_seen_is_told_again(models, tmp_path):
    broken(models[1], {UP: ((2, 3), NAN)})
    asked, output = config("linear", models[0], models), tmp_path / "out"
    whole = told(asked, output, models, shard_size=20_000)
    last = sorted(output.glob("*.safetensors"))[-1]
    assert UP not in load_file(last)
    last.unlink()
    assert told(asked, output, models, shard_size=20_000, resume=True) == whole
    assert any(json.loads(path.read_text())["values"] for path in (output / RECORDS).glob("*.json"))


def test_zero_rows_are_told_only_where_donors_have_values(models, tmp_path):
    for model in models:
        held = load_file(model / "model.safetensors")
        held[EMBED][10:14] = 0
        held[UP][0] = 1e-30
        save_file(held, model / "model.safetensors", metadata={"format": "pt"})
    assert told(config("linear", models[0], models), tmp_path / "own", models) == {}
    # What is too small for the file is told as that.
    small = told(config("linear", models[0], models, "float16"), tmp_path / "small", models)[UP]
    assert small["flushed"]["rows"] == 1 and not any(small["zeros"][kind] for kind in ("lost", "unclear"))
    asked = config("task_arithmetic", models[0], models[1:2], parameters={"weight": 0.0})
    assert told(asked, tmp_path / "base", models) == {}
    record = told(cancelled(models, tmp_path), tmp_path / "lost", models)[UP]
    assert record["zeros"]["lost"] == record["zeroRows"] == record["rows"]


#: Values that a dtype has no room for, and float32 has.
TOO_SMALL = {"float16": 1e-11, "bfloat16": 2e-42}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("where", ["tensor", "row", "vector"])
@pytest.mark.parametrize("dtype", ["float32", *TOO_SMALL])
def test_values_that_the_dtype_has_no_room_for_are_told_and_others_are_not(tmp_path, method, where, dtype):
    models = [make_model(tmp_path / f"donor-{k}", k) for k in range(3)]
    name, place = {"tensor": (UP, ...), "row": (UP, 3), "vector": (NORM, ...)}[where]
    for k, model in enumerate(models):
        held = {key: value.float() for key, value in load_file(model / "model.safetensors").items()}
        held[name][place] = TOO_SMALL.get(dtype, 1e-11) * (1 + k / 8)
        save_file(held, model / "model.safetensors", metadata={"format": "pt"})
    rows = 1 if where != "tensor" else held[name].shape[0]
    found = told(config(method, models[0], models[1:], dtype), tmp_path / "out", models)
    written = load_file(tmp_path / "out" / "model.safetensors")[name][place]
    if dtype == "float32":
        assert all(record["flushed"] is None for record in found.values())
        return
    assert not written.any()
    flushed = found[name]["flushed"]
    assert (flushed["rows"], flushed["whole"], flushed["narrow"]) == (rows, where != "row", dtype)
    assert flushed["donors"] and set(flushed["donors"]) <= {model.name for model in models}
    assert TOO_SMALL[dtype] * 0.9 < flushed["largest"] < TOO_SMALL[dtype] * 1.5


def cancelled(models: list[Path], folder: Path) -> dict:
    """A merge of a model and its negative."""
    other = shutil.copytree(models[1], folder / "negative")
    save_file(
        {name: -one for name, one in load_file(other / "model.safetensors").items()},
        other / "model.safetensors",
    )
    return config("linear", models[0], [models[1], other], parameters={"normalize": False})


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("value", [NAN, INF, -INF], ids=str)
def test_one_value_anywhere_is_seen(dtype, value):
    for position in [*range(0, 70), 4095, 4096, 5117]:
        tensor = torch.linspace(-3, 4, 5118, dtype=torch.float64).to(dtype).view(1706, 3)
        tensor.view(-1)[position] = value
        seen = watched(tensor, [5118])
        assert (seen.nan, seen.inf) == ((1, 0) if value != value else (0, 1))
        assert seen.broken_rows == {position // 3} and 3 <= seen.largest <= 4


@pytest.mark.parametrize(
    "cuts", [[5118], [1, 5118], [5, 7, 8, 100, 101, 5118], [*list(range(1, 5119, 2)), 5118]], ids=len
)
def test_zero_rows_are_counted_however_the_tensor_is_cut(cuts):
    tensor = torch.ones(1706, 3)
    tensor[[0, 1, 2, 33, 700, 1705]] = 0
    tensor[5, 0] = tensor[6, 2] = 0
    seen = watched(tensor, cuts)
    assert seen.zero_rows == [0, 1, 2, 33, 700, 1705] and seen.zero_row_count == 6 and not seen.constant
    assert watched(torch.full((1706, 3), 0.5), cuts).constant
    assert watched(torch.zeros(1706, 3), cuts).zero_row_count == 1706


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32, torch.float64], ids=str)
def test_what_is_seen_is_what_is_there_whatever_the_shape_and_the_cuts(dtype):
    for seed in range(60):
        draw = random.Random(seed)
        shape = draw.choice([(1,), (900,), (1, 900), (70, 13), (13, 70), (1100, 3), (4, 5, 60)])
        # Sums of many large ones are too large for fp16, though none of them is.
        tensor = torch.full(shape, draw.choice([0.5, 600.0]), dtype=dtype)
        rows = tensor.view(shape[0], -1)
        for row in draw.choices(range(shape[0]), k=3):
            rows[row] = draw.choice([0.0, -0.0, 2.0])
        flat = tensor.view(-1)
        for value in draw.choices([NAN, INF, -INF, 0.0, 3.0], k=draw.choice([0, 0, 1, 4])):
            flat[draw.randrange(len(flat))] = value
        cuts = sorted({*(draw.randint(1, len(flat)) for _ in range(draw.choice([0, 1, 5]))), len(flat)})
        seen = watched(tensor, cuts)
        finite = flat.isfinite()
        broken = (~rows.isfinite()).any(1).nonzero().view(-1).tolist() if len(shape) > 1 else None
        assert (seen.nan, seen.inf) == (int(flat.isnan().sum()), int(flat.isinf().sum()))
        assert broken is None or seen.broken_rows == set(broken)
        wide = len(shape) > 1 and shape[0] > 1
        assert seen.zero_rows == ((rows == 0).all(1).nonzero().view(-1).tolist() if wide else [])
        assert seen.constant == bool((flat == flat[0]).all() and flat[0] != 0 and flat[0].isfinite())
        if len(cuts) == 1:
            assert seen.largest == (0.0 if finite.all() else float(max(flat[finite].abs(), default=0.0)))
            alike = rows[:, [0, rows.shape[1] // 2, -1]].tolist()
            kinds = Counter(tuple(row) for row in alike if wide and any(row))
            assert seen.identical_rows == max((n for n in kinds.values() if n >= MANY_ROWS), default=0)


def watched(tensor: torch.Tensor, cuts: list[int]):
    watch = Watch(OutputTensor("x", tensor.dtype, tuple(tensor.shape)))
    data = memoryview(tensor.view(-1).view(torch.uint8).numpy())
    size, at = tensor.dtype.itemsize, 0
    for cut in cuts:
        watch.look(at * size, data[at * size : cut * size])
        at = cut
    return watch.seen()


def as_pickle(folder: Path) -> Path:
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    return folder


@pytest.mark.parametrize("value", [NAN, INF], ids=str)
@pytest.mark.parametrize("method", ["linear", "ties", "slerp", "karcher"])
def test_one_in_a_pickle_is_named_too(models, tmp_path, method, value):
    as_pickle(broken(models[1], {UP: ((2, 3), value)}))
    found = told(config(method, models[0], models[1:]), tmp_path / "out", models)
    assert set(found) == {UP} and of(found[UP]) == ["donor-1"]


@pytest.mark.parametrize("tied", [(True, True, True), (False, True, False)], ids=str)
def test_one_in_a_tensor_that_stands_for_another_is_named_in_each_that_is_written(tmp_path, tied):
    models = [make_model(tmp_path / f"donor-{k}", k, tied=one) for k, one in enumerate(tied)]
    broken(models[1], {EMBED: ((7, 1), NAN)})
    found = told(config("linear", models[0], models), tmp_path / "out", models)
    head = {"lm_head.weight"} - ({"lm_head.weight"} if all(tied) else set())
    assert set(found) == {EMBED, *head}
    assert all(of(record) == ["donor-1"] for record in found.values())


def test_a_constant_tensor_is_told_only_where_no_donor_has_one(models, tmp_path):
    asked = cancelled(models, tmp_path)
    steps = (torch.arange(48 * 32) % 7).view(48, 32)
    for folder, values in ((models[1], 8 - steps), (tmp_path / "negative", steps)):
        held = load_file(folder / "model.safetensors")
        held[UP] = values.to(held[UP].dtype)
        save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
    found = told(asked, tmp_path / "made", models)
    assert found[UP]["constant"] and found[UP]["zeroRows"] == 0
    for model in models:
        held = load_file(model / "model.safetensors")
        held[UP][:] = 0.5
        save_file(held, model / "model.safetensors", metadata={"format": "pt"})
    assert told(config("linear", models[0], models), tmp_path / "inherited", models) == {}


def test_rows_alike_by_the_thousand_and_values_too_large_are_held_against_the_donors(tmp_path, monkeypatch):
    donors = [make_model(tmp_path / f"many-{k}", k, rows=1200) for k in range(2)]
    for donor in donors:
        held = load_file(donor / "model.safetensors")
        held[EMBED][100:1150] = held[EMBED][100].clone()
        save_file(held, donor / "model.safetensors", metadata={"format": "pt"})
    asked = config("linear", donors[0], donors)
    found = told(asked, tmp_path / "as-donors", donors)
    assert list(found) == [EMBED]
    assert found[EMBED]["identical"] == {"rows": 1050, "filled": 0, "donors": 2100}
    large = {"models": [{**model, "parameters": {"weight": 2000.0}} for model in asked["models"]]}
    wanted = {**asked, **large, "parameters": {"normalize": False}}
    assert list(told(wanted, tmp_path / "as-asked-for", donors)) == [EMBED]
    begin = Linear.__init__

    def too_large(self, task) -> None:
        begin(self, task)
        self._total /= 2000

    monkeypatch.setattr(Linear, "__init__", too_large)
    found = told(asked, tmp_path / "too-large", donors)
    assert found[UP]["timesLarger"] == pytest.approx(2000, rel=0.1)


def test_a_full_audit_has_the_sha256_of_each_tensor_as_it_lies_in_its_file(models, tmp_path):
    wanted = config("ties", models[0], models[1:])
    asked = {
        audit: run_ours(wanted, tmp_path / audit, audit=audit, shard_size=20_000) for audit in ("full", "on")
    }
    lies = {
        name: hashlib.sha256(tensor.view(torch.uint8).numpy().tobytes()).hexdigest()
        for path in (tmp_path / "full").glob("*.safetensors")
        for name, tensor in load_file(path).items()
    }
    assert asked["full"]["digests"] == lies and asked["on"]["digests"] == {}
    assert asked["full"]["files"] == asked["on"]["files"]
