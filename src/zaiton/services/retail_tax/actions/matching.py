"""Matching the documents of sales, and accepting those that agree: limits held in the ledger, taxes assessed, the list declared.

Guarantee: idempotent; whichever document came last, the outcome is the same; a buyer's year is never exceeded, however many race, for
the limit is an account of the ledger and each list a hold on it. Input: numbers of sales; joins the caller's transaction. Steps: the
live documents of all sales are read by few statements; a sale with all four goes through the thirteen checks with the facts of
its day; those without a discrepancy are held on their buyers' accounts in one go; each held one becomes an accepted inventory list.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.public import NewAccount, Reserve, accounts_open, hold_batch
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.numbering import numbers
from zaiton.services.retail_tax.actions.telling import ASSESSED, REJECTED, STATE_OF_LIST, guid
from zaiton.services.retail_tax.domain.assessing import assess
from zaiton.services.retail_tax.domain.matching import Discrepancy, Documents, Facts, match, roles
from zaiton.services.retail_tax.domain.messages import InventoryMessage
from zaiton.services.retail_tax.domain.order import REFUSED, Assessment, Limits, Line, Order
from zaiton.services.retail_tax.domain.packing import unpack
from zaiton.services.retail_tax.domain.persons import buyer_key, shown_number
from zaiton.services.retail_tax.domain.reading import document_of
from zaiton.services.retail_tax.domain.states import INVENTORY_LIVE
from zaiton.services.retail_tax.models import Answer, Buyer, Document, Inventory, Party, Sale
from zaiton.services.retail_tax.queries.limits import limits_on
from zaiton.services.retail_tax.queries.messages_layouts import answers
from zaiton.services.retail_tax.queries.rates import listed, quantities, rates_of
from zaiton.services.retail_tax.queries.receipts_writing import info_of
from zaiton.services.retail_tax.queries.sealing import hashing_secret, sealed, unsealed

SOME = 300
FOUR = ("order", "payment", "waybill", "inventory")
ROLE_KINDS = {
    "ebpCode": "platform",
    "ebcCode": "shop",
    "payCode": "payer",
    "logisticsCode": "carrier",
    "agentCode": "agent",
    "assureCode": "guarantor",
    "areaCode": "warehouse",
}
ANNUAL = "annual_limit"
SPLIT = gettext_noop(
    "With {others} of the same day the buyer’s orders at this shop come to {together} yuan, over the limit of one transaction."
)
UNCHECKED = gettext_noop("Not on the extract of the positive list that is on file: {codes}.")


@dataclass(slots=True)
class _Case:
    """One sale on its way through the checks."""

    sale: Sale
    order: Any
    payment: Any
    waybill: Any
    inventory: InventoryMessage
    rows: Mapping[str, Document]
    buyer: str = ""
    assessment: Assessment | None = None
    findings: list[Discrepancy] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)
    why: str = ""

    @property
    def day(self) -> date:
        return self.inventory.decl_day

    @property
    def fen(self) -> int:
        return self.assessment.dutiable_fen if self.assessment else 0

    @property
    def hold(self) -> str:
        return f"rt-list-{self.sale.public_id}-{self.rows['inventory'].pk}"


def sales_match(ids: Iterable[int], *, actor: str, at: datetime) -> dict[str, int]:
    """Match sales that wait; returns how many are accepted, discrepant and waiting."""
    ordered = sorted(set(ids))
    counted = {"accepted": 0, "discrepant": 0, "waiting": 0}
    with turn(), transaction.atomic():
        sales = {row.pk: row for row in _locked(ordered)}
        cases = _cases(sales)
        counted["waiting"] = len(sales) - len(cases)
        if not cases:
            return counted
        _look(cases)
        clean = [case for case in cases if not case.findings]
        accepted = _accept(clean, actor=actor, at=at)
        refused = [case for case in cases if case.findings]
        _refuse(refused, at)
        counted["accepted"], counted["discrepant"] = len(accepted), len(refused)
        digest = hashlib.sha256("\n".join(case.sale.public_id for case in cases).encode()).hexdigest()
        evidence.record(
            actor=actor,
            action="retail_tax.sales_matched",
            object=f"retail_tax.matching/{digest[:16]}",
            after={**counted, "digest": digest, "lists": [row.invt_no for row in accepted[:SOME]]},
            at=at,
        )
    return counted


def _locked(ids: Sequence[int]) -> list[Sale]:
    found: list[Sale] = []
    for begin in range(0, len(ids), SOME):
        rows = Sale.objects.select_for_update().filter(pk__in=ids[begin : begin + SOME])
        found += rows.filter(state__in=("waiting", "discrepant", "expired")).order_by("pk")
    return found


def _cases(sales: Mapping[int, Sale]) -> list[_Case]:
    """The sales whose four documents are there, read."""
    keys = sorted(sales)
    rows: dict[int, dict[str, Document]] = {key: {} for key in keys}
    payments: dict[int, list[Document]] = {}
    for begin in range(0, len(keys), SOME):
        some = keys[begin : begin + SOME]
        live = Document.objects.select_related("intake").filter(sale__in=some, state="live", kind__in=FOUR)
        for row in live.order_by("pk"):  # the latest list counts, and the payment that the order names
            rows[row.sale_id][row.kind] = row
            if row.kind == "payment":
                payments.setdefault(row.sale_id, []).append(row)
    parcels = {found["inventory"].parcel: key for key, found in rows.items() if "inventory" in found}
    named = sorted(parcels)
    for begin in range(0, len(named), SOME):
        some = named[begin : begin + SOME]
        for row in Document.objects.filter(parcel__in=some, kind="waybill", state="live"):
            rows[parcels[row.parcel]]["waybill"] = row
    cases = []
    for key, found in rows.items():
        if len(found) == len(FOUR):
            if len(payments.get(key, ())) > 1:
                found["payment"] = _named(found["order"], payments[key])
            read = {kind: _read(row) for kind, row in found.items()}
            cases.append(_Case(sales[key], rows=found, **read))
    return cases


def _named(order: Document, payments: Sequence[Document]) -> Document:
    """Of several payments for one order that which it names; the latest where it names none of them."""
    said = _read(order)
    wanted = (said.pay_code, said.pay_transaction_id)
    return next((row for row in payments if (row.code, row.number) == wanted), payments[-1])


def _read(row: Document) -> Any:
    return unpack(row.kind, row.said, unsealed(row.persons, bytes(row.digest)).decode())


# the thirteen checks


def _look(cases: Sequence[_Case]) -> None:
    """Find what does not agree in each case, with the facts of its day."""
    registered, proves = _parties(cases)
    payments, waybills = _used(cases)
    codes = {int(check): code for check, code in answers().checks.items()}
    secret = hashing_secret()
    for case in cases:
        inventory = case.inventory
        case.buyer = buyer_key(secret, case.order.buyer_id_type, case.order.buyer_id_number)
        documents = Documents(case.order, case.payment, case.waybill, inventory)
        listing = listed([line.gcode for line in inventory.lines], case.day, mode=inventory.trade_mode)
        if listing.unchecked:
            case.flags.append({"flag": "unchecked", "words": UNCHECKED, "codes": ", ".join(sorted(listing.unchecked))})
        reason, tax, lines = _assessed(case)
        facts = Facts(
            identity_authenticated=case.order.ebp_code in proves,
            payment_used_by=payments.get((case.payment.pay_code, case.payment.pay_transaction_id, case.sale.pk), ""),
            waybill_used_by=waybills.get((case.waybill.logistics_code, case.waybill.logistics_no, case.sale.pk), ""),
            unregistered=tuple(
                (role, code) for role, code in roles(documents) if (ROLE_KINDS[role], code, case.day) not in registered
            ),
            unlisted=frozenset(listing.unlisted | listing.wrong_mode),
            tax_fen=tax,
            tax_lines=lines,
            limit_reason=reason,
        )
        case.findings = list(match(case.order, case.payment, case.waybill, inventory, facts, codes))
        if case.assessment is None and not case.findings:
            case.findings.append(Discrepancy(10, "taxTotal", "", case.why, codes[10], "not_assessed", ("inventory",)))


def _assessed(case: _Case) -> tuple[str, int | None, int]:
    """Assess the list; why it is not within the limits, its tax, its lines. The year is held in the ledger, not looked up."""
    inventory = case.inventory
    lines = tuple(
        Line(
            str(line.gnum),
            line.total_fen,
            int(line.qty) if line.qty == int(line.qty) else int(line.qty) + 1,
            rates_of(line.gcode, case.day),
            line.gcode,
            quantities([(line.unit1, line.qty1), (line.unit2, line.qty2), (line.unit, line.qty)]),
        )
        for line in inventory.lines
    )
    order = Order(case.day, lines, 0, inventory.freight_fen, inventory.insured_fee_fen)
    try:
        found = assess(order, _limits(case.day))
    except Refusal as refusal:
        case.why = refusal.sentence(gettext)
        return "", None, len(lines)
    if found.scheme == REFUSED:
        return found.reason, None, len(lines)
    case.assessment = found
    return "", found.total_fen, len(lines)


def _limits(day: date) -> Limits:
    return limits_on(day)


def _parties(cases: Sequence[_Case]) -> tuple[set[tuple[str, str, date]], set[str]]:
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


def _used(cases: Sequence[_Case]) -> tuple[dict[tuple[str, str, int], str], dict[tuple[str, str, int], str]]:
    """Payments and waybills that live lists of other sales carry, and those that two of these cases share."""
    payments: dict[tuple[str, str, int], str] = {}
    waybills: dict[tuple[str, str, int], str] = {}
    by_payment: dict[tuple[str, str], list[_Case]] = {}
    by_waybill: dict[tuple[str, str], list[_Case]] = {}
    for case in cases:
        by_payment.setdefault((case.payment.pay_code, case.payment.pay_transaction_id), []).append(case)
        by_waybill.setdefault((case.waybill.logistics_code, case.waybill.logistics_no), []).append(case)
    for found, kept in ((by_payment, payments), (by_waybill, waybills)):
        for key, sharing in found.items():
            for other in sharing[1:]:
                kept[*key, other.sale.pk] = sharing[0].sale.order_no
    live = Inventory.objects.filter(state__in=INVENTORY_LIVE).select_related("sale")
    numbers_ = sorted({key[1] for key in by_payment})
    for begin in range(0, len(numbers_), SOME):
        for row in live.filter(pay_transaction__in=numbers_[begin : begin + SOME]):
            for case in by_payment.get((row.pay_code, row.pay_transaction), ()):
                if case.sale.pk != row.sale_id:
                    payments[row.pay_code, row.pay_transaction, case.sale.pk] = row.sale.order_no
    numbers_ = sorted({key[1] for key in by_waybill})
    for begin in range(0, len(numbers_), SOME):
        for row in live.filter(logistics_no__in=numbers_[begin : begin + SOME]):
            for case in by_waybill.get((row.logistics_code, row.logistics_no), ()):
                if case.sale.pk != row.sale_id:
                    waybills[row.logistics_code, row.logistics_no, case.sale.pk] = row.sale.order_no
    return payments, waybills


# acceptance


def _accept(cases: Sequence[_Case], *, actor: str, at: datetime) -> list[Inventory]:
    """Hold each on its buyer's account of the year; those that are held are declared."""
    if not cases:
        return []
    buyers = _buyers(cases, at)
    opened = at.astimezone(BEIJING).date()
    wanted = {}
    for case in cases:
        limits = _limits(case.day)
        year = case.day.year
        wanted[_account(case)] = NewAccount(
            _account(case), f"个人年度限额 {year}", f"Limit of a buyer, {year}", "asset", "CNY", most=limits.annual_fen
        )
        wanted[_all(year)] = NewAccount(
            _all(year), f"个人年度限额合计 {year}", f"Limits of buyers, {year}", "liability", "CNY"
        )
    accounts_open(
        list(wanted.values()), opened_on=min(opened, *(date(case.day.year, 1, 1) for case in cases)), actor=actor, at=at
    )
    reserves = [
        Reserve(
            case.hold,
            _account(case),
            _all(case.day.year),
            case.fen,
            case.day,
            None,
            f"retail-tax/{case.sale.public_id}",
        )
        for case in cases
    ]
    held = hold_batch(reserves, actor=actor, at=at)
    code = answers().checks[13]
    kept = []
    for case, one in zip(cases, held, strict=True):
        if one.refusal is None:
            kept.append(case)
        else:
            case.findings.append(Discrepancy(13, "goodsValue", "", f"{case.fen / 100:.2f}", code, ANNUAL, ("order",)))
    return _declared(kept, buyers, at)


