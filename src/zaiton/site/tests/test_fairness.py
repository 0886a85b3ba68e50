"""Who takes the next connection: the worker with fewest, and nobody waits for one that is asleep."""

import os

import pytest

from zaiton.site.server import fairness
from zaiton.site.server.fairness import Fairness, shared_memory


@pytest.fixture
def pair():
    descriptor = shared_memory(2)
    yield Fairness(descriptor, 0), Fairness(descriptor, 1)
    os.close(descriptor)


def test_the_worker_with_more_leaves_the_connection_to_the_other(pair):
    one, other = pair
    assert other.may_accept(0)
    assert not one.may_accept(1)
    assert one.holds
    assert other.may_accept(0)
    assert not other.holds


def test_equal_workers_both_accept(pair):
    one, other = pair
    assert one.may_accept(3) and other.may_accept(3)


def test_nobody_waits_for_a_worker_that_has_not_looked_of_late(pair, monkeypatch):
    one, other = pair
    other.may_accept(0)
    later = fairness.time.monotonic_ns() + fairness.FRESH_NANOSECONDS + 1
    monkeypatch.setattr(fairness.time, "monotonic_ns", lambda: later)
    assert one.may_accept(5)


def test_a_burst_is_shared_evenly(pair):
    counts = [0, 0]
    for turn in range(17):
        for place in (0, 1) if turn % 3 else (1, 0):
            if pair[place].may_accept(counts[place]):
                counts[place] += 1
                break
    assert abs(counts[0] - counts[1]) <= 1
