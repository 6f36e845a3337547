"""Run cases, and what every one of them has to fulfil."""

import dataclasses
import json
import pathlib

import numpy as np
from cases import Case
from lab import EMBED, HEAD, Lab, expectation, read_tensors, standard_job
from oracle import candidates, linear, slerp

TEXT = {
    "ghost": "[VOCAB AUDIT] Model '{model}' is missing token '{token}' (ID: {output_id}). "
    "Donor size: {rows}, Requested Index: {donor_id}. Skipping.",
    "zero": "[VOCAB AUDIT] Default source model '{model}' is missing token '{token}' from its physical tensor. "
    "Falling back to zero.",
}


@dataclasses.dataclass
class Run:
    """A case that was run. expected: what the oracle says; reference: the folder of the standardised merge."""

    case: Case
    result: dict
    out: str
    expected: dict | None = None
    reference: str | None = None


def run_cases(lab: Lab, folder: pathlib.Path, makers: dict) -> dict[str, Run]:
    """Run all cases patched, then the standardised donors of all of them unpatched."""
    runs, jobs, standard = {}, {}, {}
    for name, make in makers.items():
        home = folder / name.replace("/", "_")
        case = make(home)
        runs[name] = Run(case, {}, str(home / "out"))
        jobs[name] = {"config": case.config(), "out": runs[name].out, "env": case.env}
    for name, result in lab.run(jobs, patched=True).items():
        run = runs[name]
        run.result = result
        if result["error"] is None:
            run.expected = expectation(run.case, result["vocab"])
            standard[name] = standard_job(run.case, run.expected, pathlib.Path(run.out).with_name("standard"))
            run.reference = standard[name]["out"]
    for name, result in lab.run(standard, patched=False).items():
        assert result["error"] is None, f"reference of {name}: {result['error']}"
    return runs


def check_rows(run: Run) -> None:
    """The output vocabulary, its size everywhere, and every tensor."""
    assert run.result["error"] is None
    vocab, case = run.result["vocab"], run.case
    _check_vocabulary(case, vocab)
    merged, wanted = read_tensors(run.out), read_tensors(run.reference)
    assert merged.keys() == wanted.keys()
    span = max(vocab.values()) + 1
    rows = -(-span // case.pad) * case.pad if case.pad else span
    assert run.result["rows"] == [rows, rows], "config.json, embedding and head agree"
    for tensor, values in merged.items():
        np.testing.assert_allclose(values, wanted[tensor], rtol=1e-5, atol=1e-6, err_msg=tensor)
        if tensor in (EMBED, HEAD):
            _check_closed_form(case, values, run.expected[tensor][0])


def check_audit(run: Run) -> None:
    """Exactly one line a ghost and tensor, in the documented words."""
    told = {}
    for record in run.result["audit"]:
        key = record["tensor"], record["model"], record["token"]
        assert key not in told, "told twice"
        told[key] = record["kind"]
        assert TEXT[record["kind"]].format(**record) in run.result["lines"]
        assert record["output_id"] == run.result["vocab"][record["token"]]
    due = {
        (tensor, run.case.donors[donor].path, token): kind
        for tensor, (_, audit) in run.expected.items()
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
        (second,) = set(rows) - {case.base}
        wanted = slerp(rows[case.base], rows[second], case.parameters["t"])
        np.testing.assert_allclose(values, wanted, rtol=1e-4, atol=1e-5)
