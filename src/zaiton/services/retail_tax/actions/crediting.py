"""When the treasury has the money, and when customs has written the debt off: read from their own lists, never assumed.

Days that are over are known from the statements that were taken; of the days that run, the lists are asked for. It counts where
the lines of the payment's number add up to its amount: what came and went again, or is listed twice, does not. Credited books get their receipt by the worker; written off, the guarantee
of their bills is given back.
"""

import logging
from collections.abc import Mapping, Sequence
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
from zaiton.services.retail_tax.actions.following import books_follow
from zaiton.services.retail_tax.actions.moving import SOME, kept, locked, recorded, taken
from zaiton.services.retail_tax.actions.paying import WORKER, document_of
from zaiton.services.retail_tax.models import Bill, Book

log = logging.getLogger("zaiton.retail_tax")
RECEIPT = "zaiton.services.retail_tax.jobs:receipt"
RUNNING_DAYS = 2
"""Lists are asked for of so many days up to today; older days stand in statements."""
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
    rows = Book.objects.filter(state=stage.state).order_by("pk").values_list("ent_duty_no", "instruction")
    waiting = dict(rows)
    moved = 0
    listed: dict[date, dict[str, int]] = {}
    numbers = list(waiting)
    for begin in range(0, len(numbers), SOME):
        some = numbers[begin : begin + SOME]
        payments = payments_brief(waiting[number] for number in some)
        wanted = {number: payments[waiting[number]] for number in some if waiting[number] in payments}
        said = stated_by(stage.source, [one.number for one in wanted.values()])
        for one in wanted.values():
            if one.number not in said and one.settled_on is not None:
                said |= _listed(stage.source, one.settled_on, one.number, listed, at, channels)
        there = [number for number, one in wanted.items() if said.get(one.number) == one.amount]
        for first in range(0, len(there), AT_ONCE):
            moved += _moved(stage, there[first : first + AT_ONCE], at)
            give_way()
    return moved


def _listed(
    source: str,
    settled_on: date,
    number: str,
    known: dict[date, dict[str, int]],
    at: datetime,
    channels: Mapping[str, Any] | None,
) -> dict[str, int]:
    """What the lists of the running days say of a payment; each is asked for once."""
    today = at.astimezone(BEIJING).date()
    for day in (today - timedelta(n) for n in range(RUNNING_DAYS)):
        if day < settled_on - timedelta(1):
            break
        if day not in known:
            known[day] = _asked(source, day, at, channels)
        if number in known[day]:
            return {number: known[day][number]}
    return {}


def _asked(source: str, day: date, at: datetime, channels: Mapping[str, Any] | None) -> dict[str, int]:
    try:
        lines = lines_listed(source, day, at=at, channels=channels)
    except (NotSent, Unclear, Refusal, KeyError) as error:
        log.info("the list of %s of %s cannot be had: %s", source, day, error)
        return {}
    said: dict[str, int] = {}
    for line in lines:
        said[line.reference] = said.get(line.reference, 0) + line.amount
    return said


def _moved(stage: Stage, numbers: Sequence[str], at: datetime) -> int:
    """Books that stand where they stood take their step, with one entry each."""
    books_follow(numbers, at=at)
    day = at.astimezone(BEIJING).date()
    rows, steps, drafts = [], [], []
    with turn(), transaction.atomic():
        for row in locked(numbers).values():
            if row.state != stage.state:
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
