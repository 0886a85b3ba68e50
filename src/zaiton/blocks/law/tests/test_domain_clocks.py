"""The clock against a plain loop over days, and what it refuses."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.law.domain import clocks_refusals as refusals
from zaiton.blocks.law.domain.clocks import deadline, recount
from zaiton.blocks.law.domain.clocks_explained import (
    as_record,
    days_counted,
    days_left_out,
    extension_effects,
    pause_effects,
)
from zaiton.blocks.law.domain.terms import MOST, Allowance, Extension, Pause, Term, Unit, term_of
from zaiton.blocks.law.tests.clock_factories import invented_year, shipped_calendar

CALENDAR = shipped_calendar()
DAY = timedelta(1)
DAYS = st.dates(date(2004, 1, 2), date(2027, 12, 31))


@st.composite
def running(draw):
    """A term in days or months that is running, with pauses that may overlap, lie outside or lack their written time."""
    unit = draw(st.sampled_from([Unit.WORKING, Unit.CALENDAR, Unit.MONTH]))
    number = draw(st.integers(1, 14 if unit is Unit.MONTH else 120))
    start = draw(DAYS)
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        first = start + draw(st.integers(-20, 150)) * DAY
        last = draw(st.one_of(st.none(), st.integers(0, 40).map(lambda n, first=first: first + n * DAY)))
        pauses.append(Pause(first, last, draw(st.sampled_from(["inspection", "hearing"])), "head"))
    grounds = draw(st.sampled_from([None, ("inspection",)]))
    term = Term(number, unit, "art 1", draw(st.booleans()), draw(st.booleans()), grounds)
    return term, start, pauses


def by_plain_loop(term, start, pauses):
    """The same day by walking day by day: slow and obvious. Gives the day, and whether an unknown year was asked."""
    stopped = [p for p in pauses if p.last is not None and (term.grounds is None or p.ground in term.grounds)]
    day = start + DAY if term.start_excluded else start
    number, asked = term.number, []
    if term.unit is Unit.MONTH:
        number = months_in_days(start, term.number)
    while True:
        counts = not any(p.first <= day <= p.last for p in stopped)
        if term.unit is Unit.WORKING:
            asked.append(day)
            counts = counts and CALENDAR.is_working(day)
        number -= counts
        if number == 0:
            break
        day += DAY
    if term.roll_last_day:
        asked.append(day)
        while not CALENDAR.is_working(day):
            day += DAY
            asked.append(day)
    return day, any(d.year > 2026 for d in asked)


def months_in_days(start, months):
    """How many days lie between a day and its corresponding day so many months on."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    while True:
        try:
            return (date(year, month + 1, day) - start).days
        except ValueError:
            day -= 1


@settings(max_examples=600, deadline=None)
@given(running())
def test_the_clock_agrees_with_a_plain_loop(case):
    term, start, pauses = case
    result = deadline(CALENDAR, term, start, pauses)
    assert (result.on, result.provisional) == by_plain_loop(term, start, pauses)
    first = start + DAY if term.start_excluded else start
    counted, left_out = days_counted(result), days_left_out(result)
    assert counted[-1] == result.ended
    if term.unit is not Unit.MONTH:
        assert len(counted) == term.number
    rolled = 0 if result.on == result.ended else 1
    assert len(counted) + len(left_out) == (result.on - first).days + 1 - rolled
    effects = pause_effects(result)
    assert sum(e.days for e in effects) == sum(entry.why == "pause" for entry in left_out)
    assert all(e.why == "counted" for e in effects if e.days)
    assert [e.why for e in effects if e.pause.last is None] == ["no_written_time"] * sum(p.last is None for p in pauses)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 300))
def test_more_days_never_end_earlier_and_the_day_is_a_working_day(start, number):
    one = deadline(CALENDAR, Term(number, Unit.WORKING), start)
    more = deadline(CALENDAR, Term(number + 1, Unit.WORKING), start)
    assert start < one.on < more.on and CALENDAR.is_working(one.on)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 60), st.lists(st.tuples(st.integers(-5, 200), st.integers(1, 20)), max_size=3))
