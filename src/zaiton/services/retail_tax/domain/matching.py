"""The documents of one sale held against each other: order, payment, waybill and inventory list, thirteen checks.

Pure: what must be looked up (registered codes, numbers used before, the positive list, the computed tax, the limits) comes in
as facts. What is not there yet is left out and told as waiting; the result is the same whichever document came first.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zaiton.services.retail_tax.domain.matching_words import CHECKS, REASONS
from zaiton.services.retail_tax.domain.messages import InventoryMessage, OrderMessage, PaymentMessage, WaybillMessage
from zaiton.services.retail_tax.domain.messages_faults import masked
from zaiton.services.retail_tax.domain.messages_values import yuan

ORDER, PAYMENT, WAYBILL, INVENTORY = "order", "payment", "waybill", "inventory"
PAIRS = {
    1: (),
    2: (ORDER, PAYMENT),
    3: (WAYBILL, INVENTORY),
    4: (ORDER, INVENTORY),
    5: (ORDER, PAYMENT),
    6: (ORDER,),
    7: (ORDER, INVENTORY),
    8: (WAYBILL, INVENTORY),
    9: (ORDER, WAYBILL),
    10: (ORDER, INVENTORY),
    11: (),
    12: (INVENTORY,),
    13: (ORDER, INVENTORY),
}
"""The documents without which a check cannot be made; blank: it compares whatever is there."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the documents. None: not looked up, the check waits for it.

    ``payment_used_by`` and ``waybill_used_by`` name the other sale that used the number before; ``unregistered`` are codes
    (role, code) that are not registered or not valid on the day; ``unlisted`` the goods codes off the positive list;
    ``tax_fen`` the computed tax and ``tax_lines`` its lines; ``limit_reason`` why the limits do not hold, blank if they do.
    """

    identity_authenticated: bool = False
    payment_used_by: str = ""
    waybill_used_by: str = ""
    unregistered: tuple[tuple[str, str], ...] | None = None
    unlisted: frozenset[str] | None = None
    tax_fen: int | None = None
    tax_lines: int = 0
    limit_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """What has arrived of one sale."""

    order: OrderMessage | None = None
    payment: PaymentMessage | None = None
    waybill: WaybillMessage | None = None
    inventory: InventoryMessage | None = None

    def there(self, name: str) -> bool:
        """Whether a document has arrived."""
        return getattr(self, name) is not None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not agree: ``ours`` and ``theirs`` as the two documents (or our reckoning and theirs) have it."""

    check: int
    field: str
    ours: str
    theirs: str
    code: str
    reason: str
    between: tuple[str, ...] = ()

    def words(self, translate: Callable[[str], str]) -> str:
        """What is wrong, in the language of ``translate``."""
        return translate(REASONS[self.reason]).format(field=self.field, ours=self.ours, theirs=self.theirs)


@dataclass(slots=True)
class _Found:
    codes: Mapping[int, str]
    made: list[Discrepancy] = field(default_factory=list)

    def note(self, check: int, reason: str, name: str, ours: Any, theirs: Any, *between: str) -> None:
        """One discrepancy, with the code of its check."""
        self.made.append(Discrepancy(check, name, str(ours), str(theirs), self.codes[check], reason, between))

    def compare(self, check: int, name: str, ours: Any, theirs: Any, *between: str, reason: str = "differs") -> None:
        """A discrepancy where two values differ."""
        if ours != theirs:
            self.note(check, reason, name, ours, theirs, *between)


