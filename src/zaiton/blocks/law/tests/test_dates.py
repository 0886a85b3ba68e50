"""Half-open periods and what lies between them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.base.dates import Period, uncovered_between

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def period(first: int, until: int | None) -> Period:
    return Period(date(first, 1, 1), date(until, 1, 1) if until else None)


def test_the_last_day_is_not_in_force():
    assert period(2014, 2015).holds(date(2014, 12, 31))
    assert not period(2014, 2015).holds(date(2015, 1, 1))


def test_a_period_without_end_holds_for_ever():
    assert period(2014, None).holds(date(2999, 1, 1))
    assert not period(2014, None).holds(date(2013, 12, 31))


def test_a_period_must_end_after_it_begins():
    with pytest.raises(ValueError, match="end after it begins"):
        period(2015, 2015)


def test_gaps_are_the_days_between():
    assert uncovered_between([period(2020, 2021), period(2012, 2014), period(2014, 2016)]) == [period(2016, 2020)]
    assert uncovered_between([period(2012, None), period(2020, 2021)]) == []


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
def test_overlap_means_a_common_day(a, b, c, d, day):
    if a < b and c < d:
        one, other = Period(a, b), Period(c, d)
        assert one.overlaps(other) == other.overlaps(one) == any(one.holds(x) and other.holds(x) for x in (a, c))
        if one.holds(day) and other.holds(day):
            assert one.overlaps(other)
