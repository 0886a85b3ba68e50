"""What `zaiton data check` knows about packs of the kind ``calendar``: days, kinds, the year, and days that change nothing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.domain.calendars import HOLIDAY, SATURDAY, WORKING, belongs
from zaiton.blocks.law.domain.findings import Finding

COLUMNS = ("day", "kind", "occasion_zh", "occasion_en")


def year_of(meta: Mapping[str, Any]) -> int | None:
    """The year that ``[calendar] year`` of SOURCE.toml gives, or None where it gives none."""
    table = meta.get("calendar")
    year = table.get("year") if isinstance(table, Mapping) else None
    return year if isinstance(year, int) and not isinstance(year, bool) and 1949 <= year <= 2200 else None


def check_calendar(
    pack: str, meta: Mapping[str, Any], period: tuple[date, date | None], columns: Mapping[str, list[str]]
) -> Iterator[Finding]:
    """Findings about one pack; ``period`` is its days in force (half-open). No error means that ``days_of`` reads it."""
    year = year_of(meta)
    if year is None:
        yield Finding(
            *(pack, "error", None, "calendar_year"),
            gettext_noop("SOURCE.toml must name the year: [calendar] and below it year = 2027."),
        )
        return
    if period != (date(year, 1, 1), date(year + 1, 1, 1)):
        yield Finding(
            *(pack, "error", None, "calendar_period"),
            gettext_noop("A calendar of {year} is in force from {first} until {until}."),
            {"year": year, "first": date(year, 1, 1), "until": date(year + 1, 1, 1)},
        )
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        yield Finding(
            *(pack, "error", 1, "calendar_columns"),
            gettext_noop("rows.csv lacks the columns {names}."),
            {"names": ", ".join(missing)},
        )
        return
    yield from _rows(pack, year, columns)


def _rows(pack: str, year: int, columns: Mapping[str, list[str]]) -> Iterator[Finding]:
    seen: set[date] = set()
    for index, (text, kind) in enumerate(zip(columns["day"], columns["kind"], strict=True)):
        line = index + 2
        day = _day(text)
        if day is None or not belongs(day, year):
            yield Finding(
                *(pack, "error", line, "calendar_day"),
                gettext_noop(
                    "Line {line}: {day} is no day of {year} (or of the December before) in the form 2026-10-01."
                ),
                {"line": line, "day": text, "year": year},
            )
            continue
        if kind not in (HOLIDAY, WORKING):
            yield Finding(
                *(pack, "error", line, "calendar_kind"),
                gettext_noop("Line {line}: the kind must be holiday or working; it is {kind}."),
                {"line": line, "kind": kind},
            )
        if day in seen:
            yield Finding(
                *(pack, "error", line, "calendar_twice"),
                gettext_noop("Line {line}: {day} stands here a second time."),
                {"line": line, "day": text},
            )
        seen.add(day)
        if kind == WORKING and day.weekday() < SATURDAY:
            yield Finding(
                *(pack, "warning", line, "calendar_idle"),
                gettext_noop("Line {line}: {day} is a weekday and a working day anyway; is the day right?"),
                {"line": line, "day": text},
            )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
