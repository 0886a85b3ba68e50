"""Messages by machine: a file in, the receipt of the standard out; files that came before, sales with what does not agree."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Query, Schema

from zaiton.blocks.identity.public import TokenAuth
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.api.routing import Asker, answers, asker, json_response, router
from zaiton.services.retail_tax.domain.book_refusals import BatchUnfit
from zaiton.services.retail_tax.domain.intake_refusals import CompanyUnnamed, FileTooLarge
from zaiton.services.retail_tax.domain.matching_words import CHECKS, REASONS
from zaiton.services.retail_tax.domain.states import SALE_STATES
from zaiton.services.retail_tax.queries.answers import MOST, answer_file
from zaiton.services.retail_tax.queries.books import READ, SEND
from zaiton.services.retail_tax.queries.sales import (
    IntakeCard,
    SaleCard,
    intake_card,
    intakes_page,
    sale_card,
    sales_page,
)
from zaiton.services.retail_tax.queries.signers import fingerprints_of

XML = "application/xml; charset=utf-8"
MARK = 2**62


class FaultOut(Schema):
    """A record that was refused: its place in the file (0: the whole file) and the code of the receipt."""

    place: int
    code: str


class IntakeOut(Schema):
    """A file that came in."""

    id: str
    name: str
    message: str
    accepted: int
    refused: int
    faults: list[FaultOut]
    signed_by: str
    received_at: datetime


class IntakesOut(Schema):
    """A page of files, the newest first; ``next`` goes into ``before`` for the page after."""

    intakes: list[IntakeOut]
    next: int | None


class FindingOut(Schema):
    """Something that does not agree: which of the thirteen checks found it, in which element, in words."""

    check: int
    of: str
    field: str
    why: str


class SaleOut(Schema):
    """A sale: waiting, discrepant, accepted, expired or withdrawn. The buyer's number is masked."""

    id: str
    platform: str
    order: str
    state: str
    buyer: str
    findings: list[FindingOut]
    lists: list[str]
    documents: list[str]
    first_at: datetime
    due_at: datetime


class SalesOut(Schema):
    """A page of sales, the newest first; documents and lists stand with one sale only."""

    sales: list[SaleOut]
    next: int | None


