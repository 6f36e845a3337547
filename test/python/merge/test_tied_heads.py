"""A head that donors store though their config ties it to the embeddings."""

from __future__ import annotations

import json
import logging

import pytest
import torch
import transformers
from anatomy_models import config_of, linear, loads_whole, make_donor, rewrite, tensors_of
from runs import run_ours

# The head's name, and what it is tied to.
HEADS = {
    "LlamaForCausalLM": ("lm_head.weight", "model.embed_tokens.weight"),
    "GPT2LMHeadModel": ("lm_head.weight", "transformer.wte.weight"),
    "T5ForConditionalGeneration": ("lm_head.weight", "shared.weight"),
    "BertForMaskedLM": ("cls.predictions.decoder.weight", "bert.embeddings.word_embeddings.weight"),
}


def donors(folder, kind, storing, moved, **settings):
    """Two donors, of which some store a head that is a copy of their embeddings, or is not."""
    head, embeddings = HEADS[kind]
    made = [
        make_donor(folder / f"{name}", kind, seed, **settings) for seed, name in enumerate(["lead", "other"])
    ]
    for donor in made:
        if donor.name in storing:
            rewrite(donor, lambda held: held | {head: held[embeddings].clone() + moved})
    return made


@pytest.mark.parametrize("moved", [0, 0.5], ids=["copy", "own"])
@pytest.mark.parametrize("storing", [("lead",), ("other",)], ids=str)
@pytest.mark.parametrize("kind", HEADS)
def test_what_only_some_store_of_a_tied_head_is_left_out(tmp_path, caplog, kind, storing, moved):
    head, embeddings = HEADS[kind]
    made = donors(tmp_path, kind, storing, moved, tie_word_embeddings=True)
    with caplog.at_level(logging.INFO):
        run_ours(linear(*made), tmp_path / "ours")
    ours = tensors_of(tmp_path / "ours")
    assert head not in ours and embeddings in ours
    # What a class ties without being told, its config need not say.
    assert config_of(tmp_path / "ours") == config_of(made[0])
    loads_whole(tmp_path / "ours")
    told = {
        (record.levelname, record.getMessage()) for record in caplog.records if head in record.getMessage()
    }
    assert len(told) == 1
    [(level, text)] = told
    assert (level, "lost" in text) == (("WARNING", True) if moved else ("INFO", False))
    assert storing[0] in text and "left out" in text


@pytest.mark.parametrize("moved", [0, 0.5], ids=["copy", "own"])
@pytest.mark.parametrize("kind", HEADS)
def test_what_all_store_of_a_tied_head_is_merged(tmp_path, kind, moved):
    head, embeddings = HEADS[kind]
    made = donors(tmp_path, kind, ("lead", "other"), moved, tie_word_embeddings=True)
    run_ours(linear(*made), tmp_path / "ours")
    ours = tensors_of(tmp_path / "ours")
    assert torch.equal(ours[head], ours[embeddings]) == (not moved)
    assert torch.allclose(ours[head], ours[embeddings] + moved, atol=1e-6)
    loads_whole(tmp_path / "ours")


@pytest.mark.parametrize("kind", ["LlamaForCausalLM", "GPT2LMHeadModel", "T5ForConditionalGeneration"])
def test_a_head_that_one_config_does_not_tie_is_written(tmp_path, kind):
    head, embeddings = HEADS[kind]
    tied = make_donor(tmp_path / "tied", kind, 1, tie_word_embeddings=True)
    free = make_donor(tmp_path / "free", kind, 2, tie_word_embeddings=False)
    # transformers 5 ties every T5 when it saves one; those that were saved before it have a head.
    rewrite(free, lambda held: {head: held[embeddings] + 1} | held)
    file = free / "config.json"
    file.write_text(json.dumps(config_of(free) | {"tie_word_embeddings": False}))
    for number, order in enumerate([(tied, free), (free, tied)]):
        run_ours(linear(*order), tmp_path / f"ours-{number}")
        ours = tensors_of(tmp_path / f"ours-{number}")
        assert not torch.equal(ours[head], ours[embeddings])
        assert config_of(tmp_path / f"ours-{number}")["tie_word_embeddings"] is False
        loads_whole(tmp_path / f"ours-{number}")


def test_a_class_that_transformers_cannot_build_has_its_head_left_out_by_its_config(tmp_path, monkeypatch):
    from mergescope.merge.anatomy import ties

    monkeypatch.setattr(ties, "_built", lambda *_: {})
    made = donors(tmp_path, "LlamaForCausalLM", ("other",), 0.5, tie_word_embeddings=True)
    run_ours(linear(*made), tmp_path / "ours")
    assert "lm_head.weight" not in tensors_of(tmp_path / "ours")
    model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "ours")
    assert model.lm_head.weight is model.model.embed_tokens.weight
