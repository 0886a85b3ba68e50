"""Reconciliation by machine, for officers: the breaks that stand, one with its history, and the last run over a day."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from zaiton.blocks.identity.public import TokenAuth, Unseen
from zaiton.blocks.money.api.routing import BOOKS, PAGE, answers, json_response, overseer, router
from zaiton.blocks.money.domain.breaks import BreakCard
from zaiton.blocks.money.domain.runs import RunCard
from zaiton.blocks.money.queries.breaks import break_for, breaks_of_day, breaks_standing
from zaiton.blocks.money.queries.runs import run_card, runs, statements_of
from zaiton.kit import clock


class BreakLine(Schema):
    """A break. ``age`` is in working days since its day, provisional where ``age_sure`` is false; ``state``: open, proposed,
    resolved or closed (by itself)."""

    id: str
    kind: str
    day: date
    reference: str
    amount: int | None
    currency: str
    owner: str
    opened_at: datetime
    state: str
    resolution: str
    ended_at: datetime | None
    entry: str
    age: int
    age_sure: bool


class BreakStepOut(Schema):
    """One step of a break."""

    seq: int
    event: str
    at: datetime
    words: str


class BreakOut(BreakLine):
    """A break with what both sides say (``lines``), what is proposed (``draft``), and its steps."""

    words: str
    lines: list[dict[str, Any]]
    draft: dict[str, Any] | None
    steps: list[BreakStepOut]


class BreaksOut(Schema):
    """One page of breaks, the oldest day first; give ``next`` as ``after`` to go on."""

    breaks: list[BreakLine]
    next: str | None


class RunOut(Schema):
    """The last run over a day. ``clean``: every line is matched and every statement has come."""

    day: date
    at: datetime
    clean: bool
    rules: str
    sources: dict[str, Any]
    counts: dict[str, Any]
    digest: str


class SourceOut(Schema):
    """A statement that counts for the day; ``total`` in minor units."""

    source: str
    number: str
    currency: str
    lines: int
    total: int
    taken_at: datetime


class DayOut(RunOut):
    """The run with the statements it went by and the breaks of the day."""

    statements: list[SourceOut]
    breaks: list[BreakLine]


class DaysOut(Schema):
    """The last run of each day, the newest day first; give ``next`` as ``before`` to go on."""

    days: list[RunOut]
    next: date | None


@router.get("breaks", auth=TokenAuth(BOOKS), response=answers(BreaksOut), summary="Breaks that stand")
def list_breaks(
    request: HttpRequest,
    kind: str = Query("", max_length=40),
    owner: str = Query("", max_length=80),
    after: str = Query("", max_length=12),
    limit: int = Query(PAGE, ge=1, le=500),
) -> HttpResponse:
    """What nobody has settled yet, of one kind or owner where given. For officers."""
    overseer(request)
    found = breaks_standing(on=clock.today(), kind=kind, owner=owner, after=after, limit=limit + 1)
    more = found[limit - 1].public_id if len(found) > limit else None
    return json_response({"breaks": [_line(card) for card in found[:limit]], "next": more})


@router.get("breaks/{gap}", auth=TokenAuth(BOOKS), response=answers(BreakOut), summary="A break with its history")
def one_break(request: HttpRequest, gap: str) -> HttpResponse:
    """Both sides' lines, what is proposed, and every step. For officers."""
    card = break_for(overseer(request).person, gap[:40], on=clock.today())
    steps = [{"seq": one.seq, "event": one.event, "at": one.at, "words": one.words} for one in card.steps]
    told = {"words": card.words, "lines": list(card.lines), "draft": card.draft, "steps": steps}
    return json_response({**_line(card), **told})


@router.get("days", auth=TokenAuth(BOOKS), response=answers(DaysOut), summary="Days that were reconciled")
def list_days(request: HttpRequest, before: date | None = None, limit: int = Query(31, ge=1, le=366)) -> HttpResponse:
    """The last run of each day. For officers."""
    overseer(request)
    found = runs(before=before, limit=limit + 1)
    more = found[limit - 1].day if len(found) > limit else None
    return json_response({"days": [_run(card) for card in found[:limit]], "next": more})


@router.get("days/{day}", auth=TokenAuth(BOOKS), response=answers(DayOut), summary="The reconciliation of a day")
def one_day(request: HttpRequest, day: date) -> HttpResponse:
    """What was compared, how it ended, and the breaks of the day; 404 where it was never reconciled. For officers."""
    overseer(request)
    run = run_card(day)
    if run is None:
        raise Unseen
    names = list(SourceOut.model_fields)
    statements = [{name: getattr(one, name) for name in names} for one in statements_of(day)]
    gaps = [_line(card) for card in breaks_of_day(day, on=clock.today())]
    return json_response({**_run(run), "statements": statements, "breaks": gaps})


def _line(card: BreakCard) -> dict[str, Any]:
    return {"id": card.public_id, **{name: getattr(card, name) for name in BreakLine.model_fields if name != "id"}}


def _run(card: RunCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in RunOut.model_fields}
