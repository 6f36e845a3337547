"""Tables of cases that are too long for every run: a third of them in `npm test`, all in `npm run test:soak`."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest


def a_third(cases: Iterable[tuple]) -> list[Any]:
    """The cases, of which a third chosen by a seed runs each time and the others are left to the long set.

    Every value of every column is among the third, so that no method, dtype or shape is left out.
    """
    cases = list(cases)
    order = Random(1).sample(cases, len(cases))
    chosen = order[: -(-len(cases) // 3)]
    for case in order:
        if any(all(case[n] != other[n] for other in chosen) for n in range(len(case))):
            chosen.append(case)
    return [case if case in chosen else pytest.param(*case, marks=pytest.mark.soak) for case in cases]
