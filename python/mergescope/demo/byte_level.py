"""The files of a byte-level BPE tokenizer, as transformers (4 and 5) reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple


def byte_alphabet() -> list[str]:
    """The printable character that stands for each byte: GPT-2's table, which byte-level BPE files use."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = iter(range(0x100, 0x200))
    known = set(printable)
    return [chr(byte if byte in known else next(others)) for byte in range(256)]


def unite(word: bytes, alphabet: list[str]) -> str:
    return "".join(alphabet[byte] for byte in word)


class BytePairs(NamedTuple):
    """What makes a byte-level BPE: `special` are tokens of the vocabulary that plain text never gives, `pattern`
    splits the text before the merges run."""

    vocabulary: dict[str, int]
    merges: list[tuple[str, str]]
    special: list[str]
    pattern: str


def tokenizer_files(pairs: BytePairs, added: Sequence[str] = ()) -> dict[str, bytes]:
    """tokenizer.json, tokenizer_config.json and special_tokens_map.json.

    `added` are special tokens outside of the vocabulary: their ids follow its largest one.
    """
    ids = {text: pairs.vocabulary[text] for text in pairs.special}
    ids.update((text, max(pairs.vocabulary.values()) + 1 + n) for n, text in enumerate(added))
    roles = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    split = {"type": "Split", "pattern": {"Regex": pairs.pattern}, "behavior": "Isolated", "invert": False}
    bytes_only = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    begin, first, second = ({"SpecialToken": {"id": "<s>", "type_id": 0}}, *sequences())
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": number, **added_token(text)} for text, number in ids.items()],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, bytes_only]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, first],
            "pair": [begin, first, begin, second],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [ids["<s>"]], "tokens": ["<s>"]}},
        },
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": pairs.vocabulary,
            "merges": pairs.merges,
        },
    }
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 131_072,
        "clean_up_tokenization_spaces": False,
        "add_bos_token": True,
        "add_eos_token": False,
        **roles,
        "added_tokens_decoder": {str(number): added_token(text) for text, number in ids.items()},
    }
    return {
        "tokenizer.json": as_json(tokenizer),
        "tokenizer_config.json": as_json(config),
        "special_tokens_map.json": as_json(roles),
    }


def sequences() -> tuple[dict[str, object], dict[str, object]]:
    return {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}


def added_token(text: str) -> dict[str, object]:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"content": text, **flags}


def as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
