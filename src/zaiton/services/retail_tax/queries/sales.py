"""Files that came in and the sales they are about, for whoever may see them: lists, one with its documents and what does not agree."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from lxml import etree

from zaiton.services.retail_tax.domain.book_refusals import SaleUnknown
from zaiton.services.retail_tax.models import Bill, Document, Intake, Inventory, Sale
from zaiton.services.retail_tax.queries.receipts_writing import INFO

PAGE = 50


@dataclass(frozen=True, slots=True)
class IntakeCard:
    """A file that came in: what was taken of it, what was refused and why (place, number and code of each record)."""

    public_id: str
    name: str
    message: str
    source: str
    accepted: int
    refused: int
    faults: tuple[dict[str, Any], ...]
    signed_by: str
    received_at: datetime
    place: int


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """One document of a sale: its kind, who sent it, under which number."""

    kind: str
    code: str
    number: str
    state: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class InventoryBrief:
    """An inventory list of a sale; amounts in fen."""

    public_id: str
    invt_no: str
    state: str
    customs_code: str
    dutiable_fen: int
    tax_fen: int
    flags: tuple[dict[str, Any], ...]
    bill: str


@dataclass(frozen=True, slots=True)
class SaleCard:
    """One order of a platform with what has arrived about it; ``findings`` are the discrepancies of the last try."""

    public_id: str
    ebp_code: str
    order_no: str
    state: str
    buyer: str
    findings: tuple[dict[str, Any], ...]
    first_at: datetime
    due_at: datetime
    place: int
    documents: tuple[DocumentCard, ...] = ()
    inventories: tuple[InventoryBrief, ...] = ()


def intakes_page(
    organisations: Collection[str] | None, *, before: int | None = None, limit: int = PAGE
) -> tuple[IntakeCard, ...]:
    """Files, the newest first; None: of everybody."""
    rows = Intake.objects.defer("receipt", "content").order_by("-pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_intake(row) for row in rows[:limit])


def intake_card(public_id: str, organisations: Collection[str] | None) -> tuple[IntakeCard, bytes]:
    """One file with its receipt. Raises ``SaleUnknown``."""
    row = Intake.objects.filter(public_id=public_id[:12]).first()
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise SaleUnknown("number", number=public_id[:12])
    return _intake(row), bytes(row.receipt)


def receipt_words(receipt: bytes) -> list[str]:
    """What a receipt says of its records, the refused ones first to be read."""
    root = etree.fromstring(receipt, etree.XMLParser(resolve_entities=False, no_network=True))
    return [one.text or "" for one in root.iter() if etree.QName(one).localname == INFO]


def sales_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = (),
    number: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[SaleCard, ...]:
    """Sales, the newest first; None: of everybody. ``number``: of an order."""
    rows = _sales(organisations).order_by("-pk")
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if number:
        rows = rows.filter(order_no=number[:60])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_sale(row) for row in rows[:limit])


def sale_card(public_id: str, organisations: Collection[str] | None) -> SaleCard:
    """One sale with its documents and inventory lists. Raises ``SaleUnknown``."""
    row = _sales(organisations).filter(public_id=public_id[:12]).first()
    if row is None:
        raise SaleUnknown("number", number=public_id[:12])
    listed = Document.objects.filter(sale=row, kind="inventory", state="live").exclude(parcel="").values("parcel")
    there = Document.objects.filter(Q(sale=row) | Q(kind="waybill", parcel__in=listed))
    kept = there.order_by("pk").values_list("kind", "code", "number", "state", "sent_at")
    bills = dict(Bill.objects.filter(inventory__sale=row, kind="tax").values_list("inventory", "public_id"))
    lists = tuple(
        InventoryBrief(
            one.public_id,
            one.invt_no,
            one.state,
            one.customs_code,
            one.dutiable_fen,
            one.tariff_fen + one.consumption_fen + one.vat_fen,
            tuple(one.flags),
            bills.get(one.pk, ""),
        )
        for one in Inventory.objects.filter(sale=row).order_by("pk")
    )
    return _sale(row, documents=tuple(DocumentCard(*one) for one in kept), inventories=lists)


def sales_counted(organisations: Collection[str] | None) -> dict[str, int]:
    """How many sales wait, and how many do not agree."""
    rows = _sales(organisations)
    return {state: rows.filter(state=state).count() for state in ("waiting", "discrepant")}


def _sales(organisations: Collection[str] | None) -> QuerySet[Sale]:
    """A sale is that of every company that sent one of its documents, or that its inventory list is declared for."""
    rows = Sale.objects.select_related("buyer")
    if organisations is None:
        return rows
    mine = [one for one in organisations if one]
    sent = Document.objects.filter(sale=OuterRef("pk"), intake__organisation__in=mine)
    declared = Inventory.objects.filter(sale=OuterRef("pk"), organisation__in=mine)
    return rows.filter(Q(Exists(sent)) | Q(Exists(declared)))


def _intake(row: Intake) -> IntakeCard:
    names = ("public_id", "name", "message", "source", "accepted", "refused", "signed_by", "received_at")
    return IntakeCard(**{name: getattr(row, name) for name in names}, faults=tuple(row.faults), place=row.pk)


def _sale(row: Sale, **more: Any) -> SaleCard:
    names = ("public_id", "ebp_code", "order_no", "state", "first_at", "due_at")
    return SaleCard(
        **{name: getattr(row, name) for name in names},
        buyer=row.buyer.shown if row.buyer else "",
        findings=tuple(row.findings),
        place=row.pk,
        **more,
    )
