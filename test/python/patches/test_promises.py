"""The four promises, with real vocabularies: Mistral Nemo's Tekken and the 32,768-token v3."""

import pathlib

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


def _extra_tokens(folder: pathlib.Path, method="linear"):
    plain = _tekken(folder / "a", 1)
    return _pair(plain, _tekken(folder / "b", 2, TEKKEN + 2, EXTRA), method)


def _short_tensor(folder: pathlib.Path, method="linear"):
    return _pair(_tekken(folder / "a", 1, TEKKEN - 2, config_rows=TEKKEN), _tekken(folder / "b", 2), method)


def _two_vocabularies(folder: pathlib.Path):
    other = make_model(folder / "b", v3_state(), seed=2, rows=V3, hidden=4)
    return _pair(_tekken(folder / "a", 1), other, "linear")


MAKERS = {
    "extra": _extra_tokens,
    "two": _two_vocabularies,
    **{f"short/{m}": lambda f, m=m: _short_tensor(f, m) for m in ("linear", "slerp", "ties", "della")},
}


@pytest.fixture(scope="session")
def runs(lab):
    return run_cases(lab, lab.folder / "promises", MAKERS)


@pytest.mark.parametrize("name", MAKERS)
def test_all_rows_and_audit_lines_are_right(runs, name):
    check_rows(runs[name])
    check_audit(runs[name])


def test_extra_rows_come_from_the_donor_that_has_them(runs):
    run = runs["extra"]
    merged = read_tensors(run.out)[EMBED]
    assert merged.shape[0] == TEKKEN + 2
    np.testing.assert_array_equal(merged[TEKKEN:], run.case.donors["b"].embed[TEKKEN:])
    assert run.result["audit"] == []


def test_the_last_two_rows_come_from_nobody_but_the_holder(runs):
    run = runs["short/linear"]
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