def _account(case: _Case) -> str:
    return f"rt-buyer-{case.buyer[:24]}-{case.day.year}"


def _all(year: int) -> str:
    return f"rt-buyers-{year}"


def _buyers(cases: Sequence[_Case], at: datetime) -> dict[str, Buyer]:
    keys = sorted({case.buyer for case in cases})
    found = {
        row.key: row
        for begin in range(0, len(keys), SOME)
        for row in Buyer.objects.filter(key__in=keys[begin : begin + SOME])
    }
    fresh = {}
    for case in cases:
        if case.buyer in found or case.buyer in fresh:
            continue
        order = case.order
        text = json.dumps([order.buyer_id_type, order.buyer_id_number, order.buyer_name], ensure_ascii=False)
        fresh[case.buyer] = Buyer(
            key=case.buyer,
            id_type=order.buyer_id_type,
            shown=shown_number(order.buyer_id_number),
            sealed=sealed(text.encode(), case.buyer.encode()),
            first_at=at,
        )
    if fresh:
        Buyer.objects.bulk_create(fresh.values(), batch_size=SOME, ignore_conflicts=True)
        made = sorted(fresh)
        for begin in range(0, len(made), SOME):
            found.update({row.key: row for row in Buyer.objects.filter(key__in=made[begin : begin + SOME])})
    return found


