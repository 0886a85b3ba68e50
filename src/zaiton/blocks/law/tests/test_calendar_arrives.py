"""A calendar that arrives, changes or goes is told once to whoever counts by it, and a folder of packs is looked at again."""

from datetime import UTC, datetime

import pytest

from zaiton.blocks.law import jobs
from zaiton.blocks.law.actions.packs import CALENDAR_CHANGED, PackFiles, packs_load, packs_published
from zaiton.blocks.law.tests.factories import write_pack
from zaiton.kit.work import outbox
from zaiton.kit.work.models import Job

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 1, tzinfo=UTC)
WATCHER = "zaiton.blocks.law.tests.test_calendar_arrives:heard"
ROWS = "day,kind,occasion_zh,occasion_en\n2027-01-01,holiday,元旦,New Year's Day\n"
SAID = {
    "service": '"law"',
    "kind": '"calendar"',
    "table": '"holidays"',
    "in_force_from": "2027-01-01",
    "in_force_until": "2028-01-01",
    "status": '"synthetic"',
}
pytestmark = pytest.mark.django_db


def heard(delivery) -> None:
    """A subscriber; what it does is not this block's affair."""


@pytest.fixture(autouse=True)
def watcher(monkeypatch):
    """Somebody who wants to hear of calendars."""
    monkeypatch.setattr(outbox, "subscribers", lambda event: (WATCHER,) if event == CALENDAR_CHANGED else ())
    monkeypatch.setattr(outbox, "handler_of", lambda dotted: heard)


def write(packs_folder, rows=ROWS):
    return write_pack(packs_folder, "calendar-2027", rows=rows, tail="[calendar]\nyear = 2027\n", **SAID)


def told():
    return [(job.event, job.data) for job in Job.objects.order_by("pk") if "2027" in job.data]


def test_a_calendar_is_told_once_when_it_is_loaded(packs_folder):
    packs_load(actor="command", at=NOW)
    assert told() == []
    write(packs_folder)
    packs_load(actor="command", at=NOW)
    ((event, data),) = told()
    assert event == "law.calendar_changed" and '"years":[2027]' in data
    packs_load(actor="command", at=LATER)
    assert len(told()) == 1


def test_a_changed_calendar_is_told_again_and_other_packs_are_not(packs_folder):
    write(packs_folder)
    packs_load(actor="command", at=NOW)
    write(packs_folder, ROWS + "2027-01-02,holiday,元旦,New Year's Day\n")
    write_pack(packs_folder, "names")
    packs_load(actor="command", at=LATER)
    assert len(told()) == 2
    assert set(Job.objects.values_list("event", flat=True)) == {CALENDAR_CHANGED}


def test_a_calendar_put_in_force_and_taken_out_is_told_both_times(packs_folder):
    folder = write(packs_folder / "elsewhere")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    day = datetime(2027, 1, 1).date()
    with packs_published("law", [PackFiles("holidays", day, files)], actor="command", at=NOW):
        pass
    assert len(told()) == 1
    with pytest.raises(RuntimeError):
        with packs_published("law", [], [("holidays", day)], actor="command", at=LATER):
            raise RuntimeError
    assert len(told()) == 1
    with packs_published("law", [], [("holidays", day)], actor="command", at=LATER):
        pass
    assert len(told()) == 2


def test_a_server_that_starts_and_the_clock_look_into_the_folder(packs_folder):
    jobs.look_for_calendars(at=NOW)
    write(packs_folder)
    jobs.recover_at_work()
    assert len(told()) == 1
    jobs.look_for_calendars(at=LATER)
    assert len(told()) == 1
