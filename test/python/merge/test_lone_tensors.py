"""Of two layouts that nobody can bring together the merge is refused; what a donor has beyond the others is told."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from itertools import permutations
from math import prod

import pytest
import torch
from anatomy_models import linear, rewrite
from mergescope.errors import MergescopeError
from mergescope.merge.anatomy.patterns import pattern_of, stack_of
from mergescope.merge.lone_tensor import Lone
from mergescope.merge.same_weights import same_weights
from runs import run_ours, weights
from small_models import HIDDEN, LAYERS, MIDDLE, make_model, shapes

Shape = tuple[int, ...]
Shapes = dict[str, Shape]
ROWS, EXPERTS, HEAD = 96, 4, 8
LAYERED = re.compile(r"^model\.layers\.(\d+)\.")


def model() -> Shapes:
    """A decoder with experts beside its dense layers, a vision tower and a classifier's pooler."""
    found: Shapes = dict(shapes(LAYERS, ROWS))
    for layer in range(LAYERS):
        for expert in range(EXPERTS):
            place = f"model.layers.{layer}.mlp.experts.{expert}"
            found |= {f"{place}.{name}.weight": (MIDDLE, HIDDEN) for name in ("gate_proj", "up_proj")}
            found[f"{place}.down_proj.weight"] = (HIDDEN, MIDDLE)
        for name in ("q_proj", "out_proj"):
            found[f"vision_tower.blocks.{layer}.attn.{name}.weight"] = (24, 24)
    return found | {"model.pooler.dense.weight": (HIDDEN, HIDDEN)}


def replaced(old: str, new: str) -> Callable[[Shapes], Shapes]:
    return lambda own: {re.sub(old, new, name): shape for name, shape in own.items()}


