"""Ids of tokens in config.json and beside it name the same tokens in the output, however it numbers them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from anatomy_models import linear
from mergescope.demo.small import write_small
from mergescope.merge.cut_tokenizer import tokens_of
from mergescope.merge.token_ids import TokenIds
from runs import merge_ours

NAMES = ["eos_token_id", "decoder_start_token_id", "image_token_id", "image_token_index", "boi_token_id"]
LISTS = ["eos_token_id", "suppress_tokens", "begin_suppress_tokens"]
OTHERS = ["hidden_size", "num_hidden_layers", "token_id_count", "vocab_size"]


@pytest.mark.parametrize("seed", range(40))
def test_every_field_names_the_token_that_it_named(seed):
    draw = random.Random(seed)
    tokens = [f"t{number}" for number in range(30)]
    before = dict(zip(tokens, draw.sample(range(60), 30), strict=True))
    after = dict(zip(tokens, draw.sample(range(60), 30), strict=True))
    one = draw.choice(tokens)
    few = draw.sample(tokens, 4)
    said = {
        draw.choice(NAMES): one,
        "text_config": {draw.choice(LISTS): few, "pad_token_id": None},
        "bad_words_ids": [few[:2], few[2:]],
    }
    others = {name: draw.randrange(60) for name in OTHERS} | {
        "audio_config": {"pad_token_id": draw.randrange(60)}
    }

    def numbered(value, ids):
        if isinstance(value, dict):
            return {key: numbered(part, ids) for key, part in value.items()}
        if isinstance(value, list):
            return [numbered(part, ids) for part in value]
        return ids.get(value)

    settings = numbered(said, before) | others | {"forced_decoder_ids": [[1, before[one]], [2, None]]}
    followed = TokenIds(before, after).followed(settings, settings, "config.json")
    expected = numbered(said, after) | others | {"forced_decoder_ids": [[1, after[one]], [2, None]]}
    assert followed == expected


def test_a_default_that_the_file_leaves_out_is_written_where_its_number_changes():
    ids = TokenIds({"</s>": 2, "<s>": 1}, {"</s>": 5, "<s>": 1})
    assert ids.followed({}, {"eos_token_id": 2, "bos_token_id": 1}, "config.json") == {"eos_token_id": 5}


@pytest.mark.parametrize(
    ("field", "value"),
    [(name, 7) for name in NAMES]
    + [(name, [2, 7]) for name in LISTS]
    + [("bad_words_ids", [[2], [7]]), ("forced_decoder_ids", [[1, 7], [2, 2]]), ("forced_bos_token_id", 7)],
)
def test_a_token_that_the_output_lacks_is_told_of_any_field(field, value, caplog):
    settings = {field: value, "pad_token_id": -1, "hidden_size": 7}
    ids = TokenIds({"</s>": 2, "çľĭ": 7}, {"</s>": 2})
    assert ids.followed(settings, settings, "config.json") == settings
    assert [record.getMessage() for record in caplog.records] == [
        f'{field} of config.json is "看" in the leading model, a token that the output does not have: set it by hand'
    ]


@pytest.fixture(scope="module")
def donors(tmp_path_factory) -> list[Path]:
    """Their tokens are the same, and numbered otherwise; the first in a config is the last by name."""
    folder = tmp_path_factory.mktemp("donors")
    made = []
    for name, added in (("z", ["<end>", "<more>", "<x>"]), ("a", ["<x>", "<end>", "<more>"])):
        donor = write_small(folder / name, tokens=300, added=added, moved=0.3, toward=len(made) + 1)
        for file, ids in (("config.json", ["<end>"]), ("generation_config.json", ["<end>", "<more>"])):
            numbers = [tokens_of(donor)[token] for token in ids]
            settings = json.loads((donor / file).read_text(encoding="utf-8"))
            settings["eos_token_id"] = numbers if len(numbers) > 1 else numbers[0]
            (donor / file).write_text(json.dumps(settings), encoding="utf-8")
        made.append(donor)
    return made


@pytest.mark.parametrize("source", ["union", "base", 0, 1])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("based", [False, True])
def test_a_merge_ends_texts_with_the_same_token(donors, tmp_path, source, turned, based):
    models = donors[::-1] if turned else donors
    named = source if isinstance(source, str) else str(donors[source])
    base = {"base_model": str(models[0])} if based else {}
    out = tmp_path / "out"
    merge_ours(linear(*models, tokenizer={"source": named}, **base), out)
    token_of = {number: token for token, number in tokens_of(out).items()}
    ends = {
        file: json.loads((out / file).read_text(encoding="utf-8"))["eos_token_id"]
        for file in ("config.json", "generation_config.json")
    }
    assert token_of[ends["config.json"]] == "<end>"
    assert [token_of[number] for number in ends["generation_config.json"]] == ["<end>", "<more>"]
