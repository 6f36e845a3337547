"""Two real vocabularies out of mistral-common, as tokenizer.json states: Tekken and the 32,768-token v3."""

import json
import struct
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

V3 = "mistral_instruct_tokenizer_240323.model.v3"
CONTROL, UNKNOWN = 3, 2


@cache
def v3_state() -> dict:
    """The v3 SentencePiece model as a BPE tokenizer.json: pieces with their ids, merges by rank."""
    pieces = sentencepiece_pieces(_data(V3).read_bytes())
    vocab = {piece: i for i, (piece, _, _) in enumerate(pieces)}
    merges = []
    for piece, _, _ in pieces:
        splits = [(piece[:k], piece[k:]) for k in range(1, len(piece))]
        known = [pair for pair in splits if pair[0] in vocab and pair[1] in vocab]
        merges += [list(pair) for pair in sorted(known, key=lambda pair: (vocab[pair[0]], vocab[pair[1]]))]
    special = [(i, piece) for i, (piece, _, kind) in enumerate(pieces) if kind in (CONTROL, UNKNOWN)]
    return {
        "version": "1.0",
        "added_tokens": [
            {
                "id": i,
                "content": piece,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i, piece in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Prepend", "prepend": "▁"},
                {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
            ],
        },
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "model": {
            "type": "BPE",
            "unk_token": "<unk>",
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": vocab,
            "merges": merges,
        },
    }


def sentencepiece_pieces(data: bytes) -> list[tuple[str, float, int]]:
    """(piece, score, type) of a SentencePiece ModelProto: field 1, repeated; its fields 1, 2 and 3."""
    pieces = []
    for number, value in _fields(data):
        if number == 1:
            fields = dict(_fields(value))
            pieces.append((fields[1].decode(), fields.get(2, 0.0), fields.get(3, 1)))
    return pieces


def _fields(data: bytes):
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            size = {1: 8, 5: 4}[wire]
            value = struct.unpack("<d" if wire == 1 else "<f", data[at : at + size])[0]
            at += size
        yield number, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return result, at


def _data(name: str) -> Path:
    return Path(str(distribution("mistral-common").locate_file("mistral_common"))) / "data" / name


@cache
def tekken_state(extra: tuple[str, ...] = ()) -> dict:
    """Tekken's 131,072 tokens; extra: added special tokens behind them."""
    from mergescope.demo.byte_level import tokenizer_files
    from mergescope.demo.tekken import tekken

    return json.loads(tokenizer_files(tekken(), extra)["tokenizer.json"])
