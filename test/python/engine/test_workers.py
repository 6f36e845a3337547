"""Results come in order, and nothing goes on behind the back of who asked for them."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest
from mergescope.engine.compute.workers import Workers


@pytest.fixture
def workers():
    made = Workers(2)
    yield made
    made.close()


def test_results_come_in_the_order_of_the_tasks(workers):
    def task(number: int) -> int:
        time.sleep(0.01 * (number % 3))
        return number

    assert list(workers.ordered(lambda k=k: task(k) for k in range(30))) == list(range(30))


def test_no_task_runs_once_the_results_are_closed(workers):
    # Tasks write into a file that is closed next; its number may be that of another file then.
    closed, late, begun = threading.Event(), [], []

    def task(number: int) -> int:
        begun.append(number)
        if number:
            time.sleep(0.05)
        if closed.is_set():
            late.append(number)
        return number

    with contextlib.closing(workers.ordered(lambda k=k: task(k) for k in range(30))) as results:
        assert next(results) == 0
    closed.set()
    time.sleep(0.2)
    assert len(begun) < 30 and not late
