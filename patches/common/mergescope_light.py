# SPDX-License-Identifier: LGPL-3.0-only
"""A tokenizer that knows its tokens and cannot split a text: all that a donor is asked for, in a third of the time.

The merges of a large vocabulary take most of loading it. So transformers loads the donor's files with no merges and
only those tokens in tokenizer.json that it does something about, and the others are taken from the file as they stand.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from collections.abc import Callable
from typing import Any

import tokenizers
from mergekit.common import ModelPath
from transformers import PreTrainedTokenizerBase

FILE = "tokenizer.json"


def light_tokenizer(
    path: ModelPath, names: list[str], load: Callable[[ModelPath], PreTrainedTokenizerBase]
) -> PreTrainedTokenizerBase | None:
    """What ``load`` gives for the model, as far as ``get_vocab`` and ``added_tokens_decoder`` go; None where only loading
    it can tell.

    names: the files in its folder that a tokenizer may be made of.
    Raises what ``load`` raises.
    """
    if FILE not in names:
        return None
    with open(os.path.join(path.path, FILE), encoding="utf-8") as handle:
        state = json.load(handle)
    vocabulary = _vocabulary(state)
    if vocabulary is None:
        return None
    few = {token["content"]: vocabulary[token["content"]] for token in state["added_tokens"]}
    # Special tokens of other files are known after the first time only.
    for _ in range(2):
        tokenizer = _with_tokens(path, names, state, few, load)
        backend = getattr(tokenizer, "_tokenizer", None)
        if not isinstance(backend, tokenizers.Tokenizer) or backend.get_vocab_size(False) != len(few):
            return None
        found = tokenizer.get_vocab()
        if found == few:
            tokenizer.get_vocab = lambda: dict(vocabulary)
            return tokenizer
        if not found.keys() <= vocabulary.keys():
            return None
        few = {token: vocabulary[token] for token in found}
    return None


def _vocabulary(state: dict[str, Any]) -> dict[str, int] | None:
    """Token → id of a BPE model and its added tokens, where these have the ids that the library gives them."""
    model, added = state.get("model") or {}, state.get("added_tokens")
    vocab, merges = model.get("vocab"), model.get("merges")
    if model.get("type") != "BPE" or not isinstance(vocab, dict) or not merges or not added:
        return None
    if not _is_whole(vocab, merges, model.get("continuing_subword_prefix")):
        return None
    vocabulary, highest = dict(vocab), -1
    for token in added:
        number = vocabulary.setdefault(token["content"], max(len(vocab), highest + 1))
        if not token["content"] or token["id"] != number:
            return None
        highest = max(highest, number)
    return vocabulary


def _is_whole(vocab: dict[str, int], merges: list[str | list[str]], prefix: str | None) -> bool:
    """Whether the library takes the merges: a tokenizer that cannot be loaded is none."""
    if prefix:
        return False
    pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in merges]
    needed = itertools.chain(itertools.chain.from_iterable(pairs), map("".join, pairs))
    return set(map(len, pairs)) == {2} and all(map(vocab.__contains__, needed))


def _with_tokens(
    path: ModelPath,
    names: list[str],
    state: dict[str, Any],
    few: dict[str, int],
    load: Callable[[ModelPath], PreTrainedTokenizerBase],
) -> PreTrainedTokenizerBase:
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if name != FILE:
                os.symlink(os.path.abspath(os.path.join(path.path, name)), os.path.join(folder, name))
        with open(os.path.join(folder, FILE), "w", encoding="utf-8") as handle:
            json.dump({**state, "model": {**state["model"], "vocab": few, "merges": []}}, handle)
        return load(ModelPath(path=folder))