def match(
    order: OrderMessage | None,
    payment: PaymentMessage | None,
    waybill: WaybillMessage | None,
    inventory: InventoryMessage | None,
    facts: Facts,
    codes: Mapping[int, str],
) -> tuple[Discrepancy, ...]:
    """Every discrepancy of the documents that are there, by check; ``codes`` gives each check the code of its receipt."""
    documents, found = Documents(order, payment, waybill, inventory), _Found(codes)
    _keys(documents, found)
    _payment_number(order, payment, facts, found)
    _waybill_number(waybill, inventory, facts, found)
    _people(documents, facts, found)
    if order and payment and order.actual_paid_fen != payment.amount_paid_fen:
        ours, theirs = yuan(order.actual_paid_fen), yuan(payment.amount_paid_fen)
        found.note(5, "paid", "acturalPaid", ours, theirs, ORDER, PAYMENT)
    if order:
        _identity(order, found)
    if order and inventory:
        _goods(order, inventory, found)
    if waybill and inventory:
        for name in ("freight", "insured_fee"):
            ours, theirs = getattr(waybill, f"{name}_fen"), getattr(inventory, f"{name}_fen")
            element = "freight" if name == "freight" else "insuredFee"
            found.compare(8, element, yuan(ours), yuan(theirs), WAYBILL, INVENTORY)
    if order and waybill:
        for name, element in _CONSIGNEE:
            if _same(getattr(order, name)) != _same(getattr(waybill, name)):
                found.note(9, "differs", element, getattr(order, name), getattr(waybill, name), ORDER, WAYBILL)
    _reckoned(order, inventory, facts, found)
    return tuple(sorted(found.made, key=lambda each: each.check))


def waiting(documents: Documents, facts: Facts) -> tuple[int, ...]:
    """The checks that cannot be made yet, for want of a document or of a fact."""
    lacking = {
        10: facts.tax_fen is None,
        11: facts.unregistered is None,
        12: facts.unlisted is None,
        13: facts.limit_reason is None,
    }
    every = (ORDER, PAYMENT, WAYBILL, INVENTORY)
    return tuple(
        check
        for check in CHECKS
        if lacking.get(check)
        or not all(documents.there(name) for name in PAIRS[check] or every)
        or (check == 4 and not facts.identity_authenticated and documents.payment is None)
    )


_CONSIGNEE = (
    ("consignee", "consignee"),
    ("consignee_telephone", "consigneeTelephone"),
    ("consignee_address", "consigneeAddress"),
)


def _keys(documents: Documents, found: _Found) -> None:
    """1: number and platform of the sale are the same everywhere; a waybill need not name the order."""
    named = [
        (name, each.order_no, each.ebp_code)
        for name in (ORDER, PAYMENT, INVENTORY)
        if (each := getattr(documents, name)) is not None
    ]
    for name, number, platform in named[1:]:
        found.compare(1, "orderNo", named[0][1], number, named[0][0], name)
        found.compare(1, "ebpCode", named[0][2], platform, named[0][0], name)
    if named and documents.waybill and documents.waybill.order_no:
        found.compare(1, "orderNo", named[0][1], documents.waybill.order_no, named[0][0], WAYBILL)


def _payment_number(order: OrderMessage | None, payment: PaymentMessage | None, facts: Facts, found: _Found) -> None:
    """2: one payment, named by the order, for this sale only. An order that came before its payment need not name it."""
    if order and payment and (order.pay_transaction_id or order.pay_code):
        found.compare(2, "payTransactionId", order.pay_transaction_id, payment.pay_transaction_id, ORDER, PAYMENT)
        found.compare(2, "payCode", order.pay_code, payment.pay_code, ORDER, PAYMENT)
    number = payment.pay_transaction_id if payment else order.pay_transaction_id if order else ""
    if facts.payment_used_by and number:
        found.note(2, "used", "payTransactionId", number, facts.payment_used_by, PAYMENT)


def _waybill_number(
    waybill: WaybillMessage | None, inventory: InventoryMessage | None, facts: Facts, found: _Found
) -> None:
    """3: one waybill for this list only."""
    if waybill and inventory:
        found.compare(3, "logisticsNo", waybill.logistics_no, inventory.logistics_no, WAYBILL, INVENTORY)
        found.compare(3, "logisticsCode", waybill.logistics_code, inventory.logistics_code, WAYBILL, INVENTORY)
    number = waybill.logistics_no if waybill else inventory.logistics_no if inventory else ""
    if facts.waybill_used_by and number:
        found.note(3, "used", "logisticsNo", number, facts.waybill_used_by, WAYBILL)


def _people(documents: Documents, facts: Facts, found: _Found) -> None:
    """4: buyer of order and list are one person, and so is the payer unless the buyer's identity was authenticated."""
    order, payment, inventory = documents.order, documents.payment, documents.inventory
    if order and inventory:
        _person(found, "buyer", order, "buyer", inventory, ORDER, INVENTORY)
    buyer = order or inventory
    if buyer and payment and not facts.identity_authenticated:
        _person(found, "buyer", buyer, "payer", payment, ORDER if order else INVENTORY, PAYMENT)


