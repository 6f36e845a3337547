"""Donors with nothing wrong: the patched mergekit writes the same bytes as the pristine one, and says nothing."""

import hashlib
import pathlib

import pytest
from cases import GREW, GROWN, METHODS, NOT_YET, PLAIN, N, for_method
from tiny_models import make_model

#: Methods whose last bit depends on the order of a Python set in stock mergekit: not deterministic there.
BY_CHANCE = {"0.1.4": ("multislerp",)}
FOR_ALL = ("same-vocabulary", "padded")
# name: (dtype on disk, what differs from a plain union, rows of the second donor)
KINDS = {
    "same-vocabulary": ("F32", {}, GREW),
    "bf16-source-base": ("BF16", {"source": "base"}, GREW),
    "padded": ("BF16", {"pad": 32}, GREW),
    "forced-token": ("F32", {"tokens": {"<a>": {"source": "a", "force": True}}}, GREW),
    # An honest difference: what mergekit always did right.
    "one-donor-has-more": ("F32", {}, N),
}

# How tokens are picked does not depend on the method: two kinds for all of them, the rest for four.
CASES = [(m, k) for m in METHODS for k in KINDS if m in ("linear", "slerp", "ties", "della") or k in FOR_ALL]


def _case(folder, method, kind):
    dtype, more, second = KINDS[kind]
    donors = {}
    for seed, name in enumerate("abc"):
        state, rows = GROWN, GREW
        if name == "b" and second == N:
            state, rows = PLAIN, N
        donors[name] = make_model(folder / name, state, seed=seed, rows=rows, dtype=dtype)
    case = for_method(method, donors, **more)
    if METHODS[method].get("two"):
        # Its base must not be one of the two.
        case.donors, case.inputs, case.base = donors, ["a", "b"], "c"
    elif not case.base and (case.source == "base" or second == N):
        case.base = "a"
    case.dtype = "bfloat16" if dtype == "BF16" else "float32"
    return case


@pytest.fixture(scope="session")
def folders(lab):
    """Output folders (patched, pristine) by method and kind, and the patched results."""
    jobs = {True: {}, False: {}}
    for method, kind in CASES:
        if method in NOT_YET.get(lab.version, ()):
            continue
        home = lab.folder / "clean" / method / kind
        config = _case(home, method, kind).config()
        for patched in jobs:
            out = str(home / ("patched" if patched else "pristine"))
            jobs[patched][f"{method}/{kind}"] = {
                "config": config,
                "out": out,
                "load": False,
                "ordered": not patched,
            }
    results = {p: lab.run(jobs[p], patched=p) for p in jobs}
    return {
        n: (results[True][n], results[False][n], jobs[True][n]["out"], jobs[False][n]["out"])
        for n in jobs[True]
    }


@pytest.mark.parametrize(("method", "kind"), CASES)
def test_output_is_byte_identical(lab, folders, method, kind):
    if method in NOT_YET.get(lab.version, ()):
        pytest.skip(f"mergekit {lab.version} has no such method")
    if method in BY_CHANCE.get(lab.version, ()):
        pytest.skip(f"stock {lab.version} takes the models of {method} in the order of a set")
    patched, pristine, out, reference = folders[f"{method}/{kind}"]
    assert pristine["error"] is None
    assert patched["error"] is None
    assert patched["audit"] == []
    wanted = _digests(reference)
    assert "tokenizer.json" in wanted
    assert any(name.endswith(".safetensors") for name in wanted)
    assert _digests(out) == wanted


def _digests(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(pathlib.Path(folder).iterdir())
    }
