"""When the treasury has the money, and when customs has written the debt off: read from their own lists, never assumed.

Days that are over are known from the statements that were taken; of the days that run, the lists are asked for. It counts where
the lines of the payment's number add up to its amount: what came and went again, or is listed twice, does not. Credited books get their receipt by the worker; written off, the guarantee
of their bills is given back.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.public import NotSent, Unclear, holds_void, lines_listed, payments_brief, post_all, stated_by
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.entries import book_key, entry
from zaiton.services.retail_tax.actions.following import RECEIPT, books_follow
from zaiton.services.retail_tax.actions.moving import SOME, kept, locked, recorded, taken
from zaiton.services.retail_tax.actions.paying import WORKER, document_of
from zaiton.services.retail_tax.models import Bill, Book

log = logging.getLogger("zaiton.retail_tax")
RUNNING_DAYS = 2
"""Lists are asked for of so many days up to today; older days stand in statements."""
FRESH = timedelta(days=10)
"""So long after a book moved the lists of its payment's own days are asked for, too: the news of it may have come late, and the
list may not have been to be had on its day; after that it is a break that people settle."""
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the two: whose list says it, from which state to which, and how it is written down."""

    source: str
    state: str
    event: str
    arrow: str
    moment: str
    action: str


TREASURY = Stage("treasury", "debited", "credited", "credited", "in_treasury_at", "retail_tax.books_credited")
CUSTOMS = Stage(
    "customs", "in_treasury", "written_off", "written_off", "written_off_at", "retail_tax.books_written_off"
)


def books_credit(*, at: datetime, channels: Mapping[str, Any] | None = None) -> int:
    """Move on what treasury and customs have by their own word; returns how many books moved."""
    return sum(_stage(stage, at, channels) for stage in (TREASURY, CUSTOMS))


def _stage(stage: Stage, at: datetime, channels: Mapping[str, Any] | None) -> int:
    rows = Book.objects.filter(state=stage.state).order_by("pk").values_list("ent_duty_no", "instruction", "moved_at")
    waiting = {number: (instruction, moved_at) for number, instruction, moved_at in rows}
    lists = _Lists(stage.source, at, channels)
    moved = 0
    numbers = list(waiting)
    for begin in range(0, len(numbers), SOME):
        some = numbers[begin : begin + SOME]
        payments = payments_brief(waiting[number][0] for number in some)
        wanted = {number: payments[waiting[number][0]] for number in some if waiting[number][0] in payments}
        said = stated_by(stage.source, [one.number for one in wanted.values()])
        for number, one in wanted.items():
            if one.number not in said and one.settled_on is not None:
                said |= lists.said(one.number, one.settled_on, waiting[number][1])
        there = {number: one.public_id for number, one in wanted.items() if said.get(one.number) == one.amount}
        moved += _all_moved(stage, there, at)
    return moved


class _Lists:
    """The lists of a source, each day's asked for once."""

    def __init__(self, source: str, at: datetime, channels: Mapping[str, Any] | None) -> None:
        self.source, self.at, self.channels = source, at, channels
        self.known: dict[date, dict[str, int]] = {}

    def said(self, number: str, settled_on: date, since: datetime | None) -> dict[str, int]:
        """What they say of a payment: those of the running days, and those around its own where the news of it is fresh."""
        today = self.at.astimezone(BEIJING).date()
        days = {today - timedelta(n) for n in range(RUNNING_DAYS)}
        if since is not None and self.at - since < FRESH:
            days |= {settled_on + timedelta(n) for n in range(RUNNING_DAYS)}
        for day in sorted((day for day in days if settled_on - timedelta(1) <= day <= today), reverse=True):
            if day not in self.known:
                self.known[day] = self._asked(day)
            if number in self.known[day]:
                return {number: self.known[day][number]}
        return {}

    def _asked(self, day: date) -> dict[str, int]:
        try:
            lines = lines_listed(self.source, day, at=self.at, channels=self.channels)
        except (NotSent, Unclear, Refusal, KeyError) as error:
            log.info("the list of %s of %s cannot be had: %s", self.source, day, error)
            return {}
        said: dict[str, int] = {}
        for line in lines:
            said[line.reference] = said.get(line.reference, 0) + line.amount
        return said


def _all_moved(stage: Stage, there: Mapping[str, str], at: datetime) -> int:
    moved, numbers = 0, list(there)
    for begin in range(0, len(numbers), AT_ONCE):
        moved += _moved(stage, {number: there[number] for number in numbers[begin : begin + AT_ONCE]}, at)
        give_way()
    return moved


def _moved(stage: Stage, there: Mapping[str, str], at: datetime) -> int:
    """Books that stand where they stood, with the payment that is listed, take their step, with one entry each."""
    books_follow(there, at=at)
    day = at.astimezone(BEIJING).date()
    rows, steps, drafts = [], [], []
    with turn(), transaction.atomic():
        for row in locked(there).values():
            if row.state != stage.state or row.instruction != there[row.ent_duty_no]:
                continue
            steps.append(taken(row, stage.event, actor=WORKER, at=at))
            setattr(row, stage.moment, at)
            rows.append(row)
            key = book_key(row.ent_duty_no, row.attempt, stage.arrow)
            drafts.append(entry(key, stage.arrow, row.total_fen, on=day, document=document_of(row.ent_duty_no)))
            if stage is TREASURY:
                later(RECEIPT, {"book": row.ent_duty_no}, key=f"retail_tax.receipt/{key}"[:150], at=at)
        post_all(drafts, actor=WORKER, at=at)
        if stage is CUSTOMS and rows:
            frozen = Bill.objects.filter(book__in=[row.pk for row in rows]).exclude(frozen="")
            holds_void(list(frozen.values_list("frozen", flat=True)), at=at)
        kept(rows, steps, [stage.moment])
        recorded(rows, stage.action, actor=WORKER, at=at)
    return len(rows)