def test_extensions_add_up_when_they_are_in_time(start, number, given_extensions):
    extensions = [Extension(start + on * DAY, more, "difficult", "head") for on, more in given_extensions]
    allowed = Term(number, Unit.WORKING, extension=Allowance(60))
    result = deadline(CALENDAR, allowed, start, (), extensions)
    effects = extension_effects(result)
    added = sum(e.extension.number for e in effects if e.why == "counted")
    assert result.on == deadline(CALENDAR, Term(number + added, Unit.WORKING), start).on


def test_the_packs_asked_are_cited_and_no_others():
    working = deadline(CALENDAR, Term(20, Unit.WORKING, "art 42"), date(2025, 12, 20))
    assert [(s.year, s.document) for s in working.sources] == [
        (2025, "国办发明电〔2024〕12号"),
        (2026, "国办发明电〔2025〕7号"),
    ]
    assert all(len(s.sha256) == 64 for s in working.sources)
    calendar_days = deadline(CALENDAR, Term(20, Unit.CALENDAR), date(2025, 12, 20))
    assert calendar_days.sources == ()
    rolled = deadline(CALENDAR, Term(20, Unit.CALENDAR, roll_last_day=True), date(2025, 12, 20))
    assert [s.year for s in rolled.sources] == [2026]


def test_calendar_days_need_no_calendar_and_are_never_provisional():
    assert deadline(CALENDAR, Term(20, Unit.CALENDAR), date(1999, 1, 1)).on == date(1999, 1, 21)
    assert not deadline(CALENDAR, Term(400, Unit.CALENDAR), date(2026, 12, 1)).provisional


def test_a_gap_between_calendars_is_an_unpublished_year():
    calendar = shipped_calendar(invented_year(2028))
    result = deadline(calendar, Term(20, Unit.WORKING), date(2026, 12, 20))
    assert (result.provisional, result.unpublished_year) == (True, 2027)
    assert not deadline(calendar, Term(20, Unit.WORKING), date(2028, 1, 20)).provisional


def test_a_calendar_that_arrives_tells_whether_the_day_changed():
    old = deadline(CALENDAR, Term(20, Unit.WORKING), date(2026, 12, 14))
    new_year = [date(2027, 1, 1)]
    again = recount(old, shipped_calendar(invented_year(2027, new_year)))
    assert (again.changed, again.settled, again.was.on, again.now.on) == (True, True, old.on, date(2027, 1, 12))
    same = recount(old, shipped_calendar(invented_year(2027)))
    assert (same.changed, same.settled) == (False, True)
    assert not recount(old, CALENDAR).settled


REFUSED = {
    "term_number": lambda: Term(0, Unit.WORKING),
    "term_unit": lambda: term_of(20, "weeks"),
    "hours_do_not_roll": lambda: Term(24, Unit.HOUR, roll_last_day=True),
    "hours_do_not_pause": lambda: deadline(CALENDAR, Term(24, Unit.HOUR), datetime(2026, 1, 5, 9), [PAUSE]),
    "wrong_start": lambda: deadline(CALENDAR, Term(2, Unit.WORKING), datetime(2026, 1, 5, 9)),
    "bad_pause": lambda: Pause(date(2026, 1, 5), date(2026, 1, 4), "inspection", "head"),
    "bad_extension": lambda: Extension(date(2026, 1, 5), 0, "difficult", "head"),
    "extension_not_allowed": lambda: deadline(CALENDAR, Term(2, Unit.WORKING), date(2026, 1, 5), (), [EXTENSION]),
    "no_calendar": lambda: deadline(CALENDAR, Term(2, Unit.WORKING), date(2003, 12, 30)),
    "clock_too_long": lambda: deadline(CALENDAR, Term(MOST, Unit.WORKING), date(2026, 1, 5)),
}
PAUSE = Pause(date(2026, 1, 5), date(2026, 1, 6), "inspection", "head")
EXTENSION = Extension(date(2026, 1, 5), 1, "difficult", "head")


