"""Agreements on payments by machine: the list, and one with its steps."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.money.api.routing import answers, asker, json_response, router
from zaiton.blocks.money.domain.agreements import AgreementCard
from zaiton.blocks.money.queries.seeing import READ, agreement_readable, agreements_for
from zaiton.kit import clock


class AgreementLine(Schema):
    """An agreement. ``state``: draft, enterprise_signed, bank_signed, active, suspended or terminated; ``limit`` of one payment."""

    id: str
    number: str
    organisation: str
    channel: str
    account: str
    account_name: str
    districts: list[str]
    limit: int | None
    currency: str
    state: str
    valid_from: date | None
    valid_until: date | None
    made_at: datetime


class AgreementStepOut(Schema):
    """One step of an agreement."""

    seq: int
    event: str
    state: str
    at: datetime
    words: str


class AgreementOut(AgreementLine):
    """An agreement with its steps."""

    steps: list[AgreementStepOut]


class AgreementsOut(Schema):
    """The agreements one may see, the newest first."""

    agreements: list[AgreementLine]


@router.get("agreements", auth=TokenAuth(READ), response=answers(AgreementsOut), summary="Agreements on payments")
def list_agreements(request: HttpRequest) -> HttpResponse:
    """Of companies the holder acts for; officers see all."""
    who = asker(request)
    found = agreements_for(who.person, only=who.only, at=clock.now())
    return json_response({"agreements": [_line(card) for card in found]})


@router.get(
    "agreements/{agreement}",
    auth=TokenAuth(READ),
    response=answers(AgreementOut),
    summary="An agreement with its steps",
)
def one_agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Who signed is not named, only for whom."""
    who = asker(request)
    card = agreement_readable(who.person, agreement[:40], only=who.only, at=clock.now())
    steps = [
        {"seq": one.seq, "event": one.data["event"], "state": one.to_state, "at": one.at, "words": one.words}
        for one in card.steps
    ]
    return json_response({**_line(card), "steps": steps})


def _line(card: AgreementCard) -> dict[str, Any]:
    names = [name for name in AgreementLine.model_fields if name != "id"]
    return {"id": card.public_id, **{name: getattr(card, name) for name in names}}
