"""Takes the tokens out of a tokenizer whose rows the output does not have."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TypedDict

LOG = logging.getLogger(__name__)


class AddedToken(TypedDict):
    content: str
    id: int


class Model(TypedDict, total=False):
    """vocab: ids of tokens, or (token, score) by position."""

    vocab: dict[str, int] | list[tuple[str, float]]
    merges: list[str | list[str]]


class TokenizerFile(TypedDict, total=False):
    """What is looked at in a tokenizer.json."""

    added_tokens: list[AddedToken] | None
    model: Model | None


def cut_tokenizer(folder: Path, rows: int) -> int:
    """Rewrites tokenizer.json and its companions in `folder`, so that every id is below `rows`.

    Returns:
        How many tokens were taken out.
    """
    file = folder / "tokenizer.json"
    if not file.is_file():
        return 0
    tokenizer = json.loads(file.read_text(encoding="utf-8"))
    gone = _cut(tokenizer, rows)
    if not gone:
        return 0
    file.write_text(json.dumps(tokenizer, ensure_ascii=False, indent=2), encoding="utf-8")
    _cut_companions(folder, rows, gone)
    LOG.warning(
        "the tokenizer is longer than the output's %d rows: %d tokens were taken out of it (%s)",
        rows,
        len(gone),
        ", ".join(sorted(gone)[:3]) + (", …" if len(gone) > 3 else ""),
    )
    return len(gone)


def tokens_of(folder: Path) -> dict[str, int] | None:
    """Token → id of the tokenizer.json in a model's folder; None where there is none that says it."""
    try:
        tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        vocabulary = tokenizer["model"]["vocab"]
        if isinstance(vocabulary, list):
            vocabulary = {entry[0]: index for index, entry in enumerate(vocabulary)}
        return {
            **vocabulary,
            **{entry["content"]: entry["id"] for entry in tokenizer.get("added_tokens") or ()},
        }
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


def _cut(tokenizer: TokenizerFile, rows: int) -> set[str]:
    added = tokenizer.get("added_tokens") or []
    gone = {entry["content"] for entry in added if entry["id"] >= rows}
    tokenizer["added_tokens"] = [entry for entry in added if entry["id"] < rows]
    model = tokenizer.get("model") or Model()
    vocabulary = model.get("vocab")
    if isinstance(vocabulary, dict):
        lost = {token for token, index in vocabulary.items() if index >= rows}
        gone |= lost
        for token in lost:
            del vocabulary[token]
        if lost and "merges" in model:
            model["merges"] = [merge for merge in model["merges"] if not _touches(merge, lost)]
    elif isinstance(vocabulary, list):
        gone |= {entry[0] for entry in vocabulary[rows:]}
        model["vocab"] = vocabulary[:rows]
    return gone


def _touches(merge: str | list[str], lost: set[str]) -> bool:
    left, right = merge.split(" ", 1) if isinstance(merge, str) else merge
    return left in lost or right in lost or left + right in lost


def _cut_companions(folder: Path, rows: int, gone: set[str]) -> None:
    config = folder / "tokenizer_config.json"
    if config.is_file():
        settings = json.loads(config.read_text(encoding="utf-8"))
        decoder = settings.get("added_tokens_decoder")
        if isinstance(decoder, dict):
            settings["added_tokens_decoder"] = {k: v for k, v in decoder.items() if int(k) < rows}
        config.write_text(json.dumps(settings, ensure_ascii=False, indent=2), encoding="utf-8")
    added = folder / "added_tokens.json"
    if added.is_file():
        tokens = json.loads(added.read_text(encoding="utf-8"))
        kept = {token: index for token, index in tokens.items() if index < rows}
        added.write_text(json.dumps(kept, ensure_ascii=False, indent=2), encoding="utf-8")
