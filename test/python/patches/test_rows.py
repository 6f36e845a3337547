"""The row plan and its application, by value, without mergekit."""

import logging

import numpy as np
import pytest
import torch
from common import audit, rows, tensors

A, B, C = "a", "b", "c"


def plan_of(output, donors, **more):
    """donors: {name: (vocabulary, number of rows)}."""
    vocabularies = rows.index_vocabularies(output, {name: vocab for name, (vocab, _) in donors.items()})
    return rows.row_plan(vocabularies, {name: size for name, (_, size) in donors.items()}, tensor="W", **more)


def tensor(*values, dtype=torch.float32):
    return torch.tensor([[float(v), -float(v)] for v in values], dtype=dtype)


def first_column(aligned):
    return {name: rows[:, 0].tolist() for name, rows in aligned.items()}


# Worked out by hand. Tokens x, y, z are 0, 1, 2 everywhere; a has 3 rows, b has 2, c has 1.
# y: held by a and b, a ghost in c. z: held by a alone, a ghost in b and c.
XYZ = {"x": 0, "y": 1, "z": 2}
THREE = {A: (XYZ, 3), B: (XYZ, 2), C: (XYZ, 1)}
VALUES = {A: tensor(1, 2, 4), B: tensor(8, 16), C: tensor(32)}
TABLE = [
    # base, compat, donor: rows
    (None, None, {A: [1, 2, 4], B: [8, 16, 4], C: [32, 9, 4]}),
    (A, None, {A: [1, 2, 4], B: [8, 16, 4], C: [32, 2, 4]}),
    (B, None, {A: [1, 2, 4], B: [8, 16, 4], C: [32, 16, 4]}),
    (C, None, {A: [1, 2, 4], B: [8, 16, 4], C: [32, 9, 4]}),
    # The older patch asks tokenizers who knows a token: all three do, so without a base it averages the
    # holders; with a base it takes the base's row, and zero where that is a ghost.
    (None, "v2d", {A: [1, 2, 4], B: [8, 16, 4], C: [32, 9, 4]}),
    (A, "v2d", {A: [1, 2, 4], B: [8, 16, 4], C: [32, 2, 4]}),
    (B, "v2d", {A: [1, 2, 4], B: [8, 16, 0], C: [32, 16, 0]}),
    (C, "v2d", {A: [1, 2, 4], B: [8, 16, 0], C: [32, 0, 0]}),
]


@pytest.mark.parametrize(("base", "compat", "expected"), TABLE)
def test_rows_worked_out_by_hand(base, compat, expected):
    plan = plan_of(XYZ, THREE, base=base, compat=compat)
    assert first_column(tensors.align(plan, VALUES)) == expected


def test_v2d_writes_zero_where_the_older_patch_divided_by_zero():
    plan = plan_of(XYZ, {A: (XYZ, 2), B: (XYZ, 2)}, compat="v2d")
    assert first_column(tensors.align(plan, {A: tensor(1, 2), B: tensor(3, 4)})) == {
        A: [1, 2, 0],
        B: [3, 4, 0],
    }


def test_v2d_takes_the_only_tokenizer_that_knows_a_token_even_if_its_row_is_missing():
    donors = {A: (XYZ, 2), B: ({"x": 0, "y": 1}, 2)}
    values = {A: tensor(1, 2), B: tensor(3, 4)}
    for compat in (None, "v2d"):
        plan = plan_of(XYZ, donors, compat=compat)
        assert first_column(tensors.align(plan, values)) == {A: [1, 2, 0], B: [3, 4, 0]}


def test_means_are_cast_once_from_float32():
    # In bfloat16 256 + 1 is 256 again; in float32 the sum is 258 and the mean 86.
    vocabulary = {"x": 0}
    donors = dict.fromkeys("abc", (vocabulary, 1)) | {"d": ({}, 1)}
    values = {n: tensor(v, dtype=torch.bfloat16) for n, v in zip("abcd", (256, 1, 1, 0), strict=True)}
    assert first_column(tensors.align(plan_of(vocabulary, donors), values))["d"] == [86.0]
    old = tensors.align(plan_of(vocabulary, donors, compat="v2d"), values)
    assert first_column(old)["d"] == [torch.tensor(256 / 3).bfloat16().item()]


def test_donors_leave_in_the_promoted_dtype():
    values = {A: VALUES[A].bfloat16(), B: VALUES[B].half(), C: VALUES[C].half()}
    aligned = tensors.align(plan_of(XYZ, THREE), values)
    assert {t.dtype for t in aligned.values()} == {torch.float32}
    assert {t.shape for t in aligned.values()} == {(3, 2)}


