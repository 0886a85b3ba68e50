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
NARROW = ("pk", "sale_id", "kind", "code", "number", "digest", "parcel", "intake__organisation", "intake__received_at")
"""What is looked at of a document before it is read."""
Row = Mapping[str, Any]
Messages = dict[bytes, Any]
"""Documents that were read, by their digests: the digest covers all that a document says, so what was read once needs no second reading."""


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
    list_digest: bytes
    came: datetime
    buyer: str = ""
    assessment: Assessment | None = None
    findings: list[Discrepancy] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)
    why: str = ""
    document: str = ""

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


def cases_of(ids: Sequence[int], messages: Messages) -> tuple[list[Case], int]:
    """The sales that wait and whose four documents are there, read and locked; how many are locked in all.

    They are locked before their documents are looked for: of two files that come at once, the second sees what the first brought.
    ``messages`` are those that were read before (``foreseen``); what is missing there is read here.
    """
    locked: list[int] = []
    for some in _pieces(ids):
        rows = Sale.objects.select_for_update().filter(pk__in=some)
        locked += (
            rows.filter(state__in=("waiting", "discrepant", "expired", "withdrawn"))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    found = complete(locked)
    sales: dict[int, Sale] = {}
    for some in _pieces(sorted(found)):
        sales |= {row.pk: row for row in Sale.objects.filter(pk__in=some)}
    read_all((row for rows in found.values() for kept in rows.values() for row in kept), messages)
    cases = []
    for key, rows in found.items():
        documents = {kind: messages[bytes(kept[-1]["digest"])] for kind, kept in rows.items()}
        if len(rows["payment"]) > 1:
            documents["payment"] = _named(documents["order"], rows["payment"], messages)
        listed = rows["inventory"][-1]
        cases.append(
            Case(
                sales[key],
                **documents,
                organisation=listed["intake__organisation"],
                list_pk=listed["pk"],
                list_digest=bytes(listed["digest"]),
                came=listed["intake__received_at"],
            )
        )
    return cases, len(locked)


def complete(
    keys: Sequence[int], coming: str = "", parcels: Mapping[int, str] | None = None
) -> dict[int, dict[str, list[Row]]]:
    """The live documents of the sales that have all four, by kind, the latest last; the waybill is that of the list's parcel.

    ``coming`` is a kind that counts as there, because it is about to come; of a list, ``parcels`` says which parcel it names.
    """
    found: dict[int, dict[str, list[Row]]] = {}
    for some in _pieces(keys):
        live = Document.objects.extra(where=[LIVE]).filter(sale__in=some)
        for row in live.order_by("pk").values(*NARROW):
            found.setdefault(row["sale_id"], {}).setdefault(row["kind"], []).append(row)
    needed = {"order", "payment", "inventory"} - {coming}
    ready = {key: rows for key in keys if needed <= (rows := found.get(key, {})).keys()}
    of_parcel = {rows["inventory"][-1]["parcel"]: key for key, rows in ready.items() if "inventory" in rows}
    of_parcel |= {parcel: key for key, parcel in (parcels or {}).items() if key in ready}
    carried: dict[int, Row] = {}
    for some in _pieces(sorted(of_parcel)):
        bills = Document.objects.filter(parcel__in=some, kind="waybill", state="live").order_by("pk")
        carried |= {of_parcel[row["parcel"]]: row for row in bills.values(*NARROW)}
    whole = [key for key in ready if key in carried or coming == "waybill"]
    kinds = ("order", "payment", "inventory")
    return {
        key: {
            **({"waybill": [carried[key]]} if key in carried else {}),
            **{kind: ready[key][kind] for kind in kinds if kind in ready[key]},
        }
        for key in whole
    }


def read_all(rows: Iterable[Row], messages: Messages) -> None:
    """Read the documents of these rows that were not read before, into ``messages``."""
    missing = {row["pk"]: bytes(row["digest"]) for row in rows if bytes(row["digest"]) not in messages}
    for some in _pieces(sorted(missing)):
        kept = Document.objects.filter(pk__in=some).values_list("pk", "kind", "said", "persons")
        for pk, kind, said, persons in kept:
            digest = missing[pk]
            messages[digest] = unpack(kind, said, unsealed(persons, digest).decode())


def _named(order: Any, payments: Sequence[Row], messages: Messages) -> Any:
    """Of several payments for one order that which it names; the latest where it names none of them."""
    wanted = (order.pay_code, order.pay_transaction_id)
    chosen = next((row for row in payments if (row["code"], row["number"]) == wanted), payments[-1])
    return messages[bytes(chosen["digest"])]


def _pieces(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[begin : begin + SOME] for begin in range(0, len(keys), SOME))
