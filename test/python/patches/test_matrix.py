"""Every ghost-token case, on every version at hand: real merges to disk against an independent oracle."""

import json
import pathlib
import re

import numpy as np
import pytest
from cases import CASES, Case
from lab import EMBED, HEAD, expectation, read_tensors, standard_job
from oracle import candidates, linear, slerp

TEXT = {
    "ghost": "[VOCAB AUDIT] Model '{model}' is missing token '{token}' (ID: {output_id}). "
    "Donor size: {rows}, Requested Index: {donor_id}. Skipping.",
    "zero": "[VOCAB AUDIT] Default source model '{model}' is missing token '{token}' from its physical tensor. "
    "Falling back to zero.",
}


NOT_YET = {"0.1.4": {"ram", "ramplus_tl"}}


@pytest.fixture(scope="session")
def runs(lab):
    """Run all cases patched, then the standardised donors of all of them unpatched; two processes in all."""
    folder = lab.folder / "cases"
    cases: dict[str, Case] = {name: make(folder / name.replace("/", "_")) for name, make in CASES.items()}
    out = {name: str(folder / name.replace("/", "_") / "out") for name in cases}
    jobs = {n: {"config": c.config(), "out": out[n], "env": c.env} for n, c in cases.items()}
    results = lab.run(jobs, patched=True)
    expected, standard = {}, {}
    for name, case in cases.items():
        if results[name]["error"] is None:
            expected[name] = expectation(case, results[name]["vocab"])
            home = folder / name.replace("/", "_") / "standard"
            standard[name] = standard_job(case, expected[name], home)
    reference = lab.run(standard, patched=False)
    for name, result in reference.items():
        assert result["error"] is None, f"reference of {name}: {result['error']}"
    return {
        name: (case, results[name], out[name], expected.get(name), standard.get(name, {}).get("out"))
        for name, case in cases.items()
    }


@pytest.mark.parametrize("name", CASES)
def test_rows_come_from_the_donors_that_hold_them(lab, runs, name):
    if name.split("/")[0] in NOT_YET.get(lab.version, ()):
        pytest.skip(f"mergekit {lab.version} has no such method")
    case, result, out, expected, reference = runs[name]
    if case.fail:
        assert result["error"] is not None
        assert re.search(case.fail, result["error"].replace("/", " ")), result["error"]
        return
    assert result["error"] is None
    _check_vocabulary(case, result["vocab"])
    merged, wanted = read_tensors(out), read_tensors(reference)
    assert merged.keys() == wanted.keys()
    span = max(result["vocab"].values()) + 1
    rows = -(-span // case.pad) * case.pad if case.pad else span
    assert result["rows"] == [rows, rows], "config.json, embedding and head agree"
    for tensor, values in merged.items():
        np.testing.assert_allclose(values, wanted[tensor], rtol=1e-5, atol=1e-6, err_msg=tensor)
        if tensor in (EMBED, HEAD):
            _check_closed_form(case, values, expected[tensor][0])


@pytest.mark.parametrize("name", CASES)
def test_every_ghost_is_told_once_a_tensor(runs, name):
    case, result, _, expected, _ = runs[name]
    if case.fail:
        return
    told = {}
    for record in result["audit"]:
        key = record["tensor"], record["model"], record["token"]
        assert key not in told, "told twice"
        told[key] = record["kind"]
        assert TEXT[record["kind"]].format(**record) in result["lines"]
        assert record["output_id"] == result["vocab"][record["token"]]
    due = {
        (tensor, case.donors[donor].path, token): kind
        for tensor, (_, audit) in expected.items()
        for (donor, token), kind in audit.items()
    }
    assert told == due


def _check_vocabulary(case, vocab):
    donors = {
        name: {
            "vocab": donor.vocab,
            "config": _config_rows(donor),
            "sizes": [len(t) for k, t in donor.tensors.items() if k in (EMBED, HEAD)],
        }
        for name, donor in case.donors.items()
    }
    assert set(vocab) == candidates(donors, case.source, case.base, case.tokens)
    assert len(set(vocab.values())) == len(vocab), "two tokens share an id"


def _config_rows(donor):
    return json.loads((pathlib.Path(donor.path) / "config.json").read_text(encoding="utf-8"))["vocab_size"]


def _check_closed_form(case, values, rows):
    if case.method == "linear":
        weights = {name: settings["weight"] for name, settings in case.weights.items()}
        np.testing.assert_allclose(values, linear(rows, weights), rtol=1e-5, atol=1e-6)
    elif case.method == "slerp":
        first = case.base
        (second,) = set(rows) - {first}
        np.testing.assert_allclose(values, slerp(rows[first], rows[second], 0.3), rtol=1e-4, atol=1e-5)