def _declared(cases: Sequence[_Case], buyers: Mapping[str, Buyer], at: datetime) -> list[Inventory]:
    if not cases:
        return []
    _split(cases, buyers)
    rows = []
    series = numbers("inventory", len(cases))
    for case in cases:
        message, found = case.inventory, case.assessment
        assert found is not None  # a case that could not be assessed has a finding
        rows.append(
            Inventory(
                invt_no=f"{message.customs_code}{case.day.year}I{next(series):09d}",
                cop_no=message.cop_no,
                sale=case.sale,
                organisation=case.rows["inventory"].intake.organisation,
                agent_code=message.agent_code,
                ebc_code=message.ebc_code,
                assure_code=message.assure_code,
                customs_code=message.customs_code,
                trade_mode=message.trade_mode,
                pay_code=case.payment.pay_code,
                pay_transaction=case.payment.pay_transaction_id,
                logistics_code=case.waybill.logistics_code,
                logistics_no=case.waybill.logistics_no,
                buyer=buyers[case.buyer],
                year=case.day.year,
                hold=case.hold,
                tax_scheme=found.scheme,
                dutiable_fen=found.dutiable_fen,
                tariff_fen=sum(line.tariff_fen for line in found.lines),
                consumption_fen=sum(line.consumption_fen for line in found.lines),
                vat_fen=sum(line.vat_fen for line in found.lines),
                assessment=_assessment(message, found),
                flags=case.flags,
                declared_at=message.app_time,
                accepted_at=at,
            )
        )
        case.sale.state, case.sale.buyer, case.sale.findings, case.sale.tried_at = (
            "accepted",
            buyers[case.buyer],
            [],
            at,
        )
    Inventory.objects.bulk_create(rows, batch_size=SOME)
    Sale.objects.bulk_update([case.sale for case in cases], ["state", "buyer", "findings", "tried_at"], batch_size=SOME)
    Answer.objects.bulk_create(
        [_answer(case, row.invt_no, ASSESSED, "", at) for case, row in zip(cases, rows, strict=True)], batch_size=SOME
    )
    return rows


