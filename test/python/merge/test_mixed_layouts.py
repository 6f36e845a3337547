"""transformers 5 calls the tensors of many models otherwise than their checkpoints do, and some save what they have in
memory: two layouts of one model. The output has the names of the leading model, whoever else has others."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from anatomy_models import linear, loads_whole, make_donor, rewrite, tensors_of
from mergescope.errors import MergescopeError
from runs import run_ours
from safetensors.torch import save_file

sys.path.append(str(Path(__file__).parents[2] / "architectures"))
from donors import in_loaded_layout

pytestmark = pytest.mark.skipif(version("mergekit") == "0.1.4", reason="of transformers 5")

# One prefix, several that move at once, one inside of another; parts of a layer with other names; numbers that change
# hands; of a class, of a type, of a part.
KINDS = [
    "Qwen2_5_VLForConditionalGeneration",
    "LlavaForConditionalGeneration",
    "MllamaForConditionalGeneration",
    "SegformerForSemanticSegmentation",
    "ViTModel",
    "GPTNeoXForCausalLM",
]


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    """By class: three donors, each in the layout of its checkpoint and in that of the loaded model."""
    made: dict[str, list[tuple[Path, Path]]] = {}

    def make(kind: str) -> list[tuple[Path, Path]]:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            own = [make_donor(folder / f"{seed}", kind, seed) for seed in (1, 2, 3)]
            for donor in own:
                in_loaded_layout(donor, folder / f"{donor.name}-loaded", getattr(transformers, kind))
            made[kind] = [(donor, folder / f"{donor.name}-loaded") for donor in own]
            assert tensors_of(made[kind][0][0]).keys() != tensors_of(made[kind][0][1]).keys()
        return made[kind]

    return make


def merged(config: dict[str, Any], folder: Path) -> dict[str, torch.Tensor]:
    run_ours(config, folder)
    return tensors_of(folder)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mixed", [(0, 1, 0), (1, 0, 1)], ids=["published", "loaded"])
def test_the_output_has_the_names_of_the_leading_model_and_the_values_of_all(kind, mixed, donors, tmp_path):
    own = donors(kind)
    alike = merged(linear(*(donor[mixed[0]] for donor in own)), tmp_path / "alike")
    ours = merged(linear(*(donor[at] for donor, at in zip(own, mixed, strict=True))), tmp_path / "mixed")
    assert ours.keys() == alike.keys() == tensors_of(own[0][mixed[0]]).keys()
    assert [name for name, tensor in ours.items() if not torch.equal(tensor, alike[name])] == []
    loads_whole(tmp_path / "mixed")


def test_a_base_in_the_older_layout_with_donors_in_the_newer_one_and_gradients(donors, tmp_path):
    own = donors("Qwen2_5_VLForConditionalGeneration")
    more = {"merge_method": "ties", "base_model": str(own[2][0])}

    def config(first: Path, second: Path) -> dict[str, Any]:
        weights = [[0.1, 0.9], [{"filter": "mlp", "value": [0.8, 0.2]}, {"value": 0.5}]]
        models = [
            {"model": str(donor), "parameters": {"weight": weight, "density": 0.6}}
            for donor, weight in zip((first, second), weights, strict=True)
        ]
        return {"models": models, "dtype": "float32"} | more

    alike = merged(config(own[0][0], own[1][0]), tmp_path / "alike")
    ours = merged(config(own[0][1], own[1][1]), tmp_path / "mixed")
    assert ours.keys() == alike.keys()
    assert [name for name, tensor in ours.items() if not torch.equal(tensor, alike[name])] == []


def test_slices_take_the_layers_of_donors_in_either_layout(donors, tmp_path):
    own = donors("ViTModel")

    def config(first: Path, second: Path) -> dict[str, Any]:
        pieces = [{"model": str(first), "layer_range": [0, 1]}, {"model": str(second), "layer_range": [0, 2]}]
        return {"merge_method": "passthrough", "slices": [{"sources": [piece]} for piece in pieces]}

    alike = merged(config(own[0][0], own[1][0]), tmp_path / "alike")
    ours = merged(config(own[0][0], own[1][1]), tmp_path / "mixed")
    assert ours.keys() == alike.keys() and len(ours) > len(tensors_of(own[0][0]))
    assert [name for name, tensor in ours.items() if not torch.equal(tensor, alike[name])] == []
    loads_whole(tmp_path / "mixed")


def test_three_layouts_one_of_them_in_shards(donors, tmp_path):
    """Between its releases 5.10 and 5.23, transformers saved some models with a part of the name twice."""
    own = donors("LlavaForConditionalGeneration")
    odd = tmp_path / "odd"
    shutil.copytree(own[2][1], odd)
    twice = {
        name.replace("model.language_model.", "model.language_model.model."): tensor
        for name, tensor in tensors_of(odd).items()
    }
    (odd / "model.safetensors").unlink()
    names = sorted(twice)
    files = {f"model-0000{n}-of-00002.safetensors": names[n - 1 :: 2] for n in (1, 2)}
    for file, part in files.items():
        save_file({name: twice[name] for name in part}, odd / file, {"format": "pt"})
    index = {"weight_map": {name: file for file, part in files.items() for name in part}}
    (odd / "model.safetensors.index.json").write_text(json.dumps(index))
    alike = merged(linear(*(donor[0] for donor in own)), tmp_path / "alike")
    for number, mixed in enumerate([(own[0][0], own[1][1], odd), (odd, own[1][1], own[0][0])]):
        ours = merged(linear(*mixed), tmp_path / f"mixed-{number}")
        assert ours.keys() == tensors_of(mixed[0]).keys()
        if number == 0:
            assert [name for name, tensor in ours.items() if not torch.equal(tensor, alike[name])] == []
        loads_whole(tmp_path / f"mixed-{number}")


def test_a_donor_that_holds_tensors_by_both_names_is_refused(donors, tmp_path):
    (old, new), (other, _) = donors("LlavaForConditionalGeneration")[:2]
    both = tmp_path / "both"
    shutil.copytree(old, both)
    vision = {name: tensor for name, tensor in tensors_of(new).items() if "vision_tower" in name}
    rewrite(both, lambda tensors: tensors | vision)
    for number, config in enumerate([linear(other, both), linear(both, other), linear(other, new, both)]):
        with pytest.raises(
            MergescopeError, match=rf"holds {len(vision)} tensors twice.*vision_tower"
        ) as caught:
            run_ours(config, tmp_path / f"out-{number}")
        assert caught.value.code == "config-invalid" and "save it anew" in caught.value.hint


def test_what_the_leading_model_lacks_gets_a_name_as_it_has_them(donors, tmp_path):
    """Its class needs it, and a donor in the other layout holds it."""
    own = donors("MllamaForConditionalGeneration")
    for number, lead in enumerate((0, 1)):
        part = tmp_path / f"part-{number}"
        shutil.copytree(own[0][lead], part)
        rewrite(part, lambda tensors: {n: t for n, t in tensors.items() if "layers.1.mlp.up_proj" not in n})
        gone = tensors_of(own[0][lead]).keys() - tensors_of(part).keys()
        ours = merged(linear(part, own[1][1 - lead]), tmp_path / f"out-{number}")
        assert gone and ours.keys() == tensors_of(own[0][lead]).keys()
        loads_whole(tmp_path / f"out-{number}")
