"""`zaiton law deadline`: when a term ends, with the days counted and left out, the pauses, the article and the calendars."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.law.cli.law_group import law
from zaiton.blocks.law.domain.clocks import Deadline, deadline
from zaiton.blocks.law.domain.clocks_explained import (
    LeftOut,
    as_record,
    days_counted,
    days_left_out,
    extension_effects,
    make_up_days,
    pause_effects,
)
from zaiton.blocks.law.domain.clocks_refusals import NoCalendar
from zaiton.blocks.law.domain.terms import Allowance, Extension, Pause, Term, Unit
from zaiton.blocks.law.queries.calendars import calendar
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option

UNITS = {
    "working": gettext_noop("{number} working day(s)"),
    "calendar": gettext_noop("{number} calendar day(s)"),
    "hour": gettext_noop("{number} hour(s)"),
    "month": gettext_noop("{number} month(s)"),
}
REASONS = {
    "counted": gettext_noop("stopped the clock on {days} day(s) that would have counted"),
    "no_written_time": gettext_noop("did not stop the clock: no time was told in writing"),
    "other_ground": gettext_noop("did not stop the clock: the article does not name this ground"),
    "outside": gettext_noop("changed nothing: no day that would have counted lies in it"),
}
WEEKDAYS = (
    *(gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday")),
    *(gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday")),
)


class Moment(click.ParamType):
    """A day (2026-09-21) or a day and hour (2026-09-21T09:30)."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            said = gettext("{value} is no day; write it as 2026-09-21, for hours as 2026-09-21T09:30.")
            self.fail(said.format(value=value), param, ctx)


class Event(click.ParamType):
    """An event of a running term, its parts separated by colons."""

    name = "event"

    def __init__(self, read: Callable[[list[str]], Pause | Extension], form: str) -> None:
        self.read, self.form = read, form

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self.read(value.split(":", 3))
        except (ValueError, IndexError):
            self.fail(gettext("{value} must be {form}.").format(value=value, form=self.form), param, ctx)


def _pause(parts: list[str]) -> Pause:
    first, last, ground, approver = parts
    return Pause(date.fromisoformat(first), date.fromisoformat(last) if last else None, ground, approver)


def _extension(parts: list[str]) -> Extension:
    on, number, ground, approver = parts
    return Extension(date.fromisoformat(on), int(number), ground, approver)


PAUSE, EXTENSION = Event(_pause, "FROM:TO:GROUND:APPROVER"), Event(_extension, "ON:NUMBER:GROUND:APPROVER")


@law.command("deadline", help=gettext_noop("When a term ends: the day, what was counted, and what it rests on."))
@click.option("--from", "start", type=Moment(), required=True, help=gettext_noop("The day (or moment) it begins."))
@click.option("--days", type=int, help=gettext_noop("The number of days."))
@click.option("--hours", type=int, help=gettext_noop("The number of hours."))
@click.option("--months", type=int, help=gettext_noop("The number of months; a year is twelve."))
@click.option(
    "--unit",
    type=click.Choice(["working", "calendar"]),
    help=gettext_noop("What --days counts; the article says which."),
)
@click.option(
    "--roll/--no-roll", default=False, help=gettext_noop("A last day that is a day off moves on (not by itself).")
)
@click.option(
    "--count-start/--leave-start",
    default=None,
    help=gettext_noop("Whether the day it begins counts. Without it: days and months no, hours yes."),
)
@click.option(
    *("--pause", "pauses"),
    type=PAUSE,
    multiple=True,
    metavar="FROM:TO:GROUND:APPROVER",
    help=gettext_noop("Days the clock stands, both included. TO blank: no time told in writing, the clock runs on."),
)
@click.option(
    *("--extend", "extensions"),
    type=EXTENSION,
    multiple=True,
    metavar="ON:NUMBER:GROUND:APPROVER",
    help=gettext_noop("An extension, with the day on which it was approved."),
)
@click.option("--article", default="", help=gettext_noop("The article the term stands in."))
@json_option
@click.pass_context
def deadline_command(context: click.Context, start: Any, article: str, pauses: tuple, extensions: tuple, **given: Any):
    """Exit 0 with the day, 1 for a refusal, 2 for wrong words, 3 where no calendar covers the days."""
    number, unit = _number(given)
    count_start = unit is Unit.HOUR if given["count_start"] is None else given["count_start"]
    allowance = Allowance(sum(e.number for e in extensions)) if extensions else None
    term = Term(number, unit, article, not count_start, given["roll"], extension=allowance)
    try:
        result = deadline(calendar(), term, start, pauses, extensions)
    except NoCalendar as refusal:
        sentence, mend = refusal.sentence(gettext), refusal.remedy(gettext)
        error = {"code": refusal.code, "message": sentence, "mend": mend, "article": None, "field": refusal.field}
        emit({"error": error}, given["as_json"], f"{sentence} {mend}")
        context.exit(EXIT_NOT_COVERED)
    emit(as_record(result), given["as_json"], lambda: "\n".join(_told(result)))


