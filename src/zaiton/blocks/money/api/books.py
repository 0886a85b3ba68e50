"""The books by machine, for officers: trial balance, entries, and entries by hand that one proposes and another books."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.money.actions.once import once
from zaiton.blocks.money.actions.proposals import entry_approve, entry_propose, entry_refuse
from zaiton.blocks.money.api.routing import (
    BOOKS,
    KEY,
    MARK,
    Minor,
    answers,
    json_response,
    made_response,
    overseer,
    router,
)
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.proposals import ProposalCard
from zaiton.blocks.money.domain.request_refusals import StateUnfit
from zaiton.blocks.money.queries.proposals import proposal_card, proposals
from zaiton.blocks.money.queries.seeing import entry_for
from zaiton.blocks.money.queries.statements import closed_through, trial_balance
from zaiton.kit import clock

PROPOSAL_STATES = ("proposed", "approved", "rejected")


class TrialRowOut(Schema):
    """An account in the trial balance; minor units, debit positive."""

    code: str
    name: dict[str, str]
    kind: str
    currency: str
    balance: int


class TrialOut(Schema):
    """The trial balance at the end of a day; ``sums`` of each currency are zero. ``closed_through``: the last closed day."""

    on: date
    closed_through: date | None
    accounts: list[TrialRowOut]
    sums: dict[str, int]


class EntryLine(Schema):
    """One line of an entry: the code of an account, and minor units, debit positive and credit negative."""

    account: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")]
    amount: Minor


class EntryLineOut(EntryLine):
    """The same with its currency."""

    currency: str


class EntryOut(Schema):
    """A booked entry; ``reverses`` and ``reversed_by`` are numbers of entries."""

    id: int
    key: str
    kind: str
    business_date: date
    booked_at: datetime
    document: str
    words: str
    reverses: int | None
    reversed_by: int | None
    lines: list[EntryLineOut]


class ProposeIn(Schema):
    """An entry by hand; its lines add up to zero in each currency."""

    lines: Annotated[list[EntryLine], Field(min_length=2, max_length=1000)]
    business_date: date
    words: Annotated[str, Field(min_length=1, max_length=300)]
    document: Annotated[str, Field(max_length=120)] = ""


class RefuseIn(Schema):
    """Why it is not booked."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class ProposalOut(Schema):
    """A proposed entry. ``state``: proposed, approved or rejected; ``entry`` is the key of what was booked."""

    id: str
    state: str
    business_date: date
    words: str
    document: str
    lines: list[EntryLine]
    made_at: datetime
    own: bool
    decided_at: datetime | None
    reason: str
    entry: str


class ProposalsOut(Schema):
    """Proposed entries, the newest first."""

    proposals: list[ProposalOut]


@router.get("trial-balance", auth=TokenAuth(BOOKS), response=answers(TrialOut), summary="Trial balance")
def trial(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """Every account with its balance at the end of the business day ``on`` (today). For officers."""
    overseer(request)
    day = on or clock.today()
    rows, sums = trial_balance(day), {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.balance
    told = [
        {
            "code": row.code,
            "name": {"zh": row.name_zh, "en": row.name_en},
            "kind": row.kind,
            "currency": row.currency,
            "balance": row.balance,
        }
        for row in rows
    ]
    return json_response({"on": day, "closed_through": closed_through(), "accounts": told, "sums": sums})


@router.get(
    "entries/{number}", auth=TokenAuth(BOOKS), response=answers(EntryOut), summary="An entry with all its lines"
)
def one_entry(request: HttpRequest, number: int = Path(..., ge=1, le=MARK - 1)) -> HttpResponse:
    """By the number that statements give. For officers."""
    card = entry_for(overseer(request).person, number)
    names = [name for name in EntryOut.model_fields if name != "lines"]
    lines = [{"account": one.account, "amount": one.amount, "currency": one.currency} for one in card.lines]
    return json_response({**{name: getattr(card, name) for name in names}, "lines": lines})


@router.get("proposals", auth=TokenAuth(BOOKS), response=answers(ProposalsOut), summary="Proposed entries")
def list_proposals(
    request: HttpRequest, state: str = Query("", max_length=20), limit: int = Query(100, ge=1, le=500)
) -> HttpResponse:
    """The newest, of one state where it is given. For officers."""
    who = overseer(request)
    if state and state not in PROPOSAL_STATES:
        raise StateUnfit("state", state=state, known=", ".join(PROPOSAL_STATES))
    found = proposals(state=state, limit=limit)
    return json_response({"proposals": [_proposal(card, who.actor) for card in found]})


@router.post(
    "proposals",
    auth=TokenAuth(BOOKS),
    response=answers(ProposalOut, made=ProposalOut),
    summary="Propose an entry",
)
def propose(request: HttpRequest, body: ProposeIn, key: str = KEY) -> HttpResponse:
    """Nothing is booked until another officer approves. Repeated under the same key: the first proposal (200)."""
    who, at = overseer(request), clock.now()

    def act() -> str:
        lines = tuple(Line(one.account, one.amount) for one in body.lines)
        made = entry_propose(
            lines=lines,
            business_date=body.business_date,
            words=body.words,
            document=body.document,
            actor=who.actor,
            at=at,
        )
        return made.public_id

    content = body.model_dump(mode="json")
    made, repeated = once("propose", person=who.person, key=key, content=content, act=act, at=at)
    return made_response(_proposal(proposal_card(made), who.actor), repeated=repeated)


@router.get("proposals/{proposal}", auth=TokenAuth(BOOKS), response=answers(ProposalOut), summary="A proposed entry")
def one_proposal(request: HttpRequest, proposal: str) -> HttpResponse:
    """How it stands. For officers."""
    who = overseer(request)
    return json_response(_proposal(proposal_card(proposal[:40]), who.actor))


@router.post(
    "proposals/{proposal}/approve",
    auth=TokenAuth(BOOKS),
    response=answers(ProposalOut),
    summary="Book what another proposed",
)
def approve(request: HttpRequest, proposal: str) -> HttpResponse:
    """Exactly as it was proposed; 403 for its maker, 409 when it is decided already. For officers."""
    who = overseer(request)
    return json_response(_proposal(entry_approve(proposal[:40], actor=who.actor, at=clock.now()), who.actor))


@router.post(
    "proposals/{proposal}/refuse",
    auth=TokenAuth(BOOKS),
    response=answers(ProposalOut),
    summary="Refuse what another proposed",
)
def refuse(request: HttpRequest, proposal: str, body: RefuseIn) -> HttpResponse:
    """With the reason; 403 for its maker, 409 when it is decided already. For officers."""
    who = overseer(request)
    card = entry_refuse(proposal[:40], reason=body.reason, actor=who.actor, at=clock.now())
    return json_response(_proposal(card, who.actor))


def _proposal(card: ProposalCard, actor: str) -> dict[str, Any]:
    content = card.content
    return {
        "id": card.public_id,
        "state": card.state,
        **{name: content[name] for name in ("business_date", "words", "document")},
        "lines": [{"account": account, "amount": amount} for account, amount in content["lines"]],
        "made_at": card.made_at,
        "own": card.maker == actor,
        "decided_at": card.decided_at,
        "reason": card.reason,
        "entry": card.entry,
    }
