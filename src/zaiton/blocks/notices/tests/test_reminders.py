"""Reminders: on the right working day by the shipped calendar, once, replaced, taken back, and counted anew with a new calendar."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections

from zaiton.blocks.notices.actions.reminders import reminders_due
from zaiton.blocks.notices.domain.quiet import BEIJING
from zaiton.blocks.notices.models import Notice, Reminder
from zaiton.blocks.notices.public import UnknownKind, reminders_cancel, reminders_set
from zaiton.blocks.notices.tests.factories import NOON
from zaiton.kit.work import emit
from zaiton.kit.work.worker import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kinds")]


def remind(due_on: str, *before: int, key: str = "case/1", person: str = "lin", at: datetime = NOON, **more) -> None:
    """Reminders of a last day."""
    given = {"kind": "trials.decided", "data": {"name": due_on}, "link": "/help/", **more}
    reminders_set(key=key, person=person, due_on=date.fromisoformat(due_on), before=before, at=at, **given)


def days() -> list[str]:
    """When the reminders that wait will come, in Beijing."""
    rows = Reminder.objects.order_by("remind_at")
    return [f"{row.remind_at.astimezone(BEIJING):%Y-%m-%dT%H:%M}" for row in rows]


def beijing(text: str) -> datetime:
    """A moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def test_they_come_on_working_days_by_the_calendar_with_its_make_up_days() -> None:
    """10 October 2026 is a Saturday that is worked; 1 to 7 October are days off."""
    remind("2026-10-12", 1, 2, 3, at=beijing("2026-09-20T10:00"))
    assert days() == ["2026-10-08T09:00", "2026-10-09T09:00", "2026-10-10T09:00"]
    remind("2026-10-08", 1, 0, at=beijing("2026-09-20T10:00"))
    assert days() == ["2026-09-30T09:00", "2026-10-08T09:00"]


def test_those_already_past_are_left_out() -> None:
    remind("2026-11-24", 5, 2, 1, 0)
    assert days() == ["2026-11-23T09:00", "2026-11-24T09:00"]
    remind("2026-11-19", 1, 0)
    assert days() == []


def test_each_becomes_one_notice_at_its_moment() -> None:
    remind("2026-11-24", 1, 0)
    assert reminders_due(at=beijing("2026-11-23T08:59")) == 0
    assert reminders_due(at=beijing("2026-11-23T09:00")) == 1
    assert reminders_due(at=beijing("2026-11-23T09:00")) == 0
    told = Notice.objects.get()
    assert (told.person, told.link, told.data) == ("lin", "/help/", {"name": "2026-11-24"})
    assert reminders_due(at=beijing("2026-11-24T09:00")) == 1 and Notice.objects.count() == 2


def test_setting_them_again_replaces_them_and_tells_nothing_twice() -> None:
    remind("2026-11-24", 1, 0)
    reminders_due(at=beijing("2026-11-23T09:00"))
    remind("2026-11-24", 1, 0, at=beijing("2026-11-23T08:00"))
    assert reminders_due(at=beijing("2026-11-23T09:00")) == 0, "this one was told"
    remind("2026-12-01", 1, person="zhou")
    assert days() == ["2026-11-30T09:00"]
    reminders_due(at=beijing("2026-11-30T09:00"))
    assert list(Notice.objects.order_by("id").values_list("person", flat=True)) == ["lin", "zhou"]


def test_taken_back_they_do_not_come() -> None:
    remind("2026-11-30", 2, 1)
    remind("2026-11-30", 1, key="case/2")
    assert reminders_cancel(key="case/1", at=NOON) == 2
    assert reminders_cancel(key="case/1", at=NOON) == 0
    assert len(days()) == 1


def test_what_comes_after_its_last_day_is_dropped() -> None:
    remind("2026-11-24", 1, 0)
    assert reminders_due(at=beijing("2026-11-25T00:01")) == 0
    assert days() == [] and Notice.objects.count() == 0


def test_one_of_a_module_that_is_gone_does_not_hold_up_the_others() -> None:
    remind("2026-11-24", 1)
    remind("2026-11-24", 1, key="case/2")
    Reminder.objects.filter(key="case/1").update(kind="gone.due")
    assert reminders_due(at=beijing("2026-11-23T09:00")) == 1


def test_bugs_are_told() -> None:
    with pytest.raises(UnknownKind):
        remind("2026-11-24", 1, kind="trials.unheard")
    with pytest.raises(KeyError):
        remind("2026-11-24", 1, data={})
    with pytest.raises(ValueError):
        remind("2026-11-24", -1)
    with pytest.raises(ValueError):
        remind("2026-11-24", 1, key="k" * 171)
    assert days() == []


def test_in_a_year_without_a_calendar_they_are_guessed_and_counted_anew_when_it_arrives(monkeypatch) -> None:
    """No notice for 2027 is shipped: Monday to Friday until a calendar says that two of those days are off."""
    remind("2027-02-15", 1)
    assert days() == ["2027-02-12T09:00"]
    from zaiton.blocks.law.public import calendar
    from zaiton.blocks.notices.actions import reminders

    class Arrived:
        def is_working(self, day: date) -> bool:
            return calendar().is_working(day) and day not in {date(2027, 2, 12), date(2027, 2, 11)}

    monkeypatch.setattr(reminders, "calendar", Arrived)
    from django.db import transaction

    with transaction.atomic():
        emit("law.calendar_changed", {"years": [2027]}, key="calendar/2027", at=NOON)
    drain(now=lambda: NOON, ticks=False)
    assert days() == ["2027-02-10T09:00"]


def test_other_years_are_left_alone(monkeypatch) -> None:
    from zaiton.blocks.notices.actions import reminders

    remind("2026-11-30", 1)
    remind("2027-01-04", 2, key="case/2")

    class Mondays:
        def is_working(self, day: date) -> bool:
            return day.weekday() == 0

    monkeypatch.setattr(reminders, "calendar", Mondays)
    assert reminders.reminders_recount(years=[2020], at=NOON) == 0
    assert days() == ["2026-11-27T09:00", "2026-12-31T09:00"]
    assert reminders.reminders_recount(years=[2027], at=NOON) == 2, "a notice for 2027 can move days of December 2026"
    assert days() == ["2026-11-23T09:00", "2026-12-21T09:00"]


def test_two_workers_at_one_moment_tell_each_person_once() -> None:
    """Only on a server: the embedded store of the tests is one connection's."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time there")
    for number in range(40):
        remind("2026-11-24", 1, key=f"case/{number}", person=f"p{number}")
    counts: list[int] = []
    start = threading.Barrier(3)

    def run() -> None:
        try:
            start.wait()
            counts.append(reminders_due(at=beijing("2026-11-23T09:00") + timedelta(seconds=1)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 40 and Notice.objects.count() == 40
