"""Calendars for tests: the shipped ones read straight from their files, and invented years."""

import csv
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.calendars import ArrangedDay, Calendar, CalendarSource, YearCalendar, days_of

SHIPPED = Path(__file__).parents[1] / "data" / "tables" / "holidays"


def shipped_years() -> list[YearCalendar]:
    """The calendars that the product ships, without Django and without the machinery of packs."""
    found = []
    for folder in sorted(SHIPPED.iterdir()):
        source = tomllib.loads((folder / "SOURCE.toml").read_text(encoding="utf-8"))
        with (folder / "rows.csv").open(encoding="utf-8", newline="") as text:
            days = days_of(list(csv.DictReader(text)))
        label = f"law/holidays/{folder.name}"
        facts = (source["document"], source["status"], source["sha256"])
        found.append(YearCalendar(CalendarSource(source["calendar"]["year"], label, *facts), days))
    return found


def invented_year(year: int, holiday: Iterable[date] = (), working: Iterable[date] = ()) -> YearCalendar:
    """A calendar of a year that no notice arranges yet."""
    named = Bilingual("测试", "test")
    days = [ArrangedDay(d, "holiday", named) for d in holiday] + [ArrangedDay(d, "working", named) for d in working]
    source = CalendarSource(year, f"law/test/{year}-01-01", "test", "synthetic", "0" * 64)
    return YearCalendar(source, tuple(sorted(days, key=lambda d: d.day)))


def shipped_calendar(*more: YearCalendar) -> Calendar:
    """The shipped calendars and further ones."""
    return Calendar([*shipped_years(), *more])
