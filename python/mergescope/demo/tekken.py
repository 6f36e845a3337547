"""Turns Tekken, Mistral Nemo's vocabulary as mistral-common ships it, into files that transformers loads."""

import base64
import json
from pathlib import Path

from .byte_level import BytePairs, byte_alphabet, unite

SOURCE = "tekken_240718.json"
SIZE = 131_072
SPECIAL = 1_000
# Nemo's own control tokens in the order of their ids; the rest up to 999 are fillers.
CONTROL = (
    "<unk> <s> </s> [INST] [/INST] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] [TOOL_RESULTS] [/TOOL_RESULTS] "
    "[TOOL_CALLS] <pad> [PREFIX] [MIDDLE] [SUFFIX]"
).split()


def source_path() -> Path:
    """Where mistral-common keeps the vocabulary; it is found without importing the package (0.3 s)."""
    from importlib.metadata import distribution

    return Path(str(distribution("mistral-common").locate_file("mistral_common"))) / "data" / SOURCE


def special_tokens() -> list[str]:
    return CONTROL + [f"<SPECIAL_{n}>" for n in range(len(CONTROL), SPECIAL)]


def merge_pairs(ranks: dict[bytes, int]) -> list[tuple[bytes, bytes]]:
    """The merge that makes each token, in rank order.

    A token's pair is what byte-pair encoding leaves of it when only lower ranks may merge: tiktoken's algorithm
    looks at ranks and needs no pairs, the tokenizers library looks at pairs. Tokens that no merge reaches (a text
    gives them only when it is exactly that piece) get none; `ignore_merges` covers them.
    """
    pairs = []
    for token, rank in ranks.items():
        if len(token) > 1:
            parts = split(token, rank, ranks)
            if len(parts) == 2:
                pairs.append((parts[0], parts[1]))
    return pairs


def split(token: bytes, below: int, ranks: dict[bytes, int]) -> list[bytes]:
    parts = [token[i : i + 1] for i in range(len(token))]
    while len(parts) > 2:
        lowest, at = below, -1
        for i in range(len(parts) - 1):
            rank = ranks.get(parts[i] + parts[i + 1], below)
            if rank < lowest:
                lowest, at = rank, i
        if at < 0:
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def tekken() -> BytePairs:
    """Nemo's 131,072 tokens: control tokens at ids 0 to 999, a token of rank r at id 1000 + r."""
    source = json.loads(source_path().read_bytes())
    words = [base64.b64decode(entry["token_bytes"]) for entry in source["vocab"][: SIZE - SPECIAL]]
    ranks = {word: rank for rank, word in enumerate(words)}
    alphabet = byte_alphabet()
    special = special_tokens()
    vocabulary = {text: n for n, text in enumerate(special)}
    vocabulary.update((unite(word, alphabet), SPECIAL + rank) for word, rank in ranks.items())
    merges = [(unite(a, alphabet), unite(b, alphabet)) for a, b in merge_pairs(ranks)]
    return BytePairs(vocabulary, merges, special, source["config"]["pattern"])
