# SPDX-License-Identifier: LGPL-3.0-only
"""The output vocabulary: which tokens stay, at which ids, and where each donor has them.

A candidate (of the union, the base or the named model) stays when some donor physically holds its row,
when its id is below the config.json vocab_size of a donor that has it, or when the config's ``tokens``
names it; else it is dropped and counted.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from tokenizers import AddedToken
from transformers import PreTrainedTokenizerBase

from .mergescope_tokenizer import (
    add_tokens,
    copy_tokenizer,
    fix_ids,
    without_tokens,
)

LOG = logging.getLogger(__name__)

Model = TypeVar("Model", bound=Hashable)


def output_tokenizer(
    source: PreTrainedTokenizerBase,
    donors: Mapping[Model, PreTrainedTokenizerBase],
    vocabularies: Mapping[Model, Mapping[str, int]],
    limits: Mapping[Model, int],
    named: Sequence[str] = (),
    union: bool = False,
    reset_named: bool = False,
    keep: bool = True,
) -> PreTrainedTokenizerBase:
    """A tokenizer with the output's tokens: ``source`` itself where nothing is to be changed, else a copy.

    source: the tokenizer to start from (the base's, the leading donor's, or that of a named model).
    donors: tokenizers by model, leading donor first; vocabularies: their ``get_vocab()``; more models than
        tokenizers where a donor has none of its own.
    limits: per model, ids below it are real: the larger of config.json's vocab_size and the tensor's rows.
    union: whether the other donors' tokens are candidates too.
    reset_named: give ``named`` tokens that exist the settings of a new one too, as mergekit 0.1.4 does.
    keep: leave ``source`` as it is; else it may be changed in place (a copy of 131,072 tokens takes 0.4 s).
    Raises VocabularyError when a token cannot be dropped from this sort of tokenizer.
    """
    return with_vocabulary(source, donors, vocabularies, limits, named, union, reset_named, keep)[0]


def with_vocabulary(
    source: PreTrainedTokenizerBase,
    donors: Mapping[Model, PreTrainedTokenizerBase],
    vocabularies: Mapping[Model, Mapping[str, int]],
    limits: Mapping[Model, int],
    named: Sequence[str],
    union: bool,
    reset_named: bool,
    keep: bool,
) -> tuple[PreTrainedTokenizerBase, Mapping[str, int]]:
    """``output_tokenizer`` and what its ``get_vocab`` says: to ask for 131,072 tokens takes 0.1 s each time."""
    real = real_tokens(vocabularies, limits)
    stays = real.union(named)
    start = next((vocabularies[m] for m, t in donors.items() if t is source), None) or source.get_vocab()
    dropped: set[str] = set()
    for candidates in _distinct(start, *vocabularies.values()) if union else [start]:
        if not stays.issuperset(candidates):
            dropped |= set(candidates) - stays
    if not dropped.isdisjoint(start):
        result = without_tokens(source, dropped.intersection(start))
        known = result.get_vocab()
    else:
        result = copy_tokenizer(source) if keep and (union or named) else source
        known = start
    if union:
        known = add_tokens(result, *_union_tokens(donors, vocabularies, real), known)
    if named:
        wanted = [t for t in dict.fromkeys(named) if reset_named or t not in known]
        known = add_tokens(result, wanted, [], known)
    if dropped:
        LOG.warning(
            "%d tokens of the tokenizers are left out: no donor has a row for them (%s)",
            len(dropped),
            ", ".join(repr(t) for t in sorted(dropped)[:5]) + (", ..." if len(dropped) > 5 else ""),
            extra={"vocab_dropped": sorted(dropped)},
        )
    return fix_ids(result, known), known


def real_tokens(vocabularies: Mapping[Model, Mapping[str, int]], limits: Mapping[Model, int]) -> set[str]:
    """Tokens whose id is below the limit of a donor that has them."""
    real: set[str] = set()
    seen: list[tuple] = []
    for model, vocabulary in vocabularies.items():
        if any(
            limit == limits[model] and (known is vocabulary or known == vocabulary) for limit, known in seen
        ):
            continue
        seen.append((limits[model], vocabulary))
        limit = limits[model]
        if _top(vocabulary) < limit:
            real.update(vocabulary)
        else:
            real.update(token for token, i in vocabulary.items() if i < limit)
    return real


def _top(vocabulary: Mapping[str, int]) -> int:
    return max(vocabulary.values(), default=-1)


def _union_tokens(
    donors: Mapping[Model, PreTrainedTokenizerBase],
    vocabularies: Mapping[Model, Mapping[str, int]],
    real: set[str],
) -> tuple[list[str], list[AddedToken]]:
    """(ordinary tokens, added tokens with their settings) of all donors, in order, each once.

    Ordinary tokens come in the order of the donor's ids: a tokenizer lists its vocabulary in another order
    each time, and so would the output's ids differ from run to run.
    """
    added: dict[str, AddedToken] = {}
    disputed: set[str] = set()
    for tokenizer in {id(tokenizer): tokenizer for tokenizer in donors.values()}.values():
        for info in getattr(tokenizer, "added_tokens_decoder", {}).values():
            if info.content not in real:
                continue
            if added.setdefault(info.content, info) != info and info.content not in disputed:
                disputed.add(info.content)
                LOG.warning(f"Token '{info.content}' added with multiple different settings, using first")
    leading = next(iter(vocabularies.values()))
    ordinary = [
        token
        for vocabulary in _distinct(*vocabularies.values())
        if vocabulary is not leading
        for token in sorted(
            (t for t in vocabulary.keys() - leading.keys() if t in real and t not in added),
            key=vocabulary.__getitem__,
        )
    ]
    return list(dict.fromkeys(ordinary)), list(added.values())


def _distinct(*vocabularies: Mapping[str, int]) -> list[Mapping[str, int]]:
    """Each vocabulary object once, in order: donors often share one."""
    return list({id(vocabulary): vocabulary for vocabulary in vocabularies}.values())


def limit_of(config_size: int | None, rows: int | None, vocabulary: Mapping[str, int]) -> int:
    """Ids below this are real; what neither config nor tensor can tell, the tokenizer is trusted for."""
    known = [size for size in (config_size, rows) if size is not None]
    return max(known) if known else _top(vocabulary) + 1
