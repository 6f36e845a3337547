# SPDX-License-Identifier: LGPL-3.0-only
"""The output vocabulary: which tokens stay, at which ids, and where each donor has them.

A candidate (of the union, the base or the named model) stays when some donor physically holds its row,
when its id is below the config.json vocab_size of a donor that has it, or when the config's ``tokens``
names it; else it is dropped and counted.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from .mergescope_tokenizer import (
    add_tokens,
    copy_tokenizer,
    fix_ids,
    without_tokens,
)

LOG = logging.getLogger(__name__)

Model = Hashable


def output_tokenizer(
    source: Any,
    donors: Mapping[Model, Any],
    vocabularies: Mapping[Model, Mapping[str, int]],
    limits: Mapping[Model, int],
    named: Sequence[str] = (),
    union: bool = False,
    reset_named: bool = False,
) -> Any:
    """A tokenizer with the output's tokens: ``source`` itself where nothing is to be changed, else a copy.

    source: the tokenizer to start from (the base's, the leading donor's, or that of a named model).
    donors: tokenizers by model, leading donor first; vocabularies: their ``get_vocab()``; more models than
        tokenizers where a donor has none of its own.
    limits: per model, ids below it are real: the larger of config.json's vocab_size and the tensor's rows.
    union: whether the other donors' tokens are candidates too.
    reset_named: give ``named`` tokens that exist the settings of a new one too, as mergekit 0.1.4 does.
    Raises VocabularyError when a token cannot be dropped from this sort of tokenizer.
    """
    real = real_tokens(vocabularies, limits)
    stays = real.union(named)
    start = source.get_vocab()
    dropped = {token for token in start if token not in stays}
    if dropped:
        result = without_tokens(source, dropped)
    else:
        result = copy_tokenizer(source) if union or named else source
    if union:
        dropped |= {t for v in vocabularies.values() for t in v if t not in stays}
        add_tokens(result, *_union_tokens(donors, vocabularies, real))
    known = result.get_vocab()
    add_tokens(result, [t for t in dict.fromkeys(named) if reset_named or t not in known], [])
    if dropped:
        LOG.warning(
            "%d tokens of the tokenizers are left out: no donor has a row for them (%s)",
            len(dropped),
            ", ".join(repr(t) for t in sorted(dropped)[:5]) + (", ..." if len(dropped) > 5 else ""),
            extra={"vocab_dropped": sorted(dropped)},
        )
    return fix_ids(result)


def real_tokens(vocabularies: Mapping[Model, Mapping[str, int]], limits: Mapping[Model, int]) -> set[str]:
    """Tokens whose id is below the limit of a donor that has them."""
    real: set[str] = set()
    seen: list[tuple] = []
    for model, vocabulary in vocabularies.items():
        if any(limit == limits[model] and known == vocabulary for limit, known in seen):
            continue
        seen.append((limits[model], vocabulary))
        limit = limits[model]
        real.update(token for token, i in vocabulary.items() if i < limit)
    return real


def _union_tokens(donors, vocabularies, real):
    """(ordinary tokens, added tokens with their settings) of all donors, in order, each once."""
    added: dict[str, Any] = {}
    disputed: set[str] = set()
    for tokenizer in donors.values():
        for info in getattr(tokenizer, "added_tokens_decoder", {}).values():
            if info.content not in real:
                continue
            if added.setdefault(info.content, info) != info and info.content not in disputed:
                disputed.add(info.content)
                LOG.warning(f"Token '{info.content}' added with multiple different settings, using first")
    leading = next(iter(vocabularies.values()))
    ordinary = [
        token
        for vocabulary in vocabularies.values()
        if vocabulary is not leading
        for token in vocabulary
        if token in real and token not in leading and token not in added
    ]
    return list(dict.fromkeys(ordinary)), list(added.values())


def limit_of(config_size: int | None, rows: int | None, vocabulary: Mapping[str, int]) -> int:
    """Ids below this are real; what neither config nor tensor can tell, the tokenizer is trusted for."""
    known = [size for size in (config_size, rows) if size is not None]
    return max(known) if known else max(vocabulary.values(), default=-1) + 1
