"""The dtype that config.json says is the one that is written."""

from __future__ import annotations

import json
from itertools import product
from types import SimpleNamespace

import pytest
import torch
from anatomy_models import config_of, tensors_of
from mergescope.merge.config_edits import with_dtype
from mergescope.merge.written_dtype import written_dtype
from runs import run_ours
from small_models import make_model

F16, BF16, F32 = torch.float16, torch.bfloat16, torch.float32


def tensors(*dtypes, vectors=()):
    return [
        SimpleNamespace(dtype=dtype, shape=shape)
        for shape, some in (((2, 2), dtypes), ((2,), vectors))
        for dtype in some
    ]


def test_of_several_the_widest_of_matrices_unless_the_leading_model_is_such_a_mixture():
    lead = tensors(F16)
    assert written_dtype(tensors(F32, F32), lead) == "float32"
    assert written_dtype(tensors(F16, BF16), lead) == "float32"
    assert written_dtype(tensors(BF16, vectors=[F32]), lead) == "bfloat16"
    assert written_dtype(tensors(vectors=[F16, F32]), lead) == "float32"
    assert written_dtype(tensors(BF16, F32), tensors(BF16, F32)) is None
    assert written_dtype(tensors(F32, torch.int8), []) == "float32"
    assert written_dtype(tensors(torch.int8), lead) is None


@pytest.mark.parametrize("said", ["float16", 16, True, 1.5])
def test_whatever_the_config_said_of_its_dtype_gives_way_to_what_is_written(said):
    settings = {"dtype": said, "text_config": {"torch_dtype": said}, "quantization_config": None}
    written = {"dtype": "float32", "text_config": {"torch_dtype": "float32"}, "quantization_config": None}
    assert with_dtype(settings, "float32") == written


@pytest.mark.parametrize("key", ["dtype", "torch_dtype"])
@pytest.mark.parametrize(("first", "other"), product([F16, BF16, F32], repeat=2), ids=str)
def test_without_a_dtype_in_the_merge_config_says_what_is_written(tmp_path, first, other, key):
    donors = [
        make_model(tmp_path / name, seed, dtype=dtype)
        for seed, (name, dtype) in enumerate([("first", first), ("other", other)])
    ]
    for donor in donors:
        settings = config_of(donor)
        said = settings.pop("dtype", None) or settings.pop("torch_dtype")
        settings |= {key: said, "text_config": {key: said}}
        (donor / "config.json").write_text(json.dumps(settings))
    models = [{"model": str(donor), "parameters": {"weight": 0.5}} for donor in donors]
    run_ours({"merge_method": "linear", "models": models}, tmp_path / "ours")
    [written] = {tensor.dtype for tensor in tensors_of(tmp_path / "ours").values()}
    settings = config_of(tmp_path / "ours")
    assert {settings[key], settings["text_config"][key]} == {str(written).removeprefix("torch.")}
    assert written == torch.promote_types(first, other)