def _number(given: dict[str, Any]) -> tuple[int, Unit]:
    """The one number given, with its unit; a usage error where there is none or more than one."""
    numbers = {name: given[name] for name in ("days", "hours", "months") if given[name] is not None}
    if len(numbers) != 1:
        raise click.UsageError(gettext("Give exactly one of --days, --hours and --months."))
    ((name, number),) = numbers.items()
    if (name == "days") != (given["unit"] is not None):
        raise click.UsageError(gettext("--days needs --unit working or --unit calendar; hours and months take none."))
    return number, Unit(given["unit"]) if name == "days" else {"hours": Unit.HOUR, "months": Unit.MONTH}[name]


def _told(result: Deadline) -> list[str]:
    """The answer for people, line by line."""
    term = result.term
    length = gettext(UNITS[term.unit.value]).format(number=term.number)
    lines = [
        gettext("{length} from {start} on: the last day is {on}.").format(
            length=length, start=_shown(result.start), on=_end(result)
        )
    ]
    if result.provisional:
        said = gettext(
            "Provisional: the calendar of {year} is not published; Monday to Friday are taken for working days."
        )
        lines.append(said.format(year=result.unpublished_year))
    if term.article:
        lines.append(gettext("Article: {article}").format(article=term.article))
    lines += _days(result) + _events(result)
    for source in result.sources:
        said = gettext("Calendar of {year}: {document} ({pack}, {status}, {sha256})")
        facts = {"year": source.year, "document": source.document, "pack": source.pack, "status": source.status}
        lines.append(said.format(**facts, sha256=source.sha256[:12]))
    return lines


def _days(result: Deadline) -> list[str]:
    lines = []
    counted, left_out = days_counted(result), days_left_out(result)
    if counted:
        said = gettext("Counted: {number} day(s), {first} to {last}.")
        lines.append(said.format(number=len(counted), first=counted[0], last=counted[-1]))
    if left_out:
        lines.append(gettext("Not counted: {days}").format(days="; ".join(_grouped(left_out))))
    made_up = make_up_days(result)
    if made_up:
        said = gettext("Weekend days that are working days by notice: {days}")
        lines.append(said.format(days=", ".join(map(str, made_up))))
    if result.on != result.ended:
        lines.append(gettext("The last day, {day}, is a day off; the term moves on.").format(day=result.ended))
    elif not result.term.roll_last_day and result.at is None and not _works(result):
        lines.append(gettext("That is a day off. Where the article lets the last day move on, add --roll."))
    return lines


def _events(result: Deadline) -> list[str]:
    lines = []
    for effect in pause_effects(result):
        pause = effect.pause
        said = gettext("Pause {first} to {last} ({ground}, approved by {approver}): {effect}.")
        facts = {"first": pause.first, "last": pause.last or "…", "ground": pause.ground, "approver": pause.approver}
        lines.append(said.format(**facts, effect=gettext(REASONS[effect.why]).format(days=effect.days)))
    for effect in extension_effects(result):
        counted = gettext("Extension of {on} by {number} ({ground}, approved by {approver}): counted.")
        late = gettext(
            "Extension of {on} by {number} ({ground}, approved by {approver}): not counted, the term did not run."
        )
        one = effect.extension
        facts = {"on": one.on, "number": one.number, "ground": one.ground, "approver": one.approver}
        lines.append((counted if effect.why == "counted" else late).format(**facts))
    return lines


def _works(result: Deadline) -> bool:
    return not result.calendar.covers(result.on) or result.calendar.is_working(result.on)


def _grouped(entries: tuple[LeftOut, ...]) -> list[str]:
    """Days off in words, neighbours with the same reason together."""
    runs: list[list[LeftOut]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if (
            last
            and entry.day - last.day == timedelta(1)
            and (entry.why, entry.occasion_zh) == (last.why, last.occasion_zh)
        ):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return [_reason(run[0], run[-1]) for run in runs]


def _reason(first: LeftOut, last: LeftOut) -> str:
    occasion = Bilingual(first.occasion_zh, first.occasion_en).in_language(get_language() or "zh-hans")
    why = {"weekend": gettext("weekend"), "holiday": occasion, "pause": gettext("pause")}[first.why]
    days = str(first.day) if first is last else gettext("{first} to {last}").format(first=first.day, last=last.day)
    return f"{days} {why}"


def _end(result: Deadline) -> str:
    day = gettext(WEEKDAYS[result.on.weekday()])
    return gettext("{day} ({weekday})").format(day=_shown(result.at or result.on), weekday=day)


def _shown(moment: date | datetime) -> str:
    return moment.isoformat(" ", "minutes") if isinstance(moment, datetime) else moment.isoformat()
