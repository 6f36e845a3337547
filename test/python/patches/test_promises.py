"""The four promises, with real vocabularies: Mistral Nemo's Tekken and the 32,768-token v3."""

import pathlib
from functools import cache

import numpy as np
import pytest
from cases import Case
from checks import check_audit, check_rows, run_cases
from lab import EMBED, read_tensors
from real_vocabularies import tekken_state, v3_state
from tiny_models import make_model

TEKKEN = 131_072
V3 = 32_768
EXTRA = ("<|im_start|>", "<|im_end|>")


def _tekken(folder, seed, rows=TEKKEN, extra=(), **more):
    return make_model(folder, tekken_state(extra), seed=seed, rows=rows, hidden=4, **more)


def _pair(first, second, method, **more):
    settings = {
        "linear": {"weights": {"a": {"weight": 0.3}, "b": {"weight": 0.7}}},
        "slerp": {"parameters": {"t": 0.4}},
        "ties": {"weights": {"b": {"weight": 0.5, "density": 0.5}}},
        "della": {"weights": {"b": {"weight": 0.5, "density": 0.5, "epsilon": 0.1}}},
    }[method]
    return Case({"a": first, "b": second}, method, base="a", **settings, **more)


@cache
def _donor(folder: pathlib.Path, kind: str):
    """Donors are shared by the cases: Tekken's file is 17 MB."""
    home = folder / kind
    if kind == "tekken":
        return _tekken(home, 1)
    if kind == "extra":
        return _tekken(home, 2, TEKKEN + 2, EXTRA)
    if kind == "short":
        return _tekken(home, 3, TEKKEN - 2, config_rows=TEKKEN)
    return make_model(home, v3_state(), seed=4, rows=V3, hidden=4)


def _maker(first, second, method):
    return lambda folder: _pair(_donor(folder.parent, first), _donor(folder.parent, second), method)


MAKERS = {
    "extra": _maker("tekken", "extra", "linear"),
    "short": _maker("short", "tekken", "linear"),
    "two": _maker("tekken", "v3", "linear"),
}
MORE = {
    f"{name}-{method}": _maker(*pair, method)
    for name, pair in {
        "extra": ("tekken", "extra"),
        "short": ("short", "tekken"),
        "two": ("tekken", "v3"),
    }.items()
    for method in ("slerp", "ties", "della")
}


@pytest.fixture(scope="session")
def runs(lab):
    return run_cases(lab, lab.folder / "promises", MAKERS)


@pytest.fixture(scope="session")
def more_runs(lab):
    return run_cases(lab, lab.folder / "more-promises", MORE)


@pytest.mark.parametrize("name", MAKERS)
def test_all_rows_and_audit_lines_are_right(runs, name):
    check_rows(runs[name])
    check_audit(runs[name])


@pytest.mark.soak
@pytest.mark.parametrize("name", MORE)
def test_all_rows_and_audit_lines_are_right_for_other_methods(more_runs, name):
    check_rows(more_runs[name])
    check_audit(more_runs[name])


def test_extra_rows_come_from_the_donor_that_has_them(runs):
    run = runs["extra"]
    merged = read_tensors(run.out)[EMBED]
    assert merged.shape[0] == TEKKEN + 2
    np.testing.assert_array_equal(merged[TEKKEN:], run.case.donors["b"].embed[TEKKEN:])
    assert run.result["audit"] == []


def test_the_last_two_rows_come_from_nobody_but_the_holder(runs):
    run = runs["short"]
    merged = read_tensors(run.out)[EMBED]
    assert merged.shape[0] == TEKKEN
    np.testing.assert_array_equal(merged[TEKKEN - 2 :], run.case.donors["b"].embed[TEKKEN - 2 :])
    assert [(r["output_id"], r["rows"]) for r in run.result["audit"]] == [
        (TEKKEN - 2, TEKKEN - 2),
        (TEKKEN - 1, TEKKEN - 2),
    ] * 2


def test_two_vocabularies_keep_their_own_tokens_and_merge_the_shared(runs):
    run = runs["two"]
    vocab, merged = run.result["vocab"], read_tensors(run.out)[EMBED]
    tekken, v3 = run.case.donors["a"], run.case.donors["b"]
    shared = tekken.vocab.keys() & v3.vocab.keys()
    only = v3.vocab.keys() - tekken.vocab.keys()
    assert len(shared) > 10_000
    assert len(only) > 10_000
    assert len(vocab) == TEKKEN + len(only)
    for token in list(only)[:500]:
        np.testing.assert_array_equal(merged[vocab[token]], v3.embed[v3.vocab[token]])
    for token in list(shared)[:500]:
        wanted = 0.3 * tekken.embed[tekken.vocab[token]] + 0.7 * v3.embed[v3.vocab[token]]
        np.testing.assert_allclose(merged[vocab[token]], wanted, rtol=1e-5, atol=1e-6)
    print(f"union of {TEKKEN} and {V3} tokens: merged in {run.result['seconds']:.1f} s")
