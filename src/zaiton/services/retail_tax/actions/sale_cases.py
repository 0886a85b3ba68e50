"""Sales with all four of their documents, read: what the checks look at.

Most calls find that something is still missing, so the kinds that are there are counted first, by one narrow statement for hundreds of
sales, and only what is complete is read and unsealed. Conditions on states stand in the statements as literals, because only
so does SQLite use an index that is kept for rows in that state alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zaiton.services.retail_tax.domain.matching import Discrepancy
from zaiton.services.retail_tax.domain.messages import InventoryMessage
from zaiton.services.retail_tax.domain.order import Assessment
from zaiton.services.retail_tax.domain.packing import unpack
from zaiton.services.retail_tax.models import Document, Sale
from zaiton.services.retail_tax.queries.sealing import unsealed

SOME = 900
FOUR = ("order", "payment", "waybill", "inventory")
LIVE = '"retail_tax_document"."state" = \'live\''
READ = ("pk", "sale_id", "kind", "code", "number", "digest", "parcel", "said", "persons")
LISTED = ("intake__organisation", "intake__received_at")


@dataclass(slots=True)
class Case:
    """One sale on its way through the checks; ``organisation`` is the company whose file brought the inventory list, ``came`` when."""

    sale: Sale
    order: Any
    payment: Any
    waybill: Any
    inventory: InventoryMessage
    organisation: str
    list_pk: int
    came: datetime
    buyer: str = ""
    assessment: Assessment | None = None
    findings: list[Discrepancy] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)
    why: str = ""

    @property
    def day(self) -> date:
        """The Beijing day on which it is declared."""
        return self.inventory.decl_day

    @property
    def fen(self) -> int:
        """The dutiable value in fen."""
        return self.assessment.dutiable_fen if self.assessment else 0

    @property
    def hold(self) -> str:
        """The key of its hold on the buyer's year."""
        return f"rt-list-{self.sale.public_id}-{self.list_pk}"


def cases_of(ids: Sequence[int]) -> tuple[list[Case], int]:
    """The sales that wait and whose four documents are there, read and locked; how many are locked in all.

    They are locked before their documents are looked for: of two files that come at once, the second sees what the first brought.
    """
    locked: list[int] = []
    for some in _pieces(ids):
        rows = Sale.objects.select_for_update().filter(pk__in=some)
        locked += (
            rows.filter(state__in=("waiting", "discrepant", "expired", "withdrawn"))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    found = _complete(locked)
    sales: dict[int, Sale] = {}
    for some in _pieces(sorted(found)):
        sales |= {row.pk: row for row in Sale.objects.filter(pk__in=some)}
    cases = []
    for key, rows in found.items():
        documents = {kind: _read(kept[-1]) for kind, kept in rows.items()}
        if len(rows["payment"]) > 1:
            documents["payment"] = _named(documents["order"], rows["payment"])
        listed = rows["inventory"][-1]
        company, came = (listed[name] for name in LISTED)
        cases.append(Case(sales[key], **documents, organisation=company, list_pk=listed["pk"], came=came))
    return cases, len(locked)


def _complete(keys: Sequence[int]) -> dict[int, dict[str, list[Mapping[str, Any]]]]:
    """The live documents of the sales that have all four, by kind, the latest last; the waybill is that of the list's parcel."""
    kinds: dict[int, set[str]] = {}
    parcels: dict[str, int] = {}
    for some in _pieces(keys):
        live = Document.objects.extra(where=[LIVE]).filter(sale__in=some)
        for sale, kind, parcel in live.order_by("pk").values_list("sale_id", "kind", "parcel"):
            kinds.setdefault(sale, set()).add(kind)
            if kind == "inventory":
                parcels[parcel] = sale
    ready = [key for key in keys if {"order", "payment", "inventory"} <= kinds.get(key, set())]
    there = set(ready)
    wanted = {parcel for parcel, sale in parcels.items() if sale in there}
    bills: dict[int, Mapping[str, Any]] = {}
    for some in _pieces(sorted(wanted)):
        rows = Document.objects.filter(parcel__in=some, kind="waybill", state="live").order_by("pk")
        bills |= {parcels[row["parcel"]]: row for row in rows.values(*READ)}
    complete = [key for key in ready if key in bills]
    found: dict[int, dict[str, list[Mapping[str, Any]]]] = {key: {"waybill": [bills[key]]} for key in complete}
    for some in _pieces(complete):
        live = Document.objects.extra(where=[LIVE]).filter(sale__in=some, kind__in=("order", "payment", "inventory"))
        for row in live.order_by("pk").values(*READ, *LISTED):
            found[row["sale_id"]].setdefault(row["kind"], []).append(row)
    return found


def _named(order: Any, payments: Sequence[Mapping[str, Any]]) -> Any:
    """Of several payments for one order that which it names; the latest where it names none of them."""
    wanted = (order.pay_code, order.pay_transaction_id)
    return _read(next((row for row in payments if (row["code"], row["number"]) == wanted), payments[-1]))


def _read(row: Mapping[str, Any]) -> Any:
    return unpack(row["kind"], row["said"], unsealed(row["persons"], bytes(row["digest"])).decode())


def _pieces(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[begin : begin + SOME] for begin in range(0, len(keys), SOME))
