"""Slices of a module are those of its layers, whatever mergekit's definition calls them, or the merge is refused."""

from __future__ import annotations

import re

import pytest
from anatomy_models import loads_whole, make_donor, rewrite, tensors_of
from mergescope.errors import MergescopeError
from runs import run_ours

# The stacks of layers by the module that the config slices; no name stands for plain slices.
KINDS = {
    "WhisperForConditionalGeneration": {
        "encoder": "model.encoder.layers.",
        "decoder": "model.decoder.layers.",
    },
    "T5ForConditionalGeneration": {"encoder": "encoder.block.", "decoder": "decoder.block."},
    "BartForConditionalGeneration": {
        f"model.{side}.layers": f"model.{side}.layers." for side in ("encoder", "decoder")
    },
    "LlamaForCausalLM": {"": "model.layers."},
    "BloomForCausalLM": {"": "transformer.h."},
    "BertForMaskedLM": {"": "bert.encoder.layer."},
    "ViTModel": {"": "encoder.layer."},
    "Qwen2VLForConditionalGeneration": {"text_decoder": "model.layers.", "vision_tower": "visual.blocks."},
    "LlavaForConditionalGeneration": {
        "language_model.model.layers": "language_model.model.layers.",
        "vision_tower.encoder.layers": "vision_tower.encoder.layers.",
    },
}
LAYERS = 2


@pytest.mark.parametrize("kind", KINDS)
def test_each_layer_of_a_sliced_module_is_that_of_its_slices(kind, tmp_path):
    sizes = {"num_decoder_layers": LAYERS} if kind.startswith("T5") else {}
    donors = [make_donor(tmp_path / name, kind, seed, **sizes) for seed, name in enumerate("ab")]
    swapped = _swapped(*donors)
    modules = {name: {"slices": swapped} for name in KINDS[kind]}
    said = {"slices": swapped} if "" in modules else {"modules": modules}
    run_ours({"merge_method": "linear", "dtype": "float32", **said}, tmp_path / "out")
    ours, (a, b) = tensors_of(tmp_path / "out"), map(tensors_of, donors)
    for stack in KINDS[kind].values():
        layered = {name for name in a if re.match(rf"{re.escape(stack)}\d", name)}
        assert len(layered) >= 2 * LAYERS and layered <= set(ours)
        # One bias of the first layer serves all layers of T5.
        for name in (name for name in layered if "relative_attention_bias" not in name):
            other = re.sub(r"\d+", lambda found: str(LAYERS - 1 - int(found[0])), name[len(stack) :], count=1)
            assert ours[name].allclose((a[name] + b[stack + other]) / 2, atol=1e-6), name
    loads_whole(tmp_path / "out")


@pytest.mark.parametrize("beside", [False, True])
def test_slices_of_layers_that_the_definition_calls_otherwise_are_refused(beside, tmp_path):
    def other(tensors):
        named = {name.replace("model.layers.", "model.blocks."): t.clone() for name, t in tensors.items()}
        return tensors | named if beside else named

    donors = [
        rewrite(make_donor(tmp_path / name, "LlamaForCausalLM", seed), other)
        for seed, name in enumerate("ab")
    ]
    config = {"merge_method": "linear", "dtype": "float32"}
    with pytest.raises(MergescopeError, match=r"default.*model\.blocks") as caught:
        run_ours(config | {"slices": _swapped(*donors)}, tmp_path / "out")
    assert caught.value.code == "config-invalid"


def _swapped(first, second):
    """The layers of one beside those of the other in reverse."""
    sources = [
        [
            {"model": str(donor), "layer_range": (layer, layer + 1), "parameters": {"weight": 1}}
            for donor, layer in ((first, at), (second, LAYERS - 1 - at))
        ]
        for at in range(LAYERS)
    ]
    return [{"sources": piece} for piece in sources]
