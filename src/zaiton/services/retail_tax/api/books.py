"""Tax bills and payment books by machine: lists, one with its steps, proposing, confirming, disputing, the treasury report."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import Field

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.money.public import instruction_card
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.confirming import (
    Outcome,
    books_confirm,
    books_propose,
    books_retry,
    books_take_back,
)
from zaiton.services.retail_tax.actions.disputing import Taxes, dispute_answer, dispute_withdraw, line_dispute
from zaiton.services.retail_tax.api.routing import answers, asker, json_response, officer, router
from zaiton.services.retail_tax.domain.book_refusals import BatchUnfit
from zaiton.services.retail_tax.domain.states import BOOK_STATES
from zaiton.services.retail_tax.queries.books import (
    CONFIRM,
    PROPOSE,
    READ,
    BillCard,
    BookCard,
    bill_card,
    bills_page,
    book_card,
    books_page,
)
from zaiton.services.retail_tax.queries.treasury import treasury_report

MARK = 2**62
MOST = 10_000
Fen = Annotated[int, Field(strict=True, ge=0, le=2**53, description="Fen: 12345 is 123.45 CNY")]
Number = Annotated[str, Field(min_length=1, max_length=24, description="Number of a payment book")]


class BookLine(Schema):
    """A payment book in the list. ``state`` goes from consolidated over proposed and confirmed to in_treasury and written_off."""

    number: str
    organisation: str
    agent_code: str
    customs_code: str
    scheme: str
    period: str
    due_on: date
    bills: int
    total_fen: int
    state: str
    agreement: str
    attempt: int
    reason: str
    proposed_at: datetime | None
    confirmed_at: datetime | None
    debited_at: datetime | None
    in_treasury_at: datetime | None
    written_off_at: datetime | None
    receipt: str


class BookStepOut(Schema):
    """One step of a payment book."""

    event: str
    state: str
    at: datetime
    reason: str


class BookOut(BookLine):
    """A payment book with its steps; ``payment`` is the number at the bank. In the state unknown it is being asked for: wait."""

    payment: str
    steps: list[BookStepOut]


class BooksOut(Schema):
    """One page of payment books, the newest first; give ``next`` as ``before`` to go on."""

    books: list[BookLine]
    next: int | None


class BillLine(Schema):
    """A tax bill in the list, in fen."""

    id: str
    tax_no: str
    kind: str
    state: str
    organisation: str
    agent_code: str
    customs_code: str
    inventory: str
    order: str
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    surcharge_fen: int
    total_fen: int
    scheme: str
    collectable_on: date
    due_on: date
    book: str


class GoodsLine(Schema):
    """One line of a tax bill, in fen; ``dispute`` is the id of the open one."""

    gnum: int
    gcode: str
    name: str
    tax_price_fen: int
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    dispute: str


class BillOut(BillLine):
    """A tax bill with its lines."""

    lines: list[GoodsLine]


class BillsOut(Schema):
    """One page of tax bills, the newest first; give ``next`` as ``before`` to go on."""

    bills: list[BillLine]
    next: int | None


class Seen(Schema):
    """A payment book and the amount that was seen: another amount by now is refused."""

    number: Number
    total_fen: Fen


class ProposeIn(Schema):
    """Payment books to be proposed; ``agreement`` blank: the one that allows it."""

    books: Annotated[list[Seen], Field(min_length=1, max_length=MOST)]
    agreement: Annotated[str, Field(max_length=12)] = ""


class ConfirmIn(Schema):
    """Payment books to be confirmed."""

    books: Annotated[list[Seen], Field(min_length=1, max_length=MOST)]


class NumbersIn(Schema):
    """Payment books by their numbers."""

    books: Annotated[list[Number], Field(min_length=1, max_length=MOST)]


class OutcomeOut(Schema):
    """What came of one book: its state, or the code of the refusal with its sentence."""

    number: str
    state: str
    repeated: bool
    code: str
    why: str


class OutcomesOut(Schema):
    """What came of each book of a batch."""

    outcomes: list[OutcomeOut]


class DisputeIn(Schema):
    """Why the line is wrong."""

    reason: Annotated[str, Field(max_length=2000)]


class DisputeOut(Schema):
    """The dispute that was made."""

    dispute: str


class AnswerIn(Schema):
    """The answer of customs; the three taxes as they should be, all or none: none dismisses the dispute."""

    answer: Annotated[str, Field(max_length=2000)]
    tariff_fen: Fen | None = None
    consumption_fen: Fen | None = None
    vat_fen: Fen | None = None


@router.get("books", auth=TokenAuth(READ), response=answers(BooksOut), summary="Payment books")
def list_books(
    request: HttpRequest,
    state: str = Query("", max_length=20),
    before: int | None = Query(None, ge=1, le=MARK),
    limit: int = Query(50, ge=1, le=200),
) -> HttpResponse:
    """The newest first: of companies the holder acts for, for officers all; of one state where it is given."""
    if state and state not in BOOK_STATES:
        raise BatchUnfit("state", why=state[:20])
    found = books_page(asker(request).seen(READ), states=(state,) if state else (), before=before, limit=limit)
    more = found[-1].place if len(found) == limit else None
    return json_response({"books": [_book(card) for card in found], "next": more})


@router.post("books/propose", auth=TokenAuth(PROPOSE), response=answers(OutcomesOut), summary="Propose payment books")
def propose(request: HttpRequest, body: ProposeIn) -> HttpResponse:
    """Each is taken or refused on its own; the same again changes nothing. Another person confirms them."""
    who = asker(request)
    given = {"organisations": who.companies(PROPOSE), "actor": who.actor, "at": clock.now()}
    return _outcomes(books_propose(_seen(body.books), agreement=body.agreement, **given))


@router.post("books/confirm", auth=TokenAuth(CONFIRM), response=answers(OutcomesOut), summary="Confirm payment books")
def confirm(request: HttpRequest, body: ConfirmIn) -> HttpResponse:
    """As the second person. They are paid from now on, each once; the same again changes nothing."""
    who = asker(request)
    given = {"organisations": who.companies(CONFIRM), "actor": who.actor, "at": clock.now()}
    return _outcomes(books_confirm(_seen(body.books), **given))


@router.post(
    "books/take-back", auth=TokenAuth(PROPOSE), response=answers(OutcomesOut), summary="Take back proposed books"
)
def take_back(request: HttpRequest, body: NumbersIn) -> HttpResponse:
    """Before the second person has confirmed them."""
    who = asker(request)
    given = {"organisations": who.companies(PROPOSE), "actor": who.actor, "at": clock.now()}
    return _outcomes(books_take_back(body.books, **given))


@router.post(
    "books/retry", auth=TokenAuth(PROPOSE), response=answers(OutcomesOut), summary="Try books again that were not paid"
)
def retry(request: HttpRequest, body: NumbersIn) -> HttpResponse:
    """Books that the bank rejected or gave back; as two people have confirmed them. Unknown ones are refused."""
    who = asker(request)
    given = {"organisations": who.companies(PROPOSE), "actor": who.actor, "at": clock.now()}
    return _outcomes(books_retry(body.books, **given))


@router.get("books/{number}", auth=TokenAuth(READ), response=answers(BookOut), summary="A payment book with its steps")
def one_book(request: HttpRequest, number: str) -> HttpResponse:
    """What is not there and what is not the holder's are told alike."""
    card = book_card(number, asker(request).seen(READ))
    payment = instruction_card(card.instruction).number if card.instruction else ""
    steps = [{"event": s.event, "state": s.after, "at": s.at, "reason": s.reason} for s in card.steps]
    return json_response({**_book(card), "payment": payment, "steps": steps})