def _assessment(message: InventoryMessage, found: Assessment) -> str:
    """The assessment as it is kept: each line with code and name of its goods, as the tax bill carries them."""
    goods = {str(line.gnum): line for line in message.lines}
    said = document_of(found)
    for line in said["lines"]:
        of = goods[line["id"]]
        line |= {"gcode": of.gcode, "name": of.gname}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _split(cases: Sequence[_Case], buyers: Mapping[str, Buyer]) -> None:
    """Flag orders of one buyer at one shop on one day that together are over the limit of one transaction."""
    days = {(case.buyer, case.inventory.ebc_code, case.day): [] for case in cases}
    people = [buyers[key].pk for key in {case.buyer for case in cases}]
    keys = {buyers[key].pk: key for key in {case.buyer for case in cases}}
    for begin in range(0, len(people), SOME):
        rows = Inventory.objects.filter(buyer__in=people[begin : begin + SOME], state__in=INVENTORY_LIVE)
        for row in rows.only("buyer_id", "ebc_code", "declared_at", "invt_no", "dutiable_fen"):
            key = (keys[row.buyer_id], row.ebc_code, row.declared_at.astimezone(BEIJING).date())
            if key in days:
                days[key].append((row.invt_no, row.dutiable_fen))
    for case in cases:
        same = days[case.buyer, case.inventory.ebc_code, case.day]
        together = sum(fen for _, fen in same) + case.fen
        if same and together > _limits(case.day).single_fen:
            others = ", ".join(number for number, _ in same)
            case.flags.append({"flag": "split", "words": SPLIT, "others": others, "together": f"{together / 100:.2f}"})
        same.append((case.sale.order_no, case.fen))


def _refuse(cases: Sequence[_Case], at: datetime) -> None:
    """What does not agree is kept with the sale and told to the declaring agent; told again only when it is another."""
    told = []
    for case in cases:
        findings = [
            {"check": one.check, "field": one.field, "ours": one.ours, "theirs": one.theirs, "reason": one.reason}
            for one in case.findings
        ]
        if case.sale.state != "discrepant" or case.sale.findings != findings:
            words = info_of((one.code, one.words(gettext)) for one in case.findings)
            told.append(_answer(case, case.inventory.cop_no, REJECTED, words, at))
        case.sale.state, case.sale.findings, case.sale.tried_at = "discrepant", findings, at
    if cases:
        Sale.objects.bulk_update([case.sale for case in cases], ["state", "findings", "tried_at"], batch_size=SOME)
        Answer.objects.bulk_create(told, batch_size=SOME)


def _answer(case: _Case, subject: str, code: str, words: str, at: datetime) -> Answer:
    return Answer(
        to_code=case.inventory.agent_code,
        organisation=case.rows["inventory"].intake.organisation,
        message=STATE_OF_LIST,
        subject=subject[:60],
        guid=guid(),
        code=code,
        words=words[:1000],
        made_at=at,
    )
