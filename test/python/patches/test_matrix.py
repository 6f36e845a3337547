"""Every ghost-token case, on every version at hand: real merges to disk against an independent oracle."""

import re

import pytest
from cases import CASES, NOT_YET, REFUSED
from checks import check_audit, check_rows, run_cases


@pytest.fixture(scope="session")
def runs(lab):
    return run_cases(lab, lab.folder / "cases", CASES)


@pytest.mark.parametrize("name", [name for name in CASES if name not in REFUSED])
def test_rows_come_from_the_donors_that_hold_them(lab, runs, name):
    if name.split("/")[0] in NOT_YET.get(lab.version, ()):
        pytest.skip(f"mergekit {lab.version} has no such method")
    check_rows(runs[name])
    check_audit(runs[name])


@pytest.mark.parametrize("name", REFUSED)
def test_impossible_sources_are_refused_by_name(runs, name):
    error = runs[name].result["error"]
    assert error is not None
    assert re.search(REFUSED[name], error.replace("/", " ")), error
