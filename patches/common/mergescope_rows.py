# SPDX-License-Identifier: LGPL-3.0-only
"""Which row of which donor becomes which row of the output: the *row plan*.

Pure: numpy arrays in, numpy arrays out; no tensor, no file, no mergekit. Two users follow one plan:
``mergescope_tensors`` applies it to whole tensors, the mergescope engine chunk by chunk.

    vocabularies = index_vocabularies(output_vocab, {donor: its original vocabulary, …})   # once a merge
    plan = row_plan(vocabularies, {donor: rows of its tensor, …}, tensor="lm_head.weight", base=…)

Donors are any hashable keys whose ``str`` names them in messages (mergekit: ``ModelReference``). The order
of ``rows`` is the order of the config's models: means are accumulated in it.

A token is **held** by a donor when the donor's tokenizer knows it and its id is below the rows of the
tensor at hand; a **ghost** when the tokenizer knows it but the row does not exist; else **absent**.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

Donor = TypeVar("Donor", bound=Hashable)

# How a default row is made (RowPlan.default_kind).
ZERO, ROW, MEAN, FILL = 0, 1, 2, 3


class VocabularyError(ValueError):
    """The config asks for a row that cannot exist. ``token`` and ``donor`` say which."""

    def __init__(self, message: str, token: str | None = None, donor: Hashable | None = None):
        super().__init__(message)
        self.token, self.donor = token, donor


@dataclass(frozen=True)
class TokenSource(Generic[Donor]):
    """An entry of ``tokenizer.tokens``: at most one of ``donor`` and ``zero``; neither means the usual rules.

    ``donor_token``/``donor_id`` name another token of the donor (``kind: model_token``).
    """

    donor: Donor | None = None
    zero: bool = False
    donor_token: str | None = None
    donor_id: int | None = None
    force: bool = False


@dataclass(frozen=True)
class Vocabularies(Generic[Donor]):
    """What the donors' tokenizers say of each output token. The same for every tensor of a merge.

    tokens: output tokens by ascending output id; ids: int64 [tokens], those ids;
    donors: per donor int64 [tokens], the donor's own id or -1 where its tokenizer does not know the token;
    originals: per donor the whole vocabulary, for ``model_token`` sources;
    complete: False when the donors' vocabularies were not given, only the ids of shared tokens.
    """

    tokens: Sequence[str]
    ids: np.ndarray
    donors: dict[Donor, np.ndarray]
    originals: Mapping[Donor, Mapping[str, int]] = field(default_factory=dict)
    complete: bool = True


@dataclass(frozen=True)
class Ghosts(Generic[Donor]):
    """The ghosts of one donor in one tensor, by output id. All arrays have the same length.

    positions: int64, where each is in ``Vocabularies.tokens``; output_ids, donor_ids: int64;
    zero: bool, True where the row that the donor is given is zero.
    """

    donor: Donor
    rows: int
    positions: np.ndarray
    output_ids: np.ndarray
    donor_ids: np.ndarray
    zero: np.ndarray


@dataclass(frozen=True)
class RowPlan(Generic[Donor]):
    """Where each row of one vocabulary tensor comes from, per donor. Arrays have ``rows`` entries.

    donors: the inputs of the tensor, in the order of the config's models.
    span: max(output id) + 1; rows: span rounded up to ``pad_to_multiple_of``; [span, rows) is padding.
    index[donor]: int64, the donor's own row, or -1: take the default row (or a hole, or padding).
    held[donor]: as index, but before ``force`` took rows away; the terms of means and fills.
    real: bool, True where an output token has this id (False: hole of sparse ids, or padding).
    default_kind: uint8. ZERO: zeros. ROW: row ``default_row`` of ``donors[default_donor]``.
        MEAN: mean of the held rows. FILL: mean of every held row of the tensor (missing="mean").
    needed: int64, ascending: the rows < span where some donor's index is -1.
    unsourced: bool, real rows that nobody could fill; left out of the padding mean where index is -1.
    missing: int64, output ids of tokens that no input holds and no config entry explains.
    working_dtype_means: True under compat="v2d": means are accumulated in the tensor's own dtype.
    """

    tensor: str
    donors: tuple[Donor, ...]
    span: int
    rows: int
    index: dict[Donor, np.ndarray]
    held: dict[Donor, np.ndarray]
    real: np.ndarray
    default_kind: np.ndarray
    default_donor: np.ndarray
    default_row: np.ndarray
    needed: np.ndarray
    unsourced: np.ndarray
    missing: np.ndarray
    ghosts: tuple[Ghosts[Donor], ...]
    tokens: Sequence[str]
    working_dtype_means: bool = False

    def padding_terms(self, donor: Donor) -> np.ndarray:
        """int64: the rows of ``donor`` that its padding rows are the mean of."""
        return np.flatnonzero(self.real & ~(self.unsourced & (self.index[donor] < 0)))


def index_vocabularies(
    output: Mapping[str, int],
    originals: Mapping[Donor, Mapping[str, int]],
    complete: bool = True,
) -> Vocabularies[Donor]:
    """Look every output token up in every donor's vocabulary, once.

    Raises VocabularyError when two output tokens share an id or the output vocabulary is empty.
    """
    output = dict(output)
    if not output:
        raise VocabularyError("The output vocabulary is empty")
    ids = np.fromiter(output.values(), np.int64, len(output))
    order = np.argsort(ids, kind="stable")
    names = list(output)
    tokens = [names[position] for position in order.tolist()]
    ids = ids[order]
    clash = np.flatnonzero(np.diff(ids) == 0)
    if clash.size:
        first, second = tokens[clash[0]], tokens[clash[0] + 1]
        raise VocabularyError(
            f"Tokens {first!r} and {second!r} of the output tokenizer share the ID {ids[clash[0]]}", second
        )
    # Donors often share one vocabulary object.
    looked: dict[int, np.ndarray] = {}
    for vocabulary in originals.values():
        if id(vocabulary) not in looked:
            looked[id(vocabulary)] = _ids_in(vocabulary, names)[order]
    donors = {donor: looked[id(vocabulary)] for donor, vocabulary in originals.items()}
    return Vocabularies(tokens, ids, donors, originals, complete)


def _ids_in(vocabulary: Mapping[str, int], names: list[str]) -> np.ndarray:
    """int64: of each name, the vocabulary's id, or -1."""
    # A vocabulary that new tokens were added to begins with the old one: 131,072 lookups take 0.1 s.
    begins = len(vocabulary) <= len(names) and names[: len(vocabulary)] == list(vocabulary)
    if begins:
        ids = np.full(len(names), -1, np.int64)
        ids[: len(vocabulary)] = np.fromiter(vocabulary.values(), np.int64, len(vocabulary))
        return ids
    return np.fromiter(map(vocabulary.get, names, itertools.repeat(-1)), np.int64, len(names))