def test_a_term_is_made_from_the_words_of_a_definition():
    assert term_of(20, "working", "art 42") == Term(20, Unit.WORKING, "art 42")
    assert term_of(24, "hour") == Term(24, Unit.HOUR, start_excluded=False)
    assert term_of(24, "hour", start_excluded=True) == Term(24, Unit.HOUR)
    assert term_of(15, "calendar", roll_last_day=True, grounds=("hearing",), extension=Allowance(5)) == Term(
        15, Unit.CALENDAR, roll_last_day=True, grounds=("hearing",), extension=Allowance(5)
    )


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_counted_is_refused_with_its_reason(code):
    with pytest.raises(refusals.ClockRefusal) as caught:
        REFUSED[code]()
    assert caught.value.code == code
    assert caught.value.sentence(str) and caught.value.remedy(str)


def test_every_refusal_is_planted():
    told = {c.code for c in vars(refusals).values() if isinstance(c, type) and issubclass(c, refusals.ClockRefusal)}
    assert told - {"clock_refused"} == set(REFUSED)


@pytest.mark.parametrize(
    ("term", "start", "pauses"),
    [
        (Term(MOST, Unit.MONTH), date(9000, 1, 1), ()),
        (Term(MOST, Unit.CALENDAR), date(9999, 1, 1), ()),
        (Term(MOST, Unit.HOUR), datetime(9999, 12, 1), ()),
        (Term(1, Unit.CALENDAR, roll_last_day=True), date(2200, 1, 1), ()),
        (Term(1, Unit.WORKING), date(2200, 1, 1), ()),
        (Term(9, Unit.WORKING), date(2026, 1, 1), (Pause(date(2026, 1, 5), date(2300, 1, 1), "g", "a"),)),
    ],
)
def test_days_past_the_end_of_the_count_are_refused(term, start, pauses):
    with pytest.raises(refusals.ClockTooLong):
        deadline(CALENDAR, term, start, pauses)


@pytest.mark.parametrize("term", [Term(2, Unit.WORKING), Term(2, Unit.CALENDAR, roll_last_day=True)])
def test_days_before_the_first_calendar_are_refused_not_guessed(term):
    start = date(2003, 12, 20)
    for pauses in ((), (PAUSE,)):
        with pytest.raises(refusals.NoCalendar):
            deadline(CALENDAR, term, start, pauses)
    assert deadline(CALENDAR, Term(1, Unit.WORKING), date(2003, 12, 31)).on == date(2004, 1, 2)


def test_a_term_is_never_a_bare_number():
    with pytest.raises(AttributeError):
        deadline(CALENDAR, 20, date(2026, 1, 5))
    with pytest.raises(TypeError):
        Term(20, "working")
    for number in (True, 1.5, "20", MOST + 1):
        with pytest.raises(refusals.NotATerm):
            Term(number, Unit.WORKING)
    for hour_start in (date(2026, 1, 5), "2026-01-05"):
        with pytest.raises(refusals.WrongStart):
            deadline(CALENDAR, Term(1, Unit.HOUR), hour_start)


def test_the_record_holds_everything_the_answer_rests_on():
    term = Term(10, Unit.WORKING, "行政许可法第42条", extension=Allowance(5))
    told = as_record(
        deadline(CALENDAR, term, date(2026, 9, 21), [PAUSE], [Extension(date(2026, 9, 28), 5, "g", "head")])
    )
    assert told["term"] == {"number": 10, "unit": "working", "start_excluded": True, "roll_last_day": False}
    assert len(told["counted"]) == 15 and told["pauses"][0]["effect"] == "outside"
    assert told["extensions"][0] == {
        **{
            "ground": "g",
            "approver": "head",
            "article": None,
            "on": date(2026, 9, 28),
            "number": 5,
            "effect": "counted",
        }
    }
    assert told["left_out"][0] == {
        "day": date(2026, 9, 25),
        "why": "holiday",
        "zh": "中秋节",
        "en": "Mid-Autumn Festival",
    }
