"""Tokens as people read them, in sentences: src/core/text/token-text.ts does the same."""

from __future__ import annotations

import contextlib
import json
from functools import cache


def quoted(token: str) -> str:
    """In quotes; `çľĭçĿĢ` of a byte-level vocabulary is 看着. What is no whole text in bytes stays as it is."""
    bytes_of = _byte_alphabet()
    with contextlib.suppress(KeyError, UnicodeDecodeError):
        token = bytes(bytes_of[letter] for letter in token).decode("utf-8")
    return json.dumps(token, ensure_ascii=False)


@cache
def _byte_alphabet() -> dict[str, int]:
    """The bytes by the letters that GPT-2 writes them as: printable ones as they are, the rest from U+0100 on."""
    plain = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    return {chr(byte if byte in plain else next(others)): byte for byte in range(256)}