def joined(pattern: str, new: str, stacked: bool = False) -> Callable[[Shapes], Shapes]:
    """Puts what the pattern finds into one tensor for each of the new names: behind each other, or in a further dimension."""

    def join(own: Shapes) -> Shapes:
        found: dict[str, list[Shape]] = {}
        for name, shape in own.items():
            found.setdefault(re.sub(pattern, new, name), []).append(shape)
        return {
            name: one[0]
            if len(one) == 1
            else (len(one), *one[0])
            if stacked
            else (sum(map(prod, one)) // one[0][-1], one[0][-1])
            for name, one in found.items()
        }

    return join


LAYOUTS: dict[str, Callable[[Shapes], Shapes]] = {
    "the embeddings in a model of their own": replaced(r"^model\.embed", "model.language_model.embed"),
    "a further model": replaced(r"^model\.", "model.language_model.model."),
    "without the model": replaced(r"^model\.", ""),
    "layers": replaced(r"^model\.layers\.", "transformer.h."),
    "layers in the encoder": replaced(r"^model\.layers\.", "model.encoder.layer."),
    "the layers of the tower": replaced(r"blocks\.", "transformer.resblocks."),
    "a module of layers": replaced(r"self_attn\.", "attention."),
    "one tensor of layers": replaced(r"up_proj\.weight", "w3.weight"),
    "a norm of layers": replaced("input_layernorm", "ln_1"),
    "the last norm": replaced(r"model\.norm\.", "model.final_layernorm."),
    "another name for the embeddings": replaced("embed_tokens", "wte"),
    "heads of attention together": joined(r"[qkv]_proj", "qkv_proj"),
    "gate and up together": joined(r"mlp\.(gate|up)_proj", "mlp.gate_up_proj"),
    "experts stacked": joined(r"experts\.\d+\.(\w+)\.weight", r"experts.\1", stacked=True),
    "experts flat": joined(r"mlp\.experts\.\d+\.(\w+)\.weight", r"feed_forward.\1s.weight"),
    "experts in one": joined(r"experts\.\d+\.\w+\.weight", "experts.all"),
    "layers stacked": joined(r"vision_tower\.blocks\.\d+\.(.*)", r"vision_tower.\1", stacked=True),
}


def lone(own: Shapes, other: Shapes) -> list[Lone]:
    stacks = {stack_of(pattern_of(name)[0]) for name in other} - {None}
    return [
        Lone(name, shape, stack_of(pattern_of(name)[0]) in stacks)
        for name, shape in own.items()
        if name not in other
    ]


@pytest.mark.parametrize("relaid", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("only", [".", r"layers\.0\.|blocks|^model\.[^l]"], ids=["whole", "in one layer"])
@pytest.mark.parametrize("half", [False, True], ids=["all", "half"])
def test_one_model_in_two_layouts_is_seen(relaid, only, half):
    """Also where only one layer is in the other one, or half of what differs has been brought together."""
    own = model()
    parts = {name: shape for name, shape in own.items() if re.search(only, name)}
    new = relaid(parts)
    if half and len(new) == len(parts):
        new = dict(pair[at % 2] for at, pair in enumerate(zip(parts.items(), new.items(), strict=True)))
    other = {name: shape for name, shape in own.items() if name not in parts} | new
    if other == own:
        pytest.skip("the layout is of something else")
    pair = same_weights(lone(own, other), lone(other, own))
    assert pair and pair[0] in own.keys() - other.keys() and pair[1] in other.keys() - own.keys()
    assert same_weights(lone(other, own), lone(own, other))


def layers(prefix: str, *numbers: int) -> Shapes:
    found = {name: shape for name, shape in shapes(1, ROWS).items() if LAYERED.match(name)}
    return {
        LAYERED.sub(f"{prefix}.{number}.", name): shape for number in numbers for name, shape in found.items()
    }


#: What models have beyond others, in sizes that are as alike as they come.
MORE: dict[str, Shapes] = {
    "value head": {"v_head.summary.weight": (1, HIDDEN), "v_head.summary.bias": (1,)},
    "score": {"score.weight": (1, HIDDEN)},
    "classifier": {"classifier.dense.weight": (HIDDEN, HIDDEN), "classifier.out_proj.weight": (2, HIDDEN)},
    "head of masks": {"lm_head.dense.weight": (HIDDEN, HIDDEN), "lm_head.bias": (ROWS,)},
    "biases": {f"model.layers.{n}.self_attn.{k}_proj.bias": (HIDDEN,) for n in range(2) for k in "qkv"},
    "norms of heads": {
        f"model.layers.{n}.self_attn.{k}_norm.weight": (HIDDEN,) for n in range(2) for k in "qk"
    },
    "norms of layers": {f"model.layers.{n}.pre_feedforward_layernorm.weight": (HIDDEN,) for n in range(2)},
    "bias of a norm": {"model.norm.bias": (HIDDEN,)},
    "layer": layers("model.layers", LAYERS),
    "layer of the tower": layers("vision_tower.blocks", LAYERS),
    "ears": {**layers("audio_tower.layers", 0, 1, 2), "audio_tower.norm.weight": (HIDDEN,)},
    "eyes": {**layers("image_tower.layers", 0, 1, 2), "image_tower.norm.weight": (HIDDEN,)},
    "encoder": {**layers("encoder.block", 0, 1, 2), "encoder.embed_tokens.weight": (ROWS, HIDDEN)},
    "decoder": {**layers("decoder.block", 0, 1, 2), "decoder.embed_tokens.weight": (ROWS, HIDDEN)},
    "later tokens": {"model.mtp.norm.weight": (HIDDEN,), "model.mtp.proj.weight": (HIDDEN, HIDDEN)},
    "an expert": {"model.layers.1.mlp.experts.4.up_proj.weight": (MIDDLE, HIDDEN)},
    "positions": {"model.embeddings.position_ids": (1, ROWS)},
}


@pytest.mark.parametrize(("one", "other"), permutations(MORE, 2))
def test_what_each_of_two_models_has_beyond_the_other_is_not_the_same(one, other):
    first, second = model() | MORE[one], model() | MORE[other]
    assert same_weights(lone(first, second), lone(second, first)) is None


def test_donors_whose_layouts_nobody_brings_together_are_refused_by_both_names(tmp_path):
    donors = [make_model(tmp_path / name, seed, moved=0.05) for seed, name in enumerate(("a", "b", "c"), 1)]

    def together(own: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        for layer in range(LAYERS):
            place = f"model.layers.{layer}.mlp"
            parts = [own.pop(f"{place}.{name}.weight") for name in ("gate_proj", "up_proj")]
            own[f"{place}.joined.weight"] = torch.cat(parts)
        return own

    rewrite(donors[1], together)
    for number, order in enumerate([(0, 1, 2), (1, 0, 2), (0, 2, 1)]):
        config = linear(*(donors[at] for at in order))
        with pytest.raises(MergescopeError, match=r"two layouts") as caught:
            run_ours(config, tmp_path / f"out-{number}")
        assert caught.value.code == "config-invalid" and "save it anew" in caught.value.hint
        said = str(caught.value)
        assert "model.layers.0.mlp.joined.weight" in said and "model.layers.0.mlp.gate_proj.weight" in said


def test_what_donors_have_beyond_each_other_is_told_and_merged(tmp_path, caplog):
    donors = [make_model(tmp_path / name, seed, moved=0.05) for seed, name in enumerate(("a", "b"), 1)]
    more = [{"v_head.summary.weight": torch.ones(1, HIDDEN)}, {"score.weight": torch.ones(1, HIDDEN)}]
    for donor, own in zip(donors, more, strict=True):
        rewrite(donor, lambda tensors, own=own: tensors | own)
    with caplog.at_level(logging.WARNING):
        run_ours(linear(*donors), tmp_path / "out")
    assert set(weights(tmp_path / "out")) == set(weights(donors[0]))
    assert "v_head.summary.weight) merged without" in caplog.text
    assert "score.weight) left out" in caplog.text
