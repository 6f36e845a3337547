"""Editing real tokenizers: what is dropped, what is added, and at which ids."""

import json

import pytest
import tokenizers
from common import rows, tokenizer, vocab
from tiny_models import tokenizer_state, vocabulary
from transformers import PreTrainedTokenizerFast


def load(state, **special):
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizers.Tokenizer.from_str(json.dumps(state)), **special
    )


def with_template(state, token):
    at = vocabulary(state)[token]
    state["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": token, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {token: {"id": token, "ids": [at], "tokens": [token]}},
    }
    return state


def test_a_dropped_ordinary_token_takes_its_merges_along():
    state = tokenizer_state()
    longest = max(state["model"]["vocab"], key=len)
    edited = tokenizer.without_tokens(load(state), {longest})
    assert longest not in edited.get_vocab()
    assert longest not in edited.tokenize(longest.replace("Ġ", " "))
    assert edited.decode(edited.encode("the cat sat", add_special_tokens=False)) == "the cat sat"


def test_the_original_is_left_as_it_was():
    original = load(tokenizer_state(["<a>"]))
    before = original.get_vocab()
    edited = tokenizer.without_tokens(original, {"<a>"})
    tokenizer.add_tokens(edited, ["other"], [])
    assert original.get_vocab() == before


def test_added_tokens_close_up_and_the_post_processor_follows():
    state = with_template(tokenizer_state(["<a>", "<b>"]), "<b>")
    edited = tokenizer.without_tokens(load(state), {"<a>"})
    assert edited.get_vocab()["<b>"] == 280
    assert edited("the").input_ids[0] == 280


@pytest.mark.parametrize("named", [[], ["<|new|>"]])
def test_an_added_token_is_never_put_onto_the_id_of_an_ordinary_one(named):
    original = load(tokenizer_state(["<a>"]))
    before = original.get_vocab()
    # The library numbers <a> by how many ordinary tokens there are: two fewer, and that id is taken.
    middle = {token for token, i in before.items() if i in (100, 101)}
    edited = tokenizer.without_tokens(original, middle)
    after = tokenizer.add_tokens(edited, named, [])
    assert set(after) == (set(before) - middle) | set(named)
    assert all(after[token] == i for token, i in before.items() if token not in middle)
    assert len(set(after.values())) == len(after) == len(edited.get_vocab())


def test_a_template_with_a_dropped_token_loses_that_piece():
    state = with_template(tokenizer_state(["<a>", "<b>"]), "<b>")
    edited = tokenizer.without_tokens(load(state), {"<b>"})
    assert edited("the").input_ids == edited("the", add_special_tokens=False).input_ids


def test_a_dropped_pad_token_does_not_come_back_when_saved(tmp_path):
    edited = tokenizer.without_tokens(load(tokenizer_state(["<pad>"]), pad_token="<pad>"), {"<pad>"})
    assert edited.pad_token is None
    edited.save_pretrained(tmp_path)
    assert "<pad>" not in PreTrainedTokenizerFast.from_pretrained(tmp_path).get_vocab()


def test_new_tokens_on_sparse_ids_go_behind_the_largest():
    state = tokenizer_state(["<a>"], holes=5)
    edited = load(state)
    before = edited.get_vocab()
    tokenizer.add_tokens(edited, ["one", "two"], [tokenizers.AddedToken("<three>", special=True)])
    after = edited.get_vocab()
    largest = max(before.values())
    assert {t: i for t, i in after.items() if t in before} == before
    assert [after[t] for t in ("one", "two", "<three>")] == [largest + 1, largest + 2, largest + 3]
    assert len(set(after.values())) == len(after)
    assert len(tokenizer.fix_ids(edited).get_vocab()) == largest + 4, "rows, holes included"
    assert edited.tokenize("one") == ["one"]
    assert edited.added_tokens_decoder[after["<three>"]].special


def test_shared_ids_are_refused_by_name():
    edited = load(tokenizer_state(holes=5))
    edited.add_tokens([f"new{n}" for n in range(9)])
    with pytest.raises(rows.VocabularyError, match=r"share the ID"):
        tokenizer.fix_ids(edited)