def test_missing_rows_can_be_the_mean_of_all_held_rows():
    plan = plan_of({**XYZ, "q": 3}, {A: (XYZ, 2), B: (XYZ, 1)}, missing="mean", pad_to_multiple_of=8)
    aligned = first_column(tensors.align(plan, {A: tensor(1, 2), B: tensor(6)}))
    # Held: 1, 2 and 6, mean 3. Padding knows nothing of the filled rows.
    assert aligned == {A: [1, 2, 3, 3, 1.5, 1.5, 1.5, 1.5], B: [6, 2, 3, 3, 4, 4, 4, 4]}
    assert plan.missing.tolist() == [2, 3]


def test_holes_are_zero_and_no_part_of_the_padding_mean():
    plan = plan_of({"x": 0, "y": 3}, {A: ({"x": 0, "y": 3}, 4)}, pad_to_multiple_of=6)
    assert first_column(tensors.align(plan, {A: tensor(1, 7, 7, 5)})) == {A: [1, 0, 0, 5, 3, 3]}


@pytest.mark.parametrize("first", [1, float("nan"), float("inf")])
def test_nothing_held_at_all_is_zero_not_nan(first):
    plan = plan_of({"q": 0}, {A: (XYZ, 3)}, pad_to_multiple_of=2, missing="mean")
    assert first_column(tensors.align(plan, {A: tensor(first, 2, 3)})) == {A: [0, 0]}


def test_two_output_tokens_with_one_id_are_refused_by_name():
    with pytest.raises(rows.VocabularyError, match=r"'x'.*'y'.*ID 4"):
        rows.index_vocabularies({"x": 4, "y": 4}, {})


def test_a_source_without_the_weight_is_refused_only_where_it_is_needed():
    source = {"z": rows.TokenSource(donor="absent")}
    plan = plan_of(XYZ, {A: (XYZ, 3)}, sources=source)
    assert plan.index[A].tolist() == [0, 1, 2]
    with pytest.raises(rows.VocabularyError, match=r"'z'.*absent.*missing"):
        plan_of(XYZ, {A: (XYZ, 2)}, sources=source)


def test_the_plan_applies_chunk_by_chunk_as_it_does_at_once():
    rng = np.random.default_rng(0)
    output = {f"t{i}": i for i in range(2000)}
    donors, values = {}, {}
    for name, size in ((A, 2000), (B, 1500), (C, 700)):
        known = {t: int(i) for i, t in enumerate(rng.permutation(list(output))[: size + 100])}
        donors[name] = (known, size)
        values[name] = torch.from_numpy(rng.standard_normal((size, 3))).float()
    plan = plan_of(output, donors, base=None)
    whole = tensors.align(plan, values)

    def fetch(donor, index):
        return values[donor].index_select(0, index)

    for start in range(0, plan.span, 333):
        at = np.arange(start, min(start + 333, plan.span))
        defaults = tensors.default_rows(plan, at, fetch, torch.float32)
        for donor in plan.donors:
            own = torch.from_numpy(plan.index[donor][at])
            chunk = torch.where((own >= 0)[:, None], fetch(donor, own.clamp(min=0)), defaults)
            assert torch.equal(chunk, whole[donor][at])


def test_thousands_of_ghosts_are_fifty_lines_and_a_summary(caplog):
    output = {f"t{i}": i for i in range(3000)}
    plan = plan_of(output, {A: (output, 1000), B: (output, 3000)})
    with caplog.at_level(logging.WARNING):
        audit.report(plan)
    assert len(caplog.records) == 51
    assert caplog.messages[0] == (
        "[VOCAB AUDIT] Model 'a' is missing token 't1000' (ID: 1000). Donor size: 1000, Requested Index: 1000. Skipping."
    )
    assert caplog.messages[50] == (
        "[VOCAB AUDIT] Model 'a': 1950 more tokens missing from 'W' (rows: 1000, IDs 1050..2999)."
    )
    assert caplog.records[50].vocab_audit["count"] == 1950
    assert caplog.records[0].levelno == logging.WARNING
    assert caplog.records[0].name.endswith("mergescope_audit")


def test_tokens_that_nobody_has_are_counted_in_one_line(caplog):
    with caplog.at_level(logging.WARNING):
        audit.report(plan_of({**XYZ, "q": 3, "r": 4}, {A: (XYZ, 3)}))
    assert caplog.messages == ["2 tokens have no row in any input of 'W' (IDs 3..4)"]
