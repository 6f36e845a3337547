"""How long the head of a cluster may be silent: as long as somebody has listened, and not while this process was stopped."""

from __future__ import annotations

import pytest
from mergescope.errors import MergescopeError
from mergescope.executors.cluster import head_watch
from mergescope.executors.cluster.head_watch import HeadWatch

LOOK, STOPPED = 3, 3600
GIVEN_UP = "given up"


def looked(monkeypatch, steps: list[tuple[int, bool]]) -> list[bool | str]:
    """What is said of the head at each look; steps: seconds since the one before, and whether it answers."""
    now, there = 0.0, iter([answer for _, answer in steps])
    monkeypatch.setattr(head_watch, "answers", lambda address: next(there))
    monkeypatch.setattr(head_watch.time, "monotonic", lambda: now)
    watch, said = HeadWatch("head:6379"), []
    for seconds, _ in steps:
        now += seconds
        try:
            said.append(watch.answers())
        except MergescopeError as error:
            assert error.code == "cluster-unusable" and "--resume" in error.hint
            return [*said, GIVEN_UP]
    return said


@pytest.mark.parametrize("before", [[], [(LOOK, True)], [(LOOK, False)], [(LOOK, True), (LOOK, False)]])
@pytest.mark.parametrize("after", [LOOK, STOPPED])
def test_one_failed_look_after_a_pause_is_no_end(before, after, monkeypatch):
    steps = [*before, (STOPPED, False), (after, True), (LOOK, False)]
    assert looked(monkeypatch, steps) == [answer for _, answer in steps]


@pytest.mark.parametrize("every", [LOOK, 13])
def test_of_a_head_that_stays_away_it_is_told_after_twenty_seconds(every, monkeypatch):
    said = looked(monkeypatch, [(LOOK, True)] * 9 + [(every, False)] * 20)
    assert said[-1] == GIVEN_UP and 20 < every * said.count(False) <= 20 + every
