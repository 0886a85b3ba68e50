"""What can be read and reckoned about the sales of a file before others must wait for it: on SQLite one writes at a time.

Nothing here decides: whoever holds the lock looks again which documents are in force. What was read and assessed is kept by the digest of
the document, which covers all that it says, so it is of use if the same document is found then, and of none otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from zaiton.services.retail_tax.actions.checking import Days, assessed
from zaiton.services.retail_tax.actions.sale_cases import FOUR, SOME, Messages, complete, read_all
from zaiton.services.retail_tax.models import Document, Sale


class Own(NamedTuple):
    """A document that is about to come: its kind, digest, sale (platform and order) if it names one, parcel if it has one."""

    kind: str
    digest: bytes
    message: Any
    sale: tuple[str, str] | None
    parcel: str


@dataclass(slots=True)
class Foreseen:
    """Documents that were read, and what holds on their days, with the lists that were assessed."""

    messages: Messages = field(default_factory=dict)
    days: Days = field(default_factory=Days)


def foresee(own: Sequence[Own]) -> Foreseen:
    """Read the other documents of the sales that these would complete, and assess their lists."""
    made = Foreseen({one.digest: one.message for one in own})
    kind = own[0].kind if own else ""
    if kind not in FOUR:
        return made
    sales = _by_parcel(own) if kind == "waybill" else _by_order(own)
    parcels = {pk: one.parcel for pk, one in sales.items()} if kind == "inventory" else None
    found = complete(sorted(sales), kind, parcels)
    read_all((row for rows in found.values() for kept in rows.values() for row in kept), made.messages)
    for pk, rows in found.items():
        digest = sales[pk].digest if kind == "inventory" else bytes(rows["inventory"][-1]["digest"])
        assessed(made.messages[digest], digest, made.days)
    return made


def _by_order(own: Sequence[Own]) -> Mapping[int, Own]:
    wanted = {one.sale: one for one in own if one.sale is not None}
    numbers = sorted({number for _, number in wanted})
    found: dict[int, Own] = {}
    for begin in range(0, len(numbers), SOME):
        rows = Sale.objects.filter(order_no__in=numbers[begin : begin + SOME])
        for pk, ebp, number in rows.values_list("pk", "ebp_code", "order_no"):
            if (ebp, number) in wanted:
                found[pk] = wanted[ebp, number]
    return found


def _by_parcel(own: Sequence[Own]) -> Mapping[int, Own]:
    wanted = {one.parcel: one for one in own}
    parcels = sorted(wanted)
    found: dict[int, Own] = {}
    for begin in range(0, len(parcels), SOME):
        lists = Document.objects.filter(parcel__in=parcels[begin : begin + SOME], kind="inventory", state="live")
        for pk, parcel in lists.exclude(sale=None).values_list("sale_id", "parcel"):
            found[pk] = wanted[parcel]
    return found
