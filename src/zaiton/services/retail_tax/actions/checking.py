"""The thirteen checks of sales, each with the facts of its day: registered enterprises, the positive list, what was used before, the tax.

What holds for a day or for a kind of goods is looked up once for all sales of a call, and again in the next one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.sale_cases import SOME, Case
from zaiton.services.retail_tax.domain.assessing import assess
from zaiton.services.retail_tax.domain.matching import Discrepancy, Documents, Facts, match, roles
from zaiton.services.retail_tax.domain.messages import InventoryMessage
from zaiton.services.retail_tax.domain.order import REFUSED, Assessment, Limits, Line, Order, Rates
from zaiton.services.retail_tax.domain.persons import buyer_key
from zaiton.services.retail_tax.domain.rates_file import Listing
from zaiton.services.retail_tax.domain.reading import document_of
from zaiton.services.retail_tax.domain.states import INVENTORY_LIVE
from zaiton.services.retail_tax.models import Inventory, Party
from zaiton.services.retail_tax.queries.limits import limits_on
from zaiton.services.retail_tax.queries.messages_layouts import answers
from zaiton.services.retail_tax.queries.rates import Units, listed, quantities, rates_of, units_known
from zaiton.services.retail_tax.queries.sealing import hashing_secret

ROLE_KINDS = {
    "ebpCode": "platform",
    "ebcCode": "shop",
    "payCode": "payer",
    "logisticsCode": "carrier",
    "agentCode": "agent",
    "assureCode": "guarantor",
    "areaCode": "warehouse",
}
EARLIER = gettext_noop("Declared on {day}, but it came on {came}: it draws on the limit of an earlier year.")
UNCHECKED = gettext_noop("Not on the extract of the positive list that is on file: {codes}.")
LIMITS = 13
"""The number of the check of the limits."""
COUNTS = f'"retail_tax_inventory"."state" IN ({", ".join(repr(state) for state in INVENTORY_LIVE)})'
"""A literal, as the index that is kept for such rows has it."""


class Assessed(NamedTuple):
    """What came of assessing a list: why it is not within the limits, its tax, its lines; ``why`` it could not be assessed; as it is kept."""

    reason: str
    tax_fen: int | None
    lines: int
    assessment: Assessment | None = None
    why: str = ""
    document: str = ""


@dataclass(slots=True)
class Days:
    """What holds on the days of the sales that are checked together, each looked up once."""

    limits: dict[date, Limits] = field(default_factory=dict)
    rates: dict[tuple[str, date], Rates] = field(default_factory=dict)
    listings: dict[tuple[tuple[str, ...], date, str], Listing] = field(default_factory=dict)
    units: Units = field(default_factory=units_known)
    assessed: dict[bytes, Assessed] = field(default_factory=dict)

    def limits_on(self, day: date) -> Limits:
        """The limits of a day."""
        found = self.limits.get(day)
        if found is None:
            found = self.limits[day] = limits_on(day)
        return found

    def rates_of(self, code: str, day: date) -> Rates:
        """The rates of a code on a day."""
        found = self.rates.get((code, day))
        if found is None:
            found = self.rates[code, day] = rates_of(code, day)
        return found

    def listing(self, codes: tuple[str, ...], day: date, mode: str) -> Listing:
        """What the positive list says of codes."""
        key = (codes, day, mode)
        found = self.listings.get(key)
        if found is None:
            found = self.listings[key] = listed(codes, day, mode=mode)
        return found


def look(cases: Sequence[Case], days: Days) -> None:
    """Find what does not agree in each case; those in which nothing is found are assessed."""
    registered, proves = _parties(cases)
    payments, waybills = _used(cases)
    codes = {int(check): code for check, code in answers().checks.items()}
    secret = hashing_secret()
    for case in cases:
        inventory = case.inventory
        case.buyer = buyer_key(secret, case.order.buyer_id_type, case.order.buyer_id_number)
        documents = Documents(case.order, case.payment, case.waybill, inventory)
        listing = days.listing(tuple(line.gcode for line in inventory.lines), case.day, inventory.trade_mode)
        if listing.unchecked:
            case.flags.append({"flag": "unchecked", "words": UNCHECKED, "codes": ", ".join(sorted(listing.unchecked))})
        found = assessed(inventory, case.list_digest, days)
        case.assessment, case.why, case.document = found.assessment, found.why, found.document
        facts = Facts(
            identity_authenticated=case.order.ebp_code in proves,
            payment_used_by=payments.get((case.payment.pay_code, case.payment.pay_transaction_id, case.sale.pk), ""),
            waybill_used_by=waybills.get((case.waybill.logistics_code, case.waybill.logistics_no, case.sale.pk), ""),
            unregistered=tuple(
                (role, code) for role, code in roles(documents) if (ROLE_KINDS[role], code, case.day) not in registered
            ),
            unlisted=frozenset(listing.unlisted | listing.wrong_mode),
            tax_fen=found.tax_fen,
            tax_lines=found.lines,
            limit_reason=found.reason,
        )
        case.findings = list(match(case.order, case.payment, case.waybill, inventory, facts, codes))
        _on_its_day(case, codes[LIMITS])
        if case.assessment is None and not case.findings:
            case.findings.append(Discrepancy(10, "taxTotal", "", case.why, codes[10], "not_assessed", ("inventory",)))


def _on_its_day(case: Case, code: str) -> None:
    """The day of the declaration decides on year and rates: one that lies ahead is refused, one of an earlier year is flagged."""
    came = case.came.astimezone(BEIJING).date()
    day, on = case.day.isoformat(), came.isoformat()
    if case.day > came:
        case.findings.append(Discrepancy(LIMITS, "declTime", on, day, code, "declared_later", ("inventory",)))
    elif case.day.year < came.year:
        case.flags.append({"flag": "earlier_year", "words": EARLIER, "day": day, "came": on})


def assessed(inventory: InventoryMessage, digest: bytes, days: Days) -> Assessed:
    """Assess a list, once for its digest. The year is held in the ledger, not looked up here."""
    found = days.assessed.get(digest)
    if found is None:
        found = days.assessed[digest] = _assessed(inventory, days)
    return found


def _assessed(inventory: InventoryMessage, days: Days) -> Assessed:
    day = inventory.decl_day
    lines = tuple(
        Line(
            str(line.gnum),
            line.total_fen,
            int(line.qty) if line.qty == int(line.qty) else int(line.qty) + 1,
            days.rates_of(line.gcode, day),
            line.gcode,
            quantities([(line.unit1, line.qty1), (line.unit2, line.qty2), (line.unit, line.qty)], days.units),
        )
        for line in inventory.lines
    )
    order = Order(day, lines, 0, inventory.freight_fen, inventory.insured_fee_fen)
    try:
        found = assess(order, days.limits_on(day))
    except Refusal as refusal:
        return Assessed("", None, len(lines), why=refusal.sentence(gettext))
    if found.scheme == REFUSED:
        return Assessed(found.reason, None, len(lines))
    return Assessed("", found.total_fen, len(lines), found, document=_document(inventory, found))


def _document(message: InventoryMessage, found: Assessment) -> str:
    """The assessment as it is kept: each line with code and name of its goods, as the tax bill carries them."""
    goods = {str(line.gnum): line for line in message.lines}
    said = document_of(found)
    for line in said["lines"]:
        of = goods[line["id"]]
        line |= {"gcode": of.gcode, "name": of.gname}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _parties(cases: Sequence[Case]) -> tuple[set[tuple[str, str, date]], set[str]]:
    """Which codes are registered in which role on which of the days, and which platforms prove identities."""
    days = {case.day for case in cases}
    codes = {
        code for case in cases for _, code in roles(Documents(case.order, case.payment, case.waybill, case.inventory))
    }
    registered: set[tuple[str, str, date]] = set()
    proves: set[str] = set()
    for row in Party.objects.filter(code__in=sorted(codes)):
        for day in days:
            if row.valid_from <= day and (row.valid_until is None or day < row.valid_until):
                registered.add((row.kind, row.code, day))
                if row.kind == "platform" and row.authenticates:
                    proves.add(row.code)
    return registered, proves


def _used(cases: Sequence[Case]) -> tuple[dict[tuple[str, str, int], str], dict[tuple[str, str, int], str]]:
    """Payments and waybills that live lists of other sales carry, and those that two of these cases share."""
    payments: dict[tuple[str, str, int], str] = {}
    waybills: dict[tuple[str, str, int], str] = {}
    by_payment: dict[tuple[str, str], list[Case]] = {}
    by_waybill: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        by_payment.setdefault((case.payment.pay_code, case.payment.pay_transaction_id), []).append(case)
        by_waybill.setdefault((case.waybill.logistics_code, case.waybill.logistics_no), []).append(case)
    for found, kept in ((by_payment, payments), (by_waybill, waybills)):
        for key, sharing in found.items():
            for other in sharing[1:]:
                kept[*key, other.sale.pk] = sharing[0].sale.order_no
    _taken_by(by_payment, payments, "pay_code", "pay_transaction")
    _taken_by(by_waybill, waybills, "logistics_code", "logistics_no")
    return payments, waybills


def _taken_by(
    cases: dict[tuple[str, str], list[Case]], found: dict[tuple[str, str, int], str], of_code: str, of_number: str
) -> None:
    """Which payments (or waybills) live lists of other sales carry, and of which order these are."""
    by_code: dict[str, list[str]] = {}
    for code, number in sorted(cases):
        by_code.setdefault(code, []).append(number)
    for code, numbers in by_code.items():
        for begin in range(0, len(numbers), SOME):
            named = {of_code: code, f"{of_number}__in": numbers[begin : begin + SOME]}
            rows = Inventory.objects.extra(where=[COUNTS]).filter(**named)
            for number, sale, order in rows.values_list(of_number, "sale_id", "sale__order_no"):
                for case in cases[code, number]:
                    if case.sale.pk != sale:
                        found[code, number, case.sale.pk] = order
