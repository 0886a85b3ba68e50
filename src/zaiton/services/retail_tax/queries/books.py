"""Payment books and their bills for whoever may see them: pages of them, one with its bills and steps, sums by tax."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from zaiton.blocks.identity.public import ADMINISTRATOR, OFFICER, organisations_visible_to, system_roles_of
from zaiton.services.retail_tax.domain.book_refusals import BillUnknown, BookUnknown
from zaiton.services.retail_tax.models import Bill, BillLine, Book, Dispute

READ, PROPOSE, CONFIRM = "retail-tax:read", "retail-tax:propose", "retail-tax:confirm"
SEND = "retail-tax:send"
"""Send messages of the company."""
PAGE = 50
TAXES = ("tariff", "consumption", "vat", "surcharge")
BOOK = (
    "ent_duty_no",
    "organisation",
    "agent_code",
    "customs_code",
    "scheme",
    "period",
    "due_on",
    "bills_count",
    "total_fen",
    "state",
    "made_at",
    "moved_at",
    "agreement",
    "proposed_by",
    "proposed_at",
    "confirmed_by",
    "confirmed_at",
    "instruction",
    "attempt",
    "reason",
    "debited_at",
    "in_treasury_at",
    "written_off_at",
    "receipt",
)


@dataclass(frozen=True, slots=True)
class BookStepCard:
    """One step of a payment book."""

    event: str
    before: str
    after: str
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BookCard:
    """A payment book as it stands; amounts in fen, ``receipt`` the public id of its certificate, ``place`` for the next page."""

    ent_duty_no: str
    organisation: str
    agent_code: str
    customs_code: str
    scheme: str
    period: str
    due_on: date
    bills_count: int
    total_fen: int
    state: str
    made_at: datetime
    moved_at: datetime | None
    agreement: str
    proposed_by: str
    proposed_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    instruction: str
    attempt: int
    reason: str
    debited_at: datetime | None
    in_treasury_at: datetime | None
    written_off_at: datetime | None
    receipt: str
    place: int = 0
    steps: tuple[BookStepCard, ...] = ()


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line of a bill, in fen; ``dispute`` is the public id of the one that is open."""

    gnum: int
    gcode: str
    name: str
    tax_price_fen: int
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    dispute: str = ""


@dataclass(frozen=True, slots=True)
class BillCard:
    """A tax bill as it stands; amounts in fen."""

    public_id: str
    tax_no: str
    kind: str
    state: str
    organisation: str
    agent_code: str
    customs_code: str
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    surcharge_fen: int
    total_fen: int
    scheme: str
    collectable_on: date
    due_on: date
    period: str
    generated_at: datetime
    why: str
    book: str
    invt_no: str
    order_no: str
    place: int = 0
    lines: tuple[LineCard, ...] = ()


BILL = tuple(
    name for name in BillCard.__dataclass_fields__ if name not in ("book", "invt_no", "order_no", "place", "lines")
)


def sees_all(person: str, only: str = "") -> bool:
    """Whether a person is an officer or an administrator who does not stand for one company (``only``)."""
    return not only and bool(system_roles_of(person) & {OFFICER, ADMINISTRATOR})


def theirs(person: str, *, scope: str, only: str = "", at: datetime) -> tuple[str, ...]:
    """The companies a person acts for in a matter, or the one of them that they stand for."""
    mine = tuple(organisations_visible_to(person, scope=scope, at=at))
    return tuple(one for one in mine if one == only) if only else mine


def books_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = (),
    customs_code: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[BookCard, ...]:
    """The newest first; None: of everybody. ``before`` is the ``place`` of the last one seen."""
    rows = Book.objects.order_by("-pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if customs_code:
        rows = rows.filter(customs_code=customs_code)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_book(row) for row in rows[:limit])


def book_card(number: str, organisations: Collection[str] | None = None) -> BookCard:
    """One book with its steps; of these companies only, None: of all. Raises ``BookUnknown``."""
    row = Book.objects.filter(ent_duty_no=number[:24]).first()
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise BookUnknown("number", number=number[:24])
    steps = row.passed.order_by("pk").values_list("event", "before", "after", "actor", "reason", "at")
    return _book(row, steps=tuple(BookStepCard(*step) for step in steps))