@router.post(
    "messages",
    auth=TokenAuth(SEND),
    response=answers(None),
    summary="Send a file of messages",
    openapi_extra={
        "requestBody": {
            "content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}},
            "required": True,
        },
        "responses": {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}},
    },
)
def send(
    request: HttpRequest,
    name: str = Query("", max_length=200, description="Name of the file, for the list"),
    company: str = Query("", max_length=64, description="Where the token stands for several companies"),
) -> HttpResponse:
    """Orders, payments, waybills, their states, inventory lists, cancellations or returns as XML (CEB311 to CEB625). The answer is the receipt.

    Whatever is wrong with the file or with a record stands in the receipt by its code; the same bytes again get the same receipt.
    """
    found = asker(request)
    organisation = _company(found, company)
    most = settings.UPLOAD_MAX_BYTES
    content = request.read(most + 1)
    if len(content) > most:
        raise FileTooLarge("file", most=most // 2**20)
    at = clock.now()
    taken = documents_take(
        content,
        name=name,
        source="api",
        organisation=organisation,
        on_file=fingerprints_of((organisation,), at=at),
        actor=found.actor,
        at=at,
    )
    response = _xml(taken.receipt)
    for header, value in (("Id", taken.intake), ("Accepted", taken.accepted), ("Refused", taken.refused)):
        response.headers[f"Intake-{header}"] = str(value)
    response.headers["Intake-Repeated"] = "true" if taken.repeated else "false"
    return response


@router.get("messages", auth=TokenAuth(SEND), response=answers(IntakesOut), summary="Files of messages that came in")
def list_intakes(
    request: HttpRequest,
    before: int | None = Query(None, ge=1, le=MARK),
    limit: int = Query(50, ge=1, le=200),
) -> HttpResponse:
    """Those of one's companies; officers see all."""
    cards = intakes_page(asker(request).seen(SEND), before=before, limit=limit)
    mark = cards[-1].place if len(cards) == limit else None
    return json_response({"intakes": [_intake(card) for card in cards], "next": mark})


@router.get("messages/{intake}", auth=TokenAuth(SEND), response=answers(IntakeOut), summary="A file of messages")
def one_intake(request: HttpRequest, intake: str) -> HttpResponse:
    """What was taken of it and what was refused."""
    card, _ = intake_card(intake, asker(request).seen(SEND))
    return json_response(_intake(card))


@router.get(
    "messages/{intake}/receipt",
    auth=TokenAuth(SEND),
    response=answers(None),
    summary="The receipt of a file of messages",
)
def one_receipt(request: HttpRequest, intake: str) -> HttpResponse:
    """The receipt as it was answered, as XML."""
    _, receipt = intake_card(intake, asker(request).seen(SEND))
    return _xml(receipt)


@router.get("sales", auth=TokenAuth(READ), response=answers(SalesOut), summary="Sales")
def list_sales(
    request: HttpRequest,
    state: str = Query("", max_length=10),
    order: str = Query("", max_length=60),
    before: int | None = Query(None, ge=1, le=MARK),
    limit: int = Query(50, ge=1, le=200),
) -> HttpResponse:
    """Those of one's companies, of one state or order number where it is given; officers see all."""
    if state and state not in SALE_STATES:
        raise BatchUnfit("state", why=f"state {state}")
    cards = sales_page(
        asker(request).seen(READ), states=(state,) if state else (), number=order, before=before, limit=limit
    )
    mark = cards[-1].place if len(cards) == limit else None
    return json_response({"sales": [_sale(card) for card in cards], "next": mark})


@router.get("sales/{sale}", auth=TokenAuth(READ), response=answers(SaleOut), summary="A sale with its documents")
def one_sale(request: HttpRequest, sale: str) -> HttpResponse:
    """What has arrived, what does not agree, and the numbers of its inventory lists."""
    return json_response(_sale(sale_card(sale, asker(request).seen(READ))))


@router.get(
    "answers/{message}",
    auth=TokenAuth(SEND),
    response=answers(None) | {204: None},
    summary="What was told after the receipts, as messages",
)
def fetch(
    request: HttpRequest,
    message: Literal["CEB622", "CEB624", "CEB626", "CEB816", "CEB818"],
    after: int = Query(0, ge=0, le=MARK, description="Answers-Last of the file before"),
    limit: int = Query(1000, ge=1, le=MOST),
    company: str = Query("", max_length=64, description="Where the token stands for several companies"),
) -> HttpResponse:
    """States of lists (CEB622, CEB624, CEB626), tax bills (CEB816), states of bills (CEB818), the oldest first; 204 where there are no more."""
    made = answer_file(message, (_company(asker(request), company),), after=after, limit=limit)
    if made is None:
        return HttpResponse(status=204)
    response = _xml(made.content)
    for header, value in (("Last", made.last), ("Count", made.count), ("Left-Out", made.left_out)):
        response.headers[f"Answers-{header}"] = str(value)
    return response


def _company(found: Asker, wanted: str) -> str:
    mine = found.companies(SEND)
    if wanted in mine:
        return wanted
    if wanted or len(mine) != 1:
        raise CompanyUnnamed("company", count=len(mine))
    return mine[0]


def _xml(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XML)
    response.headers["Cache-Control"] = "no-store"
    return response


def _intake(card: IntakeCard) -> dict[str, Any]:
    names = ("name", "message", "accepted", "refused", "signed_by", "received_at")
    faults = [{"place": one["place"], "code": one["code"]} for one in card.faults]
    return {"id": card.public_id, "faults": faults} | {name: getattr(card, name) for name in names}


def _sale(card: SaleCard) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "platform": card.ebp_code,
        "order": card.order_no,
        "state": card.state,
        "buyer": card.buyer,
        "findings": [
            {
                "check": one["check"],
                "of": gettext(CHECKS[one["check"]]),
                "field": one["field"],
                "why": gettext(REASONS[one["reason"]]).format(**one),
            }
            for one in card.findings
        ],
        "lists": [one.invt_no for one in card.inventories],
        "documents": [one.kind for one in card.documents if one.state == "live"],
        "first_at": card.first_at,
        "due_at": card.due_at,
    }
