"""Lock-out arithmetic and periods, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.identity.domain.guard import Count, attempt, forgiven
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.periods import COMING, ENDED, LIVE, REVOKED, state_of
from zaiton.blocks.identity.domain.refusals import TooManyAttempts

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(failures: int, *, gap: timedelta = timedelta(), limit: int = 5) -> Count:
    """The count after some failures."""
    count = None
    for number in range(failures):
        count = attempt(count, limit=limit, at=NOON + number * gap)
    assert count is not None
    return count


def test_the_fifth_attempt_is_heard_and_the_sixth_is_not() -> None:
    assert after(4).locked_until is None
    locked = after(5)
    assert locked.locked_until == NOON + LIMITS.lock
    with pytest.raises(TooManyAttempts) as caught:
        attempt(locked, limit=5, at=NOON + 10 * MINUTE)
    assert caught.value.data == {"minutes": 5}
    with pytest.raises(TooManyAttempts) as caught:
        attempt(locked, limit=5, at=NOON + LIMITS.lock - timedelta(seconds=1))
    assert caught.value.data == {"minutes": 1}


def test_time_unlocks_and_starts_anew() -> None:
    assert attempt(after(5), limit=5, at=NOON + LIMITS.lock) == Count(1, NOON + LIMITS.lock, None)


def test_failures_outside_the_window_do_not_add_up() -> None:
    assert after(20, gap=4 * MINUTE).locked_until is None
    assert after(5, gap=3 * MINUTE).locked_until is not None


def test_an_attempt_that_succeeded_is_taken_back() -> None:
    assert forgiven(after(3)).failures == 2
    assert forgiven(after(5)).locked_until is None


@given(st.lists(st.integers(0, 1200), max_size=80))
def test_a_lock_hears_nothing_until_it_ends(gaps: list[int]) -> None:
    count, at = None, NOON
    for gap in gaps:
        at += timedelta(seconds=gap)
        locked = count is not None and count.locked_until is not None and at < count.locked_until
        try:
            count = attempt(count, limit=5, at=at)
        except TooManyAttempts:
            assert locked
        else:
            assert not locked
            assert 1 <= count.failures <= 5
            assert (count.locked_until is not None) == (count.failures == 5)


@pytest.mark.parametrize(("minutes", "state"), [(-1, COMING), (0, LIVE), (9, LIVE), (10, ENDED), (11, ENDED)])
def test_a_period_is_half_open(minutes: int, state: str) -> None:
    until = NOON + 10 * MINUTE
    assert state_of(valid_from=NOON, valid_until=until, revoked_at=None, at=NOON + minutes * MINUTE) == state


def test_a_revocation_cuts_from_its_moment_on() -> None:
    when = NOON + MINUTE
    assert state_of(valid_from=NOON, valid_until=None, revoked_at=when, at=NOON) == LIVE
    assert state_of(valid_from=NOON, valid_until=None, revoked_at=when, at=when) == REVOKED
