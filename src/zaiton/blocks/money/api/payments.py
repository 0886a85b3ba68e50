"""Payments by machine: having a document paid by an agreement, following it; asking, cancelling and refunding for officers."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_refund
from zaiton.blocks.money.actions.once import once
from zaiton.blocks.money.actions.paying import document_pay
from zaiton.blocks.money.actions.sending import instruction_ask
from zaiton.blocks.money.api.routing import (
    BOOKS,
    KEY,
    MARK,
    Minors,
    Name,
    answers,
    asker,
    json_response,
    made_response,
    overseer,
    router,
)
from zaiton.blocks.money.domain.instructions import InstructionCard
from zaiton.blocks.money.domain.request_refusals import CurrencyUnfit, StateUnfit
from zaiton.blocks.money.domain.states import INSTRUCTION_STATES
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.queries.seeing import PAY, READ, agreement_payable, instruction_for, instructions_for
from zaiton.kit import clock


class StepOut(Schema):
    """One step: what came, and the state it led to; ``code``, ``words`` and ``reference`` are the counterpart's."""

    seq: int
    event: str
    state: str
    at: datetime
    code: str
    words: str
    reference: str


class PaymentLine(Schema):
    """A payment in the list. ``state``: queued, sending, sent, unknown, settled, rejected, cancelled or returned."""

    id: str
    number: str
    document: str
    attempt: int
    purpose: str
    channel: str
    organisation: str
    amount: int
    currency: str
    state: str
    since: datetime
    business_date: date
    settled_on: date | None
    code: str
    words: str
    reference: str
    refunds: str


class PaymentOut(PaymentLine):
    """A payment with its steps. In the state unknown it is being asked for: wait, and do not have it paid anew."""

    steps: list[StepOut]


class PaymentsOut(Schema):
    """One page of payments, the newest first; give ``next`` as ``before`` to go on."""

    payments: list[PaymentLine]
    next: int | None


class PayIn(Schema):
    """A document to be paid by an agreement in force."""

    agreement: Name
    document: Annotated[str, Field(min_length=1, max_length=100)]
    amount: Minors
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class RefundIn(Schema):
    """How much is given back."""

    amount: Minors


class CancelIn(Schema):
    """Why it is called off."""

    words: Annotated[str, Field(max_length=300)] = ""


@router.get("payments", auth=TokenAuth(READ), response=answers(PaymentsOut), summary="Payments")
def list_payments(
    request: HttpRequest,
    state: str = Query("", max_length=20),
    before: int | None = Query(None, ge=1, le=MARK),
    limit: int = Query(50, ge=1, le=200),
) -> HttpResponse:
    """The newest first: of companies the holder acts for, for officers all; of one state where it is given."""
    if state and state not in INSTRUCTION_STATES:
        raise StateUnfit("state", state=state, known=", ".join(INSTRUCTION_STATES))
    who = asker(request)
    states = (state,) if state else ()
    found, more = instructions_for(who.person, states=states, before=before, limit=limit, only=who.only, at=clock.now())
    return json_response({"payments": [_line(card) for card in found], "next": more})


@router.post(
    "payments",
    auth=TokenAuth(PAY),
    response=answers(PaymentOut, made=PaymentOut),
    summary="Have a document paid by an agreement",
)
def pay(request: HttpRequest, body: PayIn, key: str = KEY) -> HttpResponse:
    """The money is held from this moment; the payment goes out within seconds. A document is paid at most once.

    Repeated under the same key: the payment that was made, as it stands by now (200). The key with another content, or a
    document that has a payment already: 409.
    """
    who, at = asker(request), clock.now()
    agreement = agreement_payable(who.person, body.agreement, only=who.only, at=at)

    def act() -> str:
        if body.currency != agreement.currency:
            raise CurrencyUnfit("currency", given=body.currency, wanted=agreement.currency)
        made = document_pay(
            agreement,
            document=body.document,
            amount=body.amount,
            currency=body.currency,
            business_date=clock.today(),
            actor=who.actor,
            at=at,
        )
        return made.public_id

    made, repeated = once("pay", person=who.person, key=key, content=body.dict(), act=act, at=at)
    return made_response(_document(instruction_card(made, steps=True)), repeated=repeated)


@router.get(
    "payments/{payment}", auth=TokenAuth(READ), response=answers(PaymentOut), summary="A payment with its steps"
)
def one_payment(request: HttpRequest, payment: str) -> HttpResponse:
    """By its id or number. What is not there and what is not the holder's are told alike."""
    who = asker(request)
    return json_response(_document(instruction_for(who.person, payment[:60], only=who.only, at=clock.now())))


@router.post(
    "payments/{payment}/ask", auth=TokenAuth(BOOKS), response=answers(PaymentOut), summary="Ask the counterpart now"
)
def ask(request: HttpRequest, payment: str) -> HttpResponse:
    """What became of it; nothing is sent again. For officers."""
    overseer(request)
    card = instruction_card(payment[:60])
    instruction_ask(card.public_id, at=clock.now())
    return json_response(_document(instruction_card(card.public_id, steps=True)))


@router.post(
    "payments/{payment}/cancel",
    auth=TokenAuth(BOOKS),
    response=answers(PaymentOut),
    summary="Cancel what was never sent",
)
def cancel(request: HttpRequest, payment: str, body: CancelIn) -> HttpResponse:
    """Its money is free again; 409 for what has been sent, and for what is cancelled already. For officers."""
    who = overseer(request)
    card = instruction_card(payment[:60])
    instruction_cancel(card.public_id, words=_printable(body.words), actor=who.actor, at=clock.now())
    return json_response(_document(instruction_card(card.public_id, steps=True)))


@router.post(
    "payments/{payment}/refund",
    auth=TokenAuth(BOOKS),
    response=answers(PaymentOut, made=PaymentOut),
    summary="Refund a part or all of a payment",
)
def refund(request: HttpRequest, payment: str, body: RefundIn, key: str = KEY) -> HttpResponse:
    """By a payment of its own, which is the answer; at most what has not been refunded yet. For officers."""
    who, at = overseer(request), clock.now()
    card = instruction_card(payment[:60])

    def act() -> str:
        made = instruction_refund(
            card.public_id, amount=body.amount, business_date=clock.today(), actor=who.actor, at=at
        )
        return made.public_id

    content = {"payment": card.public_id, **body.dict()}
    made, repeated = once("refund", person=who.person, key=key, content=content, act=act, at=at)
    return made_response(_document(instruction_card(made, steps=True)), repeated=repeated)


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text).strip()


def _line(card: InstructionCard) -> dict[str, Any]:
    same = ("number", "document", "attempt", "purpose", "channel", "organisation", "amount", "currency", "state")
    return {
        "id": card.public_id,
        **{name: getattr(card, name) for name in same},
        "since": card.state_since,
        "business_date": card.business_date,
        "settled_on": card.settled_on,
        "code": card.reply_code,
        "words": card.reply_words,
        "reference": card.reference,
        "refunds": card.refunds,
    }


def _document(card: InstructionCard) -> dict[str, Any]:
    steps = [
        {
            "seq": one.seq,
            "event": one.event,
            "state": one.to_state,
            "at": one.at,
            **{name: str(one.data.get(name) or "") for name in ("code", "words", "reference")},
        }
        for one in card.steps
    ]
    return {**_line(card), "steps": steps}