def row_plan(
    vocabularies: Vocabularies[Donor],
    rows: Mapping[Donor, int],
    *,
    tensor: str = "",
    sources: Mapping[str, TokenSource[Donor]] | None = None,
    base: Donor | None = None,
    pad_to_multiple_of: int | None = None,
    missing: str = "zero",
    compat: str | None = None,
) -> RowPlan[Donor]:
    """Plan one vocabulary tensor.

    rows: size along the vocabulary axis of each donor's tensor, read from the tensor; its keys are the
        inputs of this tensor, its order that of the config's models.
    missing: "zero" | "mean", the row of a token that no input holds.
    compat: "v2d" chooses sources by what tokenizers say, as the older embed_v2d did: a chosen ghost
        becomes zero even where others hold the row. What was NaN there is zero here.

    Raises VocabularyError: a named source does not know the token, or is no input of the tensor.
    """
    if missing not in ("zero", "mean"):
        raise ValueError(f"missing must be 'zero' or 'mean', not {missing!r}")
    if compat not in (None, "", "v2d"):
        raise ValueError(f"compat must be 'v2d' or nothing, not {compat!r}")
    v2d = compat == "v2d"
    donors = tuple(rows)
    sizes = np.array([rows[d] for d in donors], np.int64)[:, None]
    asked = np.stack([vocabularies.donors[d] for d in donors])
    known = asked >= 0
    held = known & (asked < sizes)
    kind, chosen, chosen_row = _choose(donors, asked, known if v2d else held, base)
    explicit = np.zeros(kind.size, bool)
    forced = np.zeros(kind.size, bool)
    accused: list[tuple[int, int, int]] = []
    if sources:
        state = (kind, chosen, chosen_row, explicit, forced, accused)
        _apply_sources(vocabularies, donors, asked, held, rows, sources, state)
    # Under v2d a source may have been chosen that has no such row.
    lost = (kind == ROW) & (chosen_row >= sizes[chosen, 0])
    lost |= (kind == MEAN) & ~held.any(axis=0)
    kind[lost] = ZERO
    homeless = (kind == ZERO) & ~explicit
    if missing == "mean":
        kind[homeless & ~held.any(axis=0) & ~_named(accused, kind.size)] = FILL

    ids = vocabularies.ids
    span = int(ids[-1]) + 1
    total = -(-span // pad_to_multiple_of) * pad_to_multiple_of if pad_to_multiple_of else span
    own, index = {}, {}
    for i, donor in enumerate(donors):
        own[donor] = _scatter(np.where(held[i], asked[i], -1), ids, total, -1)
        index[donor] = own[donor]
        if forced.any():
            index[donor] = _scatter(np.where(held[i] & ~forced, asked[i], -1), ids, total, -1)
    lacking = np.zeros(span, bool)
    for donor in donors:
        lacking |= index[donor][:span] < 0
    skip_unsourced = vocabularies.complete and not v2d
    return RowPlan(
        tensor=tensor,
        donors=donors,
        span=span,
        rows=total,
        index=index,
        held=own,
        real=_scatter(np.ones(ids.size, bool), ids, total, False),
        default_kind=_scatter(kind, ids, total, ZERO),
        default_donor=_scatter(chosen.astype(np.int16), ids, total, -1),
        default_row=_scatter(chosen_row, ids, total, -1),
        needed=np.flatnonzero(lacking),
        unsourced=_scatter(homeless & skip_unsourced, ids, total, False),
        missing=ids[homeless & ~held.any(axis=0) & ~_named(accused, kind.size)],
        ghosts=_ghosts(donors, sizes, asked, known & ~held, kind == ZERO, ids, accused),
        tokens=vocabularies.tokens,
        working_dtype_means=v2d,
    )


def _scatter(values: np.ndarray, ids: np.ndarray, rows: int, empty: int | bool) -> np.ndarray:
    """Spread values of tokens over output rows; ``empty`` where no token lives."""
    out = np.full(rows, empty, values.dtype)
    out[ids] = values
    return out


def _choose(
    donors: tuple[Donor, ...], asked: np.ndarray, present: np.ndarray, base: Donor | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rules without a config entry: one holder, the base, the mean of several, nobody."""
    count = present.sum(axis=0)
    chosen = present.argmax(axis=0)
    kind = np.where(count == 0, ZERO, np.where(count == 1, ROW, MEAN)).astype(np.uint8)
    if base in donors:
        position = donors.index(base)
        by_base = (count > 1) & present[position]
        kind[by_base] = ROW
        chosen = np.where(by_base, position, chosen)
    return kind, chosen, asked[chosen, np.arange(asked.shape[1])]


def _apply_sources(vocabularies, donors, asked, held, rows, sources, state) -> None:
    """Let the entries of ``tokenizer.tokens`` override the rules, in place."""
    kind, chosen, chosen_row, explicit, forced, accused = state
    position_of = {token: i for i, token in enumerate(vocabularies.tokens) if token in sources}
    for token, source in sources.items():
        at = position_of.get(token)
        if at is None:
            continue
        forced[at] = source.force
        if source.zero:
            kind[at], explicit[at] = ZERO, True
        elif source.donor is not None:
            if source.donor not in rows:
                if source.force or not held[:, at].all():
                    raise VocabularyError(
                        f"Token {token!r} is to come from model {source.donor}, but that model's weight is missing "
                        f"among the inputs of the tensor: {', '.join(map(str, donors))}",
                        token,
                        source.donor,
                    )
                continue
            i = donors.index(source.donor)
            row = _source_row(vocabularies, asked[i, at], token, source, source.donor)
            if row < rows[source.donor]:
                kind[at], chosen[at], chosen_row[at] = ROW, i, row
            else:
                kind[at] = ZERO
                accused.append((i, at, int(row)))


def _source_row(
    vocabularies: Vocabularies[Donor], own_id: int, token: str, source: TokenSource[Donor], donor: Donor
) -> int:
    """The row that an explicit source asks of its donor for; it may lie beyond the tensor."""
    if source.donor_id is not None:
        if source.donor_id < 0:
            raise VocabularyError(
                f"Token {token!r}: token_id {source.donor_id} of model {donor} is negative",
                token,
                donor,
            )
        return source.donor_id
    if source.donor_token is not None:
        own_id = vocabularies.originals.get(donor, {}).get(source.donor_token, -1)
    if own_id < 0:
        asked_for = token if source.donor_token is None else source.donor_token
        raise VocabularyError(
            f"Token {token!r} is to come from token {asked_for!r} of model {donor}, "
            f"but token {asked_for!r} is not found in model {donor}",
            token,
            donor,
        )
    return int(own_id)


def _named(accused: list[tuple[int, int, int]], size: int) -> np.ndarray:
    mask = np.zeros(size, bool)
    mask[[at for _, at, _ in accused]] = True
    return mask


def _ghosts(donors, sizes, asked, ghost, zero, ids, accused) -> tuple[Ghosts, ...]:
    """Ghosts a donor, and the explicit sources that have no row even where the donor knows the token."""
    out = []
    for i, donor in enumerate(donors):
        blamed = {at: row for j, at, row in accused if j == i}
        mask = ghost[i].copy()
        mask[list(blamed)] = True
        at = np.flatnonzero(mask)
        if at.size:
            donor_ids = asked[i, at]
            falls = zero[at]
            for position, row in blamed.items():
                k = np.searchsorted(at, position)
                donor_ids[k], falls[k] = row, True
            out.append(Ghosts(donor, int(sizes[i, 0]), at, ids[at], donor_ids, falls))
    return tuple(out)
