"""The cases block's door for the clock and the worker: tell of events, count anew when a calendar arrives, end what has lapsed."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.corrections import correction_lapse
from zaiton.blocks.cases.actions.delivering import delivery_tell
from zaiton.blocks.cases.actions.recounting import cases_recount
from zaiton.blocks.cases.actions.retaining import papers_retained
from zaiton.blocks.cases.actions.steps import step_resume
from zaiton.blocks.cases.actions.telling import event_tell
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.lapsing import corrections_lapsed, pauses_ended
from zaiton.kit import work
from zaiton.kit.work import Delivery

SYSTEM = "system"
ON = "zaiton.blocks.cases.jobs:recount_on"


def tell(delivery: Delivery) -> None:
    """An event of a case was stored: tell whom it concerns."""
    event_tell(case=delivery.data["case"], seq=delivery.data["seq"], at=delivery.now)


def tell_delivery(delivery: Delivery) -> None:
    """Papers were packed, sent or came back: tell the applicant."""
    told = delivery.data
    delivery_tell(case=told["case"], state=told["state"], key=delivery.key, at=delivery.now)


def retain(*, at: datetime) -> None:
    """Papers of cases closed since: set how long they are kept."""
    papers_retained(at=at)


def calendar_arrived(delivery: Delivery) -> None:
    """The calendar of a year was published: days that rested on it become final, and the applicants are told."""
    first = date(min(delivery.data["years"]) - 1, 12, 1)
    _recount(delivery, {"since": first.isoformat(), "after": 0, "key": delivery.key})


def recount_on(delivery: Delivery) -> None:
    """The next batch of the same."""
    _recount(delivery, delivery.data)


def _recount(delivery: Delivery, told: Mapping[str, Any]) -> None:
    since = date.fromisoformat(told["since"])
    more = cases_recount(since=since, after=told["after"], at=delivery.now)
    if more is not None:
        work.later(ON, {**told, "after": more}, key=f"{told['key']}/{more}"[-150:], at=delivery.now)


def lapse(*, at: datetime) -> None:
    """Corrections that were not answered in time, and pauses whose written time is over.

    A case that refuses holds up no other; the first refusal is raised in the end, so that an operator sees it.
    """
    today = day_of(at)
    acts = [partial(correction_lapse, case=case, today=today) for case in corrections_lapsed(today)]
    acts += [partial(step_resume, actor=SYSTEM, case=case, step=step) for case, step in pauses_ended(today)]
    refused: Refusal | None = None
    for act in acts:
        try:
            act(at=at)
        except Refusal as refusal:
            refused = refused or refusal
    if refused is not None:
        raise refused