def _person(found: _Found, mine: str, one: Any, its: str, other: Any, *between: str) -> None:
    for part, element in (("name", "Name"), ("id_type", "IdType"), ("id_number", "IdNumber")):
        ours, theirs = getattr(one, f"{mine}_{part}"), getattr(other, f"{its}_{part}")
        if _same(ours).upper() != _same(theirs).upper():
            shown = (masked(ours), masked(theirs)) if part == "id_number" else (ours, theirs)
            found.note(4, "person", f"{its}{element}", *shown, *between)


def _identity(order: OrderMessage, found: _Found) -> None:
    """6: paid = goods + freight + tax - discount."""
    made = order.goods_value_fen + order.freight_fen + order.tax_total_fen - order.discount_fen
    if made != order.actual_paid_fen:
        shown = yuan(made) if made >= 0 else f"-{yuan(-made)}"
        found.note(6, "identity", "acturalPaid", shown, yuan(order.actual_paid_fen), ORDER)


def _goods(order: OrderMessage, inventory: InventoryMessage, found: _Found) -> None:
    """7: line by line the same article, quantity and price."""
    ours, theirs = ({line.gnum: line for line in document.lines} for document in (order, inventory))
    for number in sorted(set(ours) | set(theirs)):
        mine, its = ours.get(number), theirs.get(number)
        if mine is None or its is None:
            names = [line.item_no or f"#{number}" if line else "" for line in (mine, its)]
            found.note(7, "line_missing", f"gnum[{number}]", *names, ORDER, INVENTORY)
            continue
        found.compare(7, f"itemNo[{number}]", mine.item_no, its.item_no, ORDER, INVENTORY)
        for name in ("qty", "price"):
            if getattr(mine, name) != getattr(its, name):
                values = (f"{getattr(line, name).normalize():f}" for line in (mine, its))
                found.note(7, "differs", f"{name}[{number}]", *values, ORDER, INVENTORY)


def _reckoned(order: OrderMessage | None, inventory: InventoryMessage | None, facts: Facts, found: _Found) -> None:
    """10 to 13: the tax as computed, registered codes, the positive list, the limits."""
    computed = facts.tax_fen if order and inventory else None
    if order and computed is not None and abs(order.tax_total_fen - computed) > facts.tax_lines:
        found.note(10, "tax", "taxTotal", yuan(computed), yuan(order.tax_total_fen), ORDER)
    for role, code in facts.unregistered or ():
        found.note(11, "unregistered", role, "", code)
    if inventory and facts.unlisted:
        for line in inventory.lines:
            if line.gcode in facts.unlisted:
                found.note(12, "unlisted", f"gcode[{line.gnum}]", "", line.gcode, INVENTORY)
    if order and inventory and facts.limit_reason:
        found.note(
            13,
            facts.limit_reason if facts.limit_reason in REASONS else "limit",
            "goodsValue",
            "",
            yuan(order.goods_value_fen),
            ORDER,
        )


def roles(documents: Documents) -> Iterator[tuple[str, str]]:
    """Every code of an enterprise in the documents that must be registered on the day, with the element it stands in."""
    seen = set()
    for document, elements in _ROLES.items():
        said = getattr(documents, document)
        for attribute, element in elements if said else ():
            code = getattr(said, attribute)
            if code and (element, code) not in seen:
                seen.add((element, code))
                yield element, code


_ROLES = {
    ORDER: (("ebp_code", "ebpCode"), ("ebc_code", "ebcCode"), ("pay_code", "payCode")),
    PAYMENT: (("pay_code", "payCode"), ("ebp_code", "ebpCode")),
    WAYBILL: (("logistics_code", "logisticsCode"),),
    INVENTORY: (
        ("ebp_code", "ebpCode"),
        ("ebc_code", "ebcCode"),
        ("logistics_code", "logisticsCode"),
        ("agent_code", "agentCode"),
        ("assure_code", "assureCode"),
        ("area_code", "areaCode"),
    ),
}


def _same(text: str) -> str:
    """A text as it is compared: one width of signs, one kind of blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