def books_counted(organisations: Collection[str] | None) -> dict[str, tuple[int, int, int]]:
    """Books, bills and fen by state."""
    rows = Book.objects.all() if organisations is None else Book.objects.filter(organisation__in=list(organisations))
    found = rows.values_list("state").annotate(n=Count("pk"), bills=Sum("bills_count"), fen=Sum("total_fen"))
    return {state: (count, bills, fen) for state, count, bills, fen in found.order_by("state")}


def books_states(numbers: Sequence[str]) -> dict[str, int]:
    """How many of these books stand in each state: the progress of a batch."""
    found: dict[str, int] = {}
    for begin in range(0, len(numbers), 400):
        rows = Book.objects.filter(ent_duty_no__in=list(numbers[begin : begin + 400])).values_list("state")
        for state, count in rows.annotate(n=Count("pk")).order_by("state"):
            found[state] = found.get(state, 0) + count
    return found


def bills_page(
    organisations: Collection[str] | None,
    *,
    book: str = "",
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[BillCard, ...]:
    """Tax bills, the newest first; of one book where it is named. None: of everybody."""
    rows = Bill.objects.select_related("book", "inventory__sale").order_by("-pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if book:
        rows = rows.filter(book__ent_duty_no=book)
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_bill(row) for row in rows[:limit])


def bill_card(name: str, organisations: Collection[str] | None = None) -> BillCard:
    """One bill with its lines, by public id or number; of these companies only, None: of all. Raises ``BillUnknown``."""
    rows = Bill.objects.select_related("book", "inventory__sale")
    row = rows.filter(public_id=name[:24]).first() or rows.filter(tax_no=name[:24]).first()
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise BillUnknown("number", number=name[:24])
    lines = tuple(BillLine.objects.filter(bill=row).order_by("gnum"))
    disputes = dict(
        Dispute.objects.filter(line__in=[line.pk for line in lines], state="open").values_list("line", "public_id")
    )
    names = [name for name in LineCard.__dataclass_fields__ if name != "dispute"]
    cards = (
        LineCard(**{name: getattr(line, name) for name in names}, dispute=disputes.get(line.pk, "")) for line in lines
    )
    return _bill(row, lines=tuple(cards))


def tax_sums(bills: QuerySet[Bill]) -> dict[str, int]:
    """The sums of bills by tax, in fen, with ``total``."""
    found = bills.aggregate(**{name: Sum(f"{name}_fen") for name in (*TAXES, "total")})
    return {name: value or 0 for name, value in found.items()}


def _book(row: Book, **more: Any) -> BookCard:
    return BookCard(**{name: getattr(row, name) for name in BOOK}, place=row.pk, **more)


def _bill(row: Bill, **more: Any) -> BillCard:
    sale = row.inventory.sale if row.inventory_id else None
    return BillCard(
        **{name: getattr(row, name) for name in BILL},
        book=row.book.ent_duty_no if row.book_id else "",
        invt_no=row.inventory.invt_no if row.inventory_id else "",
        order_no=sale.order_no if sale else "",
        place=row.pk,
        **more,
    )


def bills_counted(organisations: Collection[str] | None) -> dict[str, tuple[int, int]]:
    """Bills and fen by state; None: of everybody."""
    rows = Bill.objects.all() if organisations is None else Bill.objects.filter(organisation__in=list(organisations))
    found = rows.values_list("state").annotate(n=Count("pk"), fen=Sum("total_fen"))
    return {state: (count, fen) for state, count, fen in found.order_by("state")}


def bill_steps(public_id: str) -> dict[int, list[dict[str, Any]]]:
    """How each line of a bill was computed, step by step with its source, by the number of the line; empty where it was not assessed here."""
    row = Bill.objects.filter(public_id=public_id).select_related("inventory").first()
    if row is None or row.inventory is None or row.kind != "tax":
        return {}
    lines = json.loads(row.inventory.assessment).get("lines", ())
    return {int(line["id"]): line.get("steps", []) for line in lines}


def books_amounts(organisations: Collection[str], state: str, limit: int = 10_000) -> dict[str, int]:
    """Numbers and fen of the books of these companies in one state, the oldest first."""
    rows = Book.objects.filter(organisation__in=[one for one in organisations if one], state=state).order_by("pk")
    return dict(rows.values_list("ent_duty_no", "total_fen")[:limit])