def unigram(pieces):
    model = {"type": "Unigram", "unk_id": 0, "vocab": [[p, -float(i)] for i, p in enumerate(pieces)]}
    return load({"version": "1.0", "added_tokens": [], "model": model})


def test_a_unigram_vocabulary_gives_up_its_tail_but_not_its_middle():
    assert set(tokenizer.without_tokens(unigram(["<unk>", "a", "b", "c"]), {"b", "c"}).get_vocab()) == {
        "<unk>",
        "a",
    }
    with pytest.raises(rows.VocabularyError, match=r"'b'.*middle"):
        tokenizer.without_tokens(unigram(["<unk>", "a", "b", "c"]), {"b"})


def test_a_token_stays_if_any_donor_has_a_row_for_it():
    donors = {"a": {"x": 0, "y": 1, "z": 2}, "b": {"y": 0, "z": 9, "q": 1}}
    assert vocab.real_tokens(donors, {"a": 2, "b": 2}) == {"x", "y", "q"}
    assert vocab.real_tokens(donors, {"a": 3, "b": 2}) == {"x", "y", "z", "q"}


@pytest.mark.parametrize(
    ("config", "tensor", "limit"), [(10, 8, 10), (8, 10, 10), (None, 8, 8), (8, None, 8), (None, None, 3)]
)
def test_the_larger_of_config_and_tensor_says_which_ids_are_real(config, tensor, limit):
    assert vocab.limit_of(config, tensor, {"x": 2}) == limit


def test_new_ordinary_tokens_come_in_the_order_of_the_donors_ids():
    lead = load(tokenizer_state())
    state = tokenizer_state()
    size = len(state["model"]["vocab"])
    state["model"]["vocab"].update({f"word{n:02}": size + n for n in range(40)})
    donor = load(state)
    vocabularies = {"lead": lead.get_vocab(), "donor": donor.get_vocab()}
    limits = dict.fromkeys(vocabularies, 10_000)
    made = vocab.output_tokenizer(lead, {"lead": lead, "donor": donor}, vocabularies, limits, union=True)
    ids = made.get_vocab()
    assert [ids[f"word{n:02}"] for n in range(40)] == list(range(size, size + 40))


def test_a_source_that_need_not_be_kept_gives_the_same_tokenizer():
    def union(keep):
        lead, donor = load(tokenizer_state(["<a>"])), load(tokenizer_state(["<b>", "<a>"]))
        donors = {"lead": lead, "donor": donor, "again": donor}
        vocabularies = {name: donor.get_vocab() for name, donor in donors.items()}
        limits = dict.fromkeys(vocabularies, 10_000)
        made = vocab.output_tokenizer(lead, donors, vocabularies, limits, ["<c>"], union=True, keep=keep)
        return made, lead

    copied, lead = union(True)
    changed, _ = union(False)
    assert lead.get_vocab() == load(tokenizer_state(["<a>"])).get_vocab()
    assert json.loads(copied._tokenizer.to_str()) == json.loads(changed._tokenizer.to_str())
    assert copied.added_tokens_decoder == changed.added_tokens_decoder


@pytest.mark.parametrize("limit", [10_000, 6], ids=["all rows are there", "some are not"])
@pytest.mark.parametrize("named", [(), ("<c>",), ("<b>",)], ids=["none", "new", "known"])
@pytest.mark.parametrize("union", [True, False], ids=["union", "base"])
@pytest.mark.parametrize("hole", [False, True], ids=["whole", "hole"])
def test_the_vocabulary_that_is_kept_is_the_tokenizers(union, named, limit, hole):
    lead = load(tokenizer_state(["<a>"], holes=5) if hole else tokenizer_state(["<a>"]))
    donor = load(tokenizer_state(["<b>", "<a>", "<d>"]))
    donors = {"lead": lead, "donor": donor}
    vocabularies = {name: donor.get_vocab() for name, donor in donors.items()}
    made, known = vocab.with_vocabulary(
        lead, donors, vocabularies, dict.fromkeys(donors, limit), named, union, reset_named=False, keep=True
    )
    assert dict(known) == dict(made.get_vocab())
    lookup = rows.index_vocabularies(known, vocabularies)
    for name, own in vocabularies.items():
        wanted = [own.get(token, -1) for token in lookup.tokens]
        assert lookup.donors[name].tolist() == wanted