@router.get("bills", auth=TokenAuth(READ), response=answers(BillsOut), summary="Tax bills")
def list_bills(
    request: HttpRequest,
    book: str = Query("", max_length=24),
    before: int | None = Query(None, ge=1, le=MARK),
    limit: int = Query(50, ge=1, le=500),
) -> HttpResponse:
    """The newest first; of one payment book where it is named."""
    found = bills_page(asker(request).seen(READ), book=book, before=before, limit=limit)
    more = found[-1].place if len(found) == limit else None
    return json_response({"bills": [_bill(card) for card in found], "next": more})


@router.get("bills/{name}", auth=TokenAuth(READ), response=answers(BillOut), summary="A tax bill with its lines")
def one_bill(request: HttpRequest, name: str) -> HttpResponse:
    """By its id or number."""
    card = bill_card(name, asker(request).seen(READ))
    names = GoodsLine.model_fields
    lines = [{name: getattr(line, name) for name in names} for line in card.lines]
    return json_response({**_bill(card), "lines": lines})


@router.post(
    "bills/{bill}/lines/{gnum}/dispute",
    auth=TokenAuth(PROPOSE),
    response=answers(DisputeOut),
    summary="Dispute a line of a tax bill",
)
def dispute(request: HttpRequest, bill: str, gnum: int, body: DisputeIn) -> HttpResponse:
    """Before its payment is confirmed. The bill leaves its payment book until customs has answered."""
    who = asker(request)
    card = bill_card(bill, who.companies(PROPOSE))
    given = {"organisations": who.companies(PROPOSE), "actor": who.actor, "at": clock.now()}
    return json_response({"dispute": line_dispute(card.public_id, gnum, reason=body.reason, **given)})


