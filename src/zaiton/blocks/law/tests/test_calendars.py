"""The shipped calendars day by day against an independent package, and what an operator's calendar of a new year does."""

import csv
from datetime import date, timedelta

import chinese_calendar
import pytest
from django.test import Client

from zaiton.blocks.law.domain.calendars import Calendar, days_of
from zaiton.blocks.law.domain.calendars_checks import check_calendar, year_of
from zaiton.blocks.law.public import Term, Unit, broken_packs, calendar, check_packs, deadline, find_packs, recount
from zaiton.blocks.law.tests.clock_factories import SHIPPED, invented_year, shipped_calendar
from zaiton.blocks.law.tests.factories import write_pack

ROWS = (
    "day,kind,occasion_zh,occasion_en\n2027-01-01,holiday,元旦,New Year's Day\n2027-01-02,working,元旦,New Year's Day\n"
)
CALENDAR_2027 = {
    "service": '"law"',
    "kind": '"calendar"',
    "table": '"test-holidays"',
    "title": '{ zh = "2027年测试日历", en = "Test calendar of 2027" }',
    "in_force_from": "2027-01-01",
    "in_force_until": "2028-01-01",
    "status": '"synthetic"',
}
TAIL = "\n[calendar]\nyear = 2027\n"


def write_2027(root, rows=ROWS, tail=TAIL, **fields):
    """A calendar of 2027 as an operator would write it."""
    return write_pack(root, "calendar-2027", rows=rows, tail=tail, **{**CALENDAR_2027, **fields})


def test_every_day_agrees_with_an_independent_calendar():
    shipped = shipped_calendar()
    day, last = date(2004, 1, 1), date(2026, 12, 31)
    differing = []
    while day <= last:
        if shipped.is_working(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(1)
    assert differing == []


def test_every_year_is_on_file_once_with_its_notice_or_told_as_unverified():
    years = {}
    for pack in find_packs("law", "calendar"):
        if not pack.operator:
            years[year_of(pack.meta)] = pack
    assert sorted(years) == list(range(2004, 2027))
    for year, pack in years.items():
        assert pack.sealed and pack.unverified, year
        if pack.status == "unverified":
            assert year < 2008 and "文号未查明" in pack.document
        else:
            assert pack.status == "derived" and f"〔{year - 1}〕" in pack.document


def test_days_that_a_later_notice_changed_name_it():
    changed = {}
    for folder in SHIPPED.iterdir():
        with (folder / "rows.csv").open(encoding="utf-8", newline="") as text:
            changed |= {row["day"]: row["document"] for row in csv.DictReader(text) if row["document"]}
    assert set(changed.values()) == {"国发明电〔2015〕1号", "国办发明电〔2019〕3号", "国办发明电〔2020〕1号"}
    assert changed["2020-02-01"] == "国办发明电〔2020〕1号"


def test_a_make_up_day_of_a_later_notice_may_lie_in_december():
    assert shipped_calendar().is_working(date(2011, 12, 31))
    assert not shipped_calendar().is_working(date(2018, 12, 31))


def test_an_operators_calendar_settles_what_was_provisional(packs_folder):
    old = deadline(calendar(), Term(20, Unit.WORKING), date(2026, 12, 14))
    assert (old.on, old.provisional) == (date(2027, 1, 11), True)
    write_2027(packs_folder)
    again = recount(old, calendar())
    assert (again.now.on, again.settled, again.changed) == (date(2027, 1, 11), True, False)
    assert [s.pack for s in again.now.sources] == ["law/holidays/2026-01-01", "law/test-holidays/2027-01-01"]
    write_2027(packs_folder, rows="\n".join(ROWS.splitlines()[:2]) + "\n")
    again = recount(again.now, calendar())
    assert (again.now.on, again.changed) == (date(2027, 1, 12), True)


def test_a_calendar_with_errors_leaves_its_year_unpublished_and_is_told(packs_folder):
    write_2027(packs_folder, rows=ROWS.replace("holiday", "free"))
    assert not broken_packs()
    assert deadline(calendar(), Term(20, Unit.WORKING), date(2026, 12, 14)).provisional
    found = [f for f in check_packs(find_packs("law")) if f.severity == "error"]
    assert [(f.pack, f.code, f.line) for f in found] == [("law/test-holidays/2027-01-01", "calendar_kind", 2)]


def test_an_operators_official_calendar_goes_before_the_shipped_one(packs_folder):
    write_2027(
        packs_folder,
        rows="day,kind,occasion_zh,occasion_en\n2026-09-22,holiday,台风,Typhoon\n",
        tail="\n[calendar]\nyear = 2026\n",
        in_force_from="2026-01-01",
        in_force_until="2027-01-01",
        status='"official"',
    )
    assert not calendar().is_working(date(2026, 9, 22))
    assert calendar().sources[2026].pack == "law/test-holidays/2026-01-01"


WRONG = {
    "calendar_year": {"tail": ""},
    "calendar_period": {"in_force_until": "2027-06-01"},
    "calendar_columns": {"rows": "day,occasion_zh,occasion_en\n2027-01-01,元旦,New Year\n"},
    "calendar_day": {"rows": ROWS.replace("2027-01-02", "2027-13-02")},
    "calendar_kind": {"rows": ROWS.replace("working", "worked")},
    "calendar_twice": {
        "rows": ROWS.replace("2027-01-02,working", "2027-01-01,holiday").replace(
            "元旦,New Year's Day\n2027-01-01", "元旦,New Year\n2027-01-01"
        )
    },
    "calendar_idle": {"rows": ROWS.replace("2027-01-02", "2027-01-05")},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_with_a_calendar_is_told(packs_folder, code):
    write_2027(packs_folder, **WRONG[code])
    found = [f for f in check_packs(find_packs("law")) if f.pack.startswith("law/test")]
    assert [f.code for f in found] == [code]
    assert found[0].sentence(str)


@pytest.mark.parametrize("day", ["2026-11-30", "2028-01-01", "20270101", "soon"])
def test_a_notice_names_days_of_its_year_and_of_the_december_before(day):
    columns = {"day": [day], "kind": ["holiday"], "occasion_zh": [""], "occasion_en": [""]}
    meta, period = {"calendar": {"year": 2027}}, (date(2027, 1, 1), date(2028, 1, 1))
    assert [f.code for f in check_calendar("p", meta, period, columns)] == ["calendar_day"]
    columns["day"] = ["2026-12-31"]
    assert not list(check_calendar("p", meta, period, columns))


def test_rows_that_are_not_read_are_refused_by_the_reader_too():
    with pytest.raises(ValueError):
        days_of([{"day": "2027-01-01", "kind": "free"}])
    with pytest.raises(ValueError):
        Calendar([])


def test_days_beyond_every_calendar_follow_the_week():
    far = shipped_calendar(invented_year(2027))
    assert far.covers(date(2027, 5, 1)) and not far.covers(date(2028, 5, 1))
    assert far.is_working(date(2028, 5, 1)) and not far.is_working(date(2028, 5, 6))


@pytest.mark.django_db
def test_the_pages_on_data_show_the_calendars(data_home):
    client = Client()
    shown = client.get("/en/data/").content.decode()
    assert "Rules of law" in shown and "Holidays and make-up working days of 2026" in shown
    page = client.get("/data/law/holidays/2026-01-01/").content.decode()
    assert "国办发明电〔2025〕7号" in page
    (pack,) = [p for p in find_packs("law") if p.in_force_from == date(2026, 1, 1)]
    assert client.get(f"/data/law/holidays/cited/{pack.sha256}/").status_code == 200
