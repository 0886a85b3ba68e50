"""Inventory lists and disputes as customs sees them: pages of them, one list with its assessment and its course, what waits."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from zaiton.services.retail_tax.domain.book_refusals import DisputeUnknown
from zaiton.services.retail_tax.domain.release_refusals import InventoryUnknown
from zaiton.services.retail_tax.models import Bill, Dispute, Inventory

PAGE = 100
LIST = (
    "invt_no",
    "state",
    "organisation",
    "agent_code",
    "ebc_code",
    "assure_code",
    "customs_code",
    "trade_mode",
    "tax_scheme",
    "dutiable_fen",
    "tariff_fen",
    "consumption_fen",
    "vat_fen",
    "flags",
    "declared_at",
    "accepted_at",
    "released_at",
)


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step of an inventory list."""

    event: str
    before: str
    after: str
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InventoryCard:
    """An inventory list; amounts in fen, the buyer's number masked. ``lines`` are those of its assessment, each with its steps."""

    invt_no: str
    state: str
    organisation: str
    agent_code: str
    ebc_code: str
    assure_code: str
    customs_code: str
    trade_mode: str
    tax_scheme: str
    dutiable_fen: int
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    flags: tuple[dict[str, Any], ...]
    declared_at: datetime
    accepted_at: datetime
    released_at: datetime | None
    order_no: str
    buyer: str
    place: int
    bill: str = ""
    tax_no: str = ""
    lines: tuple[dict[str, Any], ...] = ()
    steps: tuple[StepCard, ...] = ()

    @property
    def total_fen(self) -> int:
        """All taxes."""
        return self.tariff_fen + self.consumption_fen + self.vat_fen


@dataclass(frozen=True, slots=True)
class DisputeCard:
    """A disputed line with what it says now; amounts in fen."""

    public_id: str
    state: str
    organisation: str
    bill: str
    tax_no: str
    gnum: int
    gcode: str
    name: str
    tax_price_fen: int
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    reason: str
    made_at: datetime
    answer: str
    answered_at: datetime | None
    invt_no: str
    place: int


def inventories_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = (),
    customs_code: str = "",
    flagged: bool = False,
    after: int | None = None,
    limit: int = PAGE,
) -> tuple[InventoryCard, ...]:
    """Lists, the oldest first; None: of everybody. ``after`` is the ``place`` of the last one seen."""
    rows = Inventory.objects.select_related("sale", "buyer").order_by("pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if customs_code:
        rows = rows.filter(customs_code=customs_code)
    if flagged:
        rows = rows.exclude(flags=[])
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return tuple(_card(row) for row in rows[:limit])


def inventory_card(number: str, organisations: Collection[str] | None) -> InventoryCard:
    """One list with the lines of its assessment and its steps; of these companies, None: of all. Raises ``InventoryUnknown``."""
    row = Inventory.objects.select_related("sale", "buyer").filter(invt_no=number[:20]).first()
    if row is None or (organisations is not None and row.organisation not in [one for one in organisations if one]):
        raise InventoryUnknown("number", number=number[:24])
    steps = row.passed.order_by("pk").values_list("event", "before", "after", "actor", "reason", "at")
    bill = Bill.objects.filter(inventory=row, kind="tax").exclude(state="void").first()
    return _card(
        row,
        lines=tuple(json.loads(row.assessment)["lines"]),
        steps=tuple(StepCard(*step) for step in steps),
        bill=bill.public_id if bill else "",
        tax_no=bill.tax_no if bill else "",
    )


def inventories_counted(organisations: Collection[str] | None) -> dict[str, int]:
    """How many lists stand in each state."""
    rows = (
        Inventory.objects.all() if organisations is None else Inventory.objects.filter(organisation__in=organisations)
    )
    return dict(rows.values_list("state").annotate(n=Count("pk")).order_by("state"))


def disputes_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = ("open",),
    after: int | None = None,
    limit: int = PAGE,
) -> tuple[DisputeCard, ...]:
    """Disputes, the oldest first; None: of everybody."""
    rows = Dispute.objects.select_related("line__bill__inventory").filter(state__in=tuple(states)).order_by("pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return tuple(_dispute(row) for row in rows[:limit])


def dispute_card(name: str, organisations: Collection[str] | None) -> DisputeCard:
    """One dispute; of these companies, None: of all. Raises ``DisputeUnknown``."""
    row = Dispute.objects.select_related("line__bill__inventory").filter(public_id=name[:12]).first()
    if row is None or (organisations is not None and row.organisation not in [one for one in organisations if one]):
        raise DisputeUnknown("dispute", number=name[:12])
    return _dispute(row)


def _card(row: Inventory, **more: Any) -> InventoryCard:
    said = {name: getattr(row, name) for name in LIST} | {"flags": tuple(row.flags)}
    return InventoryCard(**said, order_no=row.sale.order_no, buyer=row.buyer.shown, place=row.pk, **more)


def _dispute(row: Dispute) -> DisputeCard:
    line, bill = row.line, row.line.bill
    return DisputeCard(
        public_id=row.public_id,
        state=row.state,
        organisation=row.organisation,
        bill=bill.public_id,
        tax_no=bill.tax_no,
        gnum=line.gnum,
        gcode=line.gcode,
        name=line.name,
        tax_price_fen=line.tax_price_fen,
        tariff_fen=line.tariff_fen,
        consumption_fen=line.consumption_fen,
        vat_fen=line.vat_fen,
        reason=row.reason,
        made_at=row.made_at,
        answer=row.answer,
        answered_at=row.answered_at,
        invt_no=bill.inventory.invt_no if bill.inventory_id else "",
        place=row.pk,
    )
