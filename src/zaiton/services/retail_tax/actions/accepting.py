"""Accepting sales that agree, and telling of those that do not: the limit of each buyer's year is a hold in the ledger, the list is declared.

Guarantee: a buyer's year is never exceeded, however many race, for the limit is an account of the ledger and each list a hold on it;
a list that is not held is not declared. Everything joins the caller's transaction.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.money.public import NewAccount, Reserve, accounts_open, hold_batch
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.checking import Days
from zaiton.services.retail_tax.actions.inserting import rows_insert
from zaiton.services.retail_tax.actions.numbering import numbers
from zaiton.services.retail_tax.actions.sale_cases import SOME, Case
from zaiton.services.retail_tax.actions.telling import ASSESSED, REJECTED, STATE_OF_LIST, guid
from zaiton.services.retail_tax.domain.matching import Discrepancy
from zaiton.services.retail_tax.domain.messages import InventoryMessage
from zaiton.services.retail_tax.domain.persons import shown_number
from zaiton.services.retail_tax.domain.states import INVENTORY_LIVE
from zaiton.services.retail_tax.models import Answer, Buyer, Inventory, Sale
from zaiton.services.retail_tax.queries.messages_layouts import answers
from zaiton.services.retail_tax.queries.receipts_writing import info_of
from zaiton.services.retail_tax.queries.sealing import sealed

ANNUAL = "annual_limit"
SPLIT = gettext_noop(
    "With {others} of the same day the buyer’s orders at this shop come to {together} yuan, over the limit of one transaction."
)


def accept(cases: Sequence[Case], days: Days, *, actor: str, at: datetime) -> list[Inventory]:
    """Hold each on its buyer's account of the year; those that are held are declared."""
    if not cases:
        return []
    buyers = _buyers(cases, at)
    opened = at.astimezone(BEIJING).date()
    wanted = {}
    for case in cases:
        limits = days.limits_on(case.day)
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
    return _declared(kept, buyers, days, at)


def _account(case: Case) -> str:
    return f"rt-buyer-{case.buyer[:24]}-{case.day.year}"


def _all(year: int) -> str:
    return f"rt-buyers-{year}"


def _buyers(cases: Sequence[Case], at: datetime) -> dict[str, Buyer]:
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
        rows_insert(list(fresh.values()), ignore_conflicts=True)
        made = sorted(fresh)
        for begin in range(0, len(made), SOME):
            found.update({row.key: row for row in Buyer.objects.filter(key__in=made[begin : begin + SOME])})
    return found


def _declared(cases: Sequence[Case], buyers: Mapping[str, Buyer], days: Days, at: datetime) -> list[Inventory]:
    if not cases:
        return []
    _split(cases, buyers, days)
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
                organisation=case.organisation,
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
                assessment=case.document,
                flags=case.flags,
                declared_at=_declared_at(message),
                accepted_at=at,
            )
        )
    rows_insert(rows)
    _sales_accepted([(buyers[case.buyer].pk, case.sale.pk) for case in cases], at)
    rows_insert([_answer(case, row.invt_no, ASSESSED, "", at) for case, row in zip(cases, rows, strict=True)])
    return rows


def _declared_at(message: InventoryMessage) -> datetime:
    """When it was declared: the time that it was made where that is on the day it names, else the beginning of that day in Beijing."""
    if message.app_time.astimezone(BEIJING).date() == message.decl_day:
        return message.app_time
    day = message.decl_day
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def _sales_accepted(pairs: Sequence[tuple[int, int]], at: datetime) -> None:
    """The sales (their buyers and keys) are accepted; a statement for each buyer, one for hundreds of all else."""
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE retail_tax_sale SET buyer_id = %s WHERE id = %s", pairs)
    for begin in range(0, len(pairs), SOME):
        some = [sale for _, sale in pairs[begin : begin + SOME]]
        Sale.objects.filter(pk__in=some).update(state="accepted", findings=[], tried_at=at)


def _split(cases: Sequence[Case], buyers: Mapping[str, Buyer], days: Days) -> None:
    """Flag orders of one buyer at one shop on one day that together are over the limit of one transaction."""
    that_day = {(case.buyer, case.inventory.ebc_code, case.day): [] for case in cases}
    people = [buyers[key].pk for key in {case.buyer for case in cases}]
    keys = {buyers[key].pk: key for key in {case.buyer for case in cases}}
    for begin in range(0, len(people), SOME):
        rows = Inventory.objects.filter(buyer__in=people[begin : begin + SOME], state__in=INVENTORY_LIVE)
        for row in rows.only("buyer_id", "ebc_code", "declared_at", "invt_no", "dutiable_fen"):
            key = (keys[row.buyer_id], row.ebc_code, row.declared_at.astimezone(BEIJING).date())
            if key in that_day:
                that_day[key].append((row.invt_no, row.dutiable_fen))
    for case in cases:
        same = that_day[case.buyer, case.inventory.ebc_code, case.day]
        together = sum(fen for _, fen in same) + case.fen
        if same and together > days.limits_on(case.day).single_fen:
            others = ", ".join(number for number, _ in same)
            case.flags.append({"flag": "split", "words": SPLIT, "others": others, "together": f"{together / 100:.2f}"})
        same.append((case.sale.order_no, case.fen))


def refuse(cases: Sequence[Case], at: datetime) -> None:
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
        rows_insert(told)


def _answer(case: Case, subject: str, code: str, words: str, at: datetime) -> Answer:
    return Answer(
        to_code=case.inventory.agent_code,
        organisation=case.organisation,
        message=STATE_OF_LIST,
        subject=subject[:60],
        guid=guid(),
        code=code,
        words=words[:1000],
        made_at=at,
    )