@router.post(
    "disputes/{name}/withdraw", auth=TokenAuth(PROPOSE), response=answers(DisputeOut), summary="Withdraw a dispute"
)
def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    """The bill stands as it was."""
    who = asker(request)
    dispute_withdraw(name, organisations=who.companies(PROPOSE), actor=who.actor, at=clock.now())
    return json_response({"dispute": name})


@router.post(
    "disputes/{name}/answer", auth=TokenAuth(READ), response=answers(DisputeOut), summary="Answer a dispute (officers)"
)
def answer(request: HttpRequest, name: str, body: AnswerIn) -> HttpResponse:
    """For customs; nobody answers for a company they act for."""
    who = officer(request)
    given = (body.tariff_fen, body.consumption_fen, body.vat_fen)
    if None in given and set(given) != {None}:
        raise BatchUnfit("taxes", why="tariff_fen, consumption_fen, vat_fen")
    taxes = None if None in given else Taxes(*(fen or 0 for fen in given))
    dispute_answer(name, taxes=taxes, answer=body.answer, own=who.companies(READ), actor=who.actor, at=clock.now())
    return json_response({"dispute": name})


@router.get(
    "treasury", auth=TokenAuth(READ), response=answers(dict[str, Any]), summary="The treasury report (officers)"
)
def treasury(request: HttpRequest, first: date, last: date, customs: str = Query("", max_length=4)) -> HttpResponse:
    """What came in from the first to the last day (Beijing) by customs district and tax, and what is open today."""
    officer(request)
    return json_response(treasury_report(first, last, on=clock.today(), customs_code=customs).document)


def _seen(books: list[Seen]) -> dict[str, int]:
    found = {one.number: one.total_fen for one in books}
    if len(found) != len(books):
        raise BatchUnfit("books", why=gettext("a payment book is named twice"))
    return found


def _outcomes(found: tuple[Outcome, ...]) -> HttpResponse:
    return json_response({"outcomes": [_outcome(one) for one in found]})


def _outcome(one: Outcome) -> dict[str, Any]:
    refusal: Refusal | None = one.refusal
    return {
        "number": one.number,
        "state": one.state,
        "repeated": one.repeated,
        "code": refusal.code if refusal else "",
        "why": " ".join((refusal.sentence(gettext), refusal.remedy(gettext))) if refusal else "",
    }


def _book(card: BookCard) -> dict[str, Any]:
    same = set(BookLine.model_fields) - {"number", "bills"}
    return {"number": card.ent_duty_no, "bills": card.bills_count, **{name: getattr(card, name) for name in same}}


def _bill(card: BillCard) -> dict[str, Any]:
    same = set(BillLine.model_fields) - {"id", "inventory", "order"}
    return {
        "id": card.public_id,
        "inventory": card.invt_no,
        "order": card.order_no,
        **{name: getattr(card, name) for name in same},
    }
