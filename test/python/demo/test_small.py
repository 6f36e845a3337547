"""The small donors for tests load in transformers, Mistral 3 among them."""

import pytest
import torch
from mergescope.demo.small import small_pairs, write_small
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer, Mistral3ForConditionalGeneration


@pytest.mark.parametrize("tokens", [260, 512, 936])
def test_a_vocabulary_has_exactly_the_tokens_asked_for(tokens):
    assert sorted(small_pairs(tokens).vocabulary.values()) == list(range(tokens))


@pytest.mark.parametrize(
    ("architecture", "loader"),
    [("mistral", AutoModelForCausalLM), ("mistral3", Mistral3ForConditionalGeneration)],
)
def test_loads_and_computes(architecture, loader, tmp_path):
    folder = write_small(tmp_path / "donor", architecture=architecture, added=["<|im_start|>"], moved=0.5)
    model, report = loader.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values())
    tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = tokenizer.encode("hello world<|im_start|>")
    assert ids[-1] == 512
    with torch.no_grad():
        assert torch.isfinite(model(torch.tensor([ids])).logits.float()).all()


def test_donors_of_one_seed_share_their_base_whatever_their_rows(tmp_path):
    short, long = (
        load_file(write_small(tmp_path / str(rows), rows=rows) / "model.safetensors") for rows in (510, 512)
    )
    for name, tensor in short.items():
        assert torch.equal(tensor, long[name][: len(tensor)]), name
