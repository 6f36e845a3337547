# SPDX-License-Identifier: LGPL-3.0-only
"""Edit a transformers tokenizer: drop tokens, add tokens in one call, never let two share an id."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import TypedDict

import tokenizers
from transformers import PreTrainedTokenizerBase

from .mergescope_rows import VocabularyError


class AddedToken(TypedDict):
    """What is looked at of a token in tokenizer.json."""

    content: str
    id: int


class SpecialToken(TypedDict):
    id: str
    ids: list[int]
    tokens: list[str]


class Processor(TypedDict, total=False):
    """What puts special tokens around a text: of a pair (token, id), or of templates, or several of its kind."""

    processors: list[Processor]
    sep: list[str | int]
    cls: list[str | int]
    special_tokens: dict[str, SpecialToken] | list[str]
    single: list[dict[str, dict[str, str | int]]]
    pair: list[dict[str, dict[str, str | int]]]


class TokenizerState(TypedDict, total=False):
    """A tokenizer.json, as far as its ids go."""

    post_processor: Processor | None


def copy_tokenizer(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """A tokenizer that can be changed without changing the original."""
    return copy.deepcopy(tokenizer)


def without_tokens(tokenizer: PreTrainedTokenizerBase, dropped: set[str]) -> PreTrainedTokenizerBase:
    """A copy that does not know ``dropped``; merges that need or make such a token go too.

    Ordinary tokens keep their ids. Added tokens close up behind a dropped one, or keep theirs too where the
    library would number them onto ordinary ones.
    Raises VocabularyError for a slow tokenizer, and for one whose model numbers its tokens by position and
    would have to lose one from the middle.
    """
    result = copy_tokenizer(tokenizer)
    backend = getattr(result, "_tokenizer", None)
    if not isinstance(backend, tokenizers.Tokenizer):
        raise VocabularyError(
            f"{len(dropped)} tokens have no row in any donor, but a {type(tokenizer).__name__} is not a fast "
            "tokenizer and cannot give them up: convert it to a tokenizer.json"
        )
    state = json.loads(backend.to_str())
    model = state["model"]
    state["added_tokens"] = [t for t in state["added_tokens"] if t["content"] not in dropped]
    if isinstance(model["vocab"], dict):
        model["vocab"] = {t: i for t, i in model["vocab"].items() if t not in dropped}
        _keep_apart(model["vocab"], state["added_tokens"])
    else:
        model["vocab"] = _without_tail(model["vocab"], dropped)
    if model.get("merges"):
        prefix = model.get("continuing_subword_prefix") or ""
        model["merges"] = [m for m in model["merges"] if not _touches(m, dropped, prefix)]
    _rewire(result, state)
    _forget_special_tokens(result, dropped)
    return result


def add_tokens(
    tokenizer: PreTrainedTokenizerBase,
    ordinary: Sequence[str],
    added: Sequence[tokenizers.AddedToken],
    known: Mapping[str, int] | None = None,
) -> Mapping[str, int]:
    """Add tokens in place: plain strings, then ``AddedToken`` objects with their settings.

    One call for all: one call a token is quadratic. Where the vocabulary has holes the library would hand
    out occupied ids, so there the new tokens are put behind the largest id by hand.

    known: the tokenizer's vocabulary, where the caller has it already. Returns that of afterwards.
    """
    known = tokenizer.get_vocab() if known is None else known
    if not ordinary and not added:
        return known
    names = dict.fromkeys([*ordinary, *(token.content for token in added)])
    new = [name for name in names if name not in known]
    backend = getattr(tokenizer, "_tokenizer", None)
    fast = isinstance(backend, tokenizers.Tokenizer)
    holes = max(known.values(), default=-1) + 1 != len(known.values())
    if fast and holes:
        if len(set(known.values())) != len(known.values()):
            # To write such a vocabulary down would lose one of the two.
            _name_shared(known)
        _number_behind(tokenizer, backend, new)
    # transformers calls the library's AddedToken by a name of its own, which type checkers take for another class.
    both: list = [*ordinary, *added]
    tokenizer.add_tokens(both)
    if not fast or holes:
        return tokenizer.get_vocab()
    id_of = backend.token_to_id
    ids = {name: id_of(name) for name in new}
    return {**known, **{name: i for name, i in ids.items() if i is not None}}


def fix_ids(
    tokenizer: PreTrainedTokenizerBase, vocabulary: Mapping[str, int] | None = None
) -> PreTrainedTokenizerBase:
    """Check that ids are unique, and make the size that mergekit writes to config.json cover holes.

    mergekit takes ``len(tokenizer.get_vocab())`` for the number of rows. With holes that is too small, and
    the output would not load; so there, and only there, ``get_vocab`` counts the holes in its ``len``.

    vocabulary: the tokenizer's, where the caller has it already.
    """
    vocabulary = tokenizer.get_vocab() if vocabulary is None else vocabulary
    ids = set(vocabulary.values())
    if not ids:
        raise VocabularyError("No token of the output has a row in any donor")
    if len(ids) != len(vocabulary.values()):
        _name_shared(vocabulary)
    if max(ids) + 1 != len(ids):
        tokenizer.get_vocab = lambda: SpannedVocabulary(type(tokenizer).get_vocab(tokenizer))
    return tokenizer


def _name_shared(vocabulary: Mapping[str, int]) -> None:
    owner: dict[int, str] = {}
    for token, i in vocabulary.items():
        if owner.setdefault(i, token) != token:
            raise VocabularyError(
                f"Tokens {owner[i]!r} and {token!r} share the ID {i}: the vocabulary has holes, and this sort of "
                "tokenizer gives new tokens IDs that are taken. Choose another tokenizer source",
                token,
            )


class SpannedVocabulary(dict):
    """A vocabulary whose ``len`` is the number of rows it needs: max(id) + 1."""

    def __len__(self) -> int:
        return max(self.values(), default=-1) + 1


def _touches(merge: str | list[str], dropped: set[str], prefix: str) -> bool:
    left, right = merge.split(" ", 1) if isinstance(merge, str) else merge
    joined = left + (right[len(prefix) :] if prefix and right.startswith(prefix) else right)
    return left in dropped or right in dropped or joined in dropped


def _keep_apart(vocab: dict[str, int], added: list[AddedToken]) -> None:
    """Put added tokens into the model, at their ids, if the numbers that the library gives them are taken."""
    behind = sum(1 for token in added if token["content"] not in vocab)
    numbers = range(len(vocab), len(vocab) + behind)
    if any(i in numbers for i in vocab.values()):
        for token in added:
            vocab.setdefault(token["content"], token["id"])


def _without_tail(pieces: list[tuple[str, float]], dropped: set[str]) -> list[tuple[str, float]]:
    end = len(pieces)
    while end and pieces[end - 1][0] in dropped:
        end -= 1
    stuck = next((piece[0] for piece in pieces[:end] if piece[0] in dropped), None)
    if stuck is not None:
        raise VocabularyError(
            f"Token {stuck!r} has no row in any donor, but stands in the middle of a Unigram vocabulary and "
            "cannot be dropped. Name it in tokenizer.tokens, or choose another tokenizer source",
            stuck,
        )
    return pieces[:end]


def _number_behind(
    tokenizer: PreTrainedTokenizerBase, backend: tokenizers.Tokenizer, names: list[str]
) -> None:
    state = json.loads(backend.to_str())
    if not isinstance(state["model"]["vocab"], dict):
        return
    free = max(backend.get_vocab(with_added_tokens=True).values()) + 1
    # Added tokens too have to stand in the model, else the library numbers them anew.
    for token in state["added_tokens"]:
        state["model"]["vocab"].setdefault(token["content"], token["id"])
    state["model"]["vocab"].update({name: free + k for k, name in enumerate(names)})
    _rewire(tokenizer, state)


def _rewire(tokenizer: PreTrainedTokenizerBase, state: TokenizerState) -> None:
    """Load the edited state, and let the post-processor speak of the new ids."""
    backend = tokenizers.Tokenizer.from_str(json.dumps(state))
    processor = state.get("post_processor")
    if processor:
        _renumber(processor, backend.get_vocab(with_added_tokens=True))
        state["post_processor"] = processor
        backend = tokenizers.Tokenizer.from_str(json.dumps(state))
    tokenizer._tokenizer = backend


def _renumber(processor: Processor, vocabulary: Mapping[str, int]) -> None:
    for part in processor.get("processors") or []:
        _renumber(part, vocabulary)
    for pair in (processor.get("sep"), processor.get("cls")):
        if isinstance(pair, list) and pair[0] in vocabulary:
            pair[1] = vocabulary[str(pair[0])]
    specials = processor.get("special_tokens")
    if not isinstance(specials, dict):
        return
    gone = {name for name, token in specials.items() if any(t not in vocabulary for t in token["tokens"])}
    processor["special_tokens"] = {
        name: {**token, "ids": [vocabulary[t] for t in token["tokens"]]}
        for name, token in specials.items()
        if name not in gone
    }
    for template in ("single", "pair"):
        pieces = processor.get(template) or []
        processor[template] = [p for p in pieces if p.get("SpecialToken", {}).get("id") not in gone]


def _forget_special_tokens(tokenizer: PreTrainedTokenizerBase, dropped: set[str]) -> None:
    """Else saving names the token as, say, the pad token, and loading adds it again behind the rows."""
    for store in (getattr(tokenizer, "_special_tokens_map", {}), getattr(tokenizer, "init_kwargs", {})):
        for key, value in list(store.items()):
            if isinstance(value, list):
                store[key] = [item for item in value if str(item) not in dropped]
            elif key.endswith("_token") and str(value) in dropped:
                store[key] = None
    extra = getattr(tokenizer, "_extra_special_tokens", None)
    if isinstance(extra, list):
        tokenizer._extra_special_tokens = [item for item in extra if str(item) not in dropped]
