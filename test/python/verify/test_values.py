"""What `verify --deep` sees in the values of a tensor."""

import json

import numpy as np
import pytest
import torch
from mergescope.engine.storage.safetensors_io import read_header
from mergescope.verify import values
from mergescope.verify.deep import deep
from safetensors.torch import save_file


@pytest.fixture
def look(tmp_path, monkeypatch):
    monkeypatch.setattr(values, "PIECE_BYTES", 1 << 12)

    def run(tensor: torch.Tensor) -> values.TensorValues:
        path = str(tmp_path / "model.safetensors")
        save_file({"pad": torch.zeros(3), "w": tensor}, path)
        return values.read_values(read_header(path)["w"])

    return run


def random(rows: int, width: int, dtype=torch.bfloat16) -> torch.Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(1)).to(dtype)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32, torch.float64])
def test_a_sound_tensor_shows_nothing_but_its_norm(look, dtype):
    tensor = random(300, 40, dtype)
    found = look(tensor)
    assert (
        found.nan,
        found.inf,
        found.zero_rows,
        found.constant,
        found.identical_rows,
    ) == (0, 0, 0, False, 0)
    assert found.norm == pytest.approx(float(np.linalg.norm(tensor.double().numpy())), rel=1e-5)


def test_names_the_rows_with_nan_and_inf(look):
    tensor = random(300, 40)
    tensor[7, 3] = float("nan")
    tensor[299, 0] = float("-inf")
    found = look(tensor)
    assert (found.nan, found.inf, found.nonfinite_rows, found.norm) == (
        1,
        1,
        [7, 299],
        None,
    )


def test_counts_zero_rows_and_is_not_fooled_by_values_that_underflow(look):
    tensor = random(300, 40, torch.float32)
    tensor[5] = 0
    tensor[6] = 1e-38
    tensor[7] = -0.0
    assert (look(tensor).zero_rows, look(tensor).zero_row_ids) == (2, [5, 7])


def test_large_finite_values_are_finite(look):
    tensor = random(300, 40, torch.float32)
    tensor[3] = 1e30
    found = look(tensor)
    assert (found.nan, found.inf, found.nonfinite_rows) == (0, 0, [])


def test_a_constant_tensor_is_named_and_a_nearly_constant_one_is_not(look):
    tensor = torch.full((300, 40), 0.5)
    assert look(tensor).constant
    tensor[299, 39] = 0.25
    assert not look(tensor).constant
    assert not look(torch.zeros(300, 40)).constant


def test_counts_identical_rows_apart_from_zero_rows(look):
    tensor = random(5000, 8)
    tensor[1000:2500] = tensor[0]
    tensor[3000:4999] = 0
    found = look(tensor)
    assert (found.identical_rows, found.zero_rows) == (1501, 1999)


def test_vectors_and_empty_tensors(look):
    assert look(torch.ones(10)).rows == 1
    assert look(torch.zeros(0, 4)).norm is None


def test_deep_reads_every_shard_and_the_norms_of_the_donors(tmp_path):
    for folder, scale in (("out", 1), ("a", 2), ("b", 3)):
        (tmp_path / folder).mkdir()
        save_file(
            {"x": torch.full((4, 4), float(scale))},
            str(tmp_path / folder / "m1.safetensors"),
        )
        save_file({"y": torch.full((2, 2), 1.0)}, str(tmp_path / folder / "m2.safetensors"))
    result = deep(
        {
            "folder": str(tmp_path / "out"),
            "donors": [str(tmp_path / "a"), str(tmp_path / "b")],
        }
    )
    assert [tensor["tensor"] for tensor in result["tensors"]] == ["x", "y"]
    assert result["donorNorms"]["x"] == pytest.approx([8.0, 12.0])


def test_deep_reads_shards_wherever_the_index_names_them(tmp_path):
    names = ["a.safetensors", "./w/b.safetensors", ".h/c.safetensors", "gone.safetensors"]
    for at, name in enumerate(names[:3]):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        save_file({f"t{at}": random(8, 4)}, tmp_path / name)
    weight_map = {f"t{at}": name for at, name in enumerate(names)}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    result = deep({"folder": str(tmp_path), "donors": []})
    assert sorted(tensor["tensor"] for tensor in result["tensors"]) == ["t0", "t1", "t2"]
