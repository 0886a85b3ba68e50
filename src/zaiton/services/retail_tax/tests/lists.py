"""Accepted inventory lists for tests: a buyer with a limit that is held, a sale, an assessment, and a guarantee of the enterprise."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count

from zaiton.blocks.money.public import Reserve, account_open, hold_batch
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.guarantees import Filing, guarantee_accept, guarantee_file
from zaiton.services.retail_tax.models import Buyer, Inventory, Sale

COMPANY, CUSTOMS = "company00001", "3501"
AGENT, OFFICER, AGENT_CODE = "person/agent", "person/officer", "3501000001"
ANNUAL_FEN = 2_600_000
_numbers = count(1)


def day(text: str, hour: int = 2) -> datetime:
    """A moment on a day: 10:00 in Beijing."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC) + timedelta(hours=hour)


def a_guarantee(
    limit_fen: int = 1_000_000, *, at: datetime, scheme: str = "CBEC_31_45", assure: str = AGENT_CODE, **more: object
) -> str:
    """Filed by the agent, accepted by an officer."""
    chart_open(at=at)
    given = {
        "number": f"G-{next(_numbers)}",
        "assure_code": assure,
        "kind": "letter",
        "customs_code": CUSTOMS,
        "beneficiary": "福州海关",
        "guarantor": "示例银行",
        "obligation": "跨境电商零售进口税款",
        "limit_fen": limit_fen,
        "valid_from": at.astimezone(BEIJING).date(),
        "valid_until": at.astimezone(BEIJING).date() + timedelta(days=365),
    }
    made = guarantee_file(Filing(**given | more), organisation=COMPANY, actor=AGENT, at=at)
    guarantee_accept(made, settlement=scheme, actor=OFFICER, at=at)
    return made


def a_buyer(at: datetime, year: int) -> tuple[Buyer, str]:
    """A buyer with the account of a year; its code."""
    number = next(_numbers)
    buyer = Buyer.objects.create(key=f"{number:032x}", id_type="1", shown="3501**********12", sealed=b"x", first_at=at)
    code = f"rt-buyer-{number:016x}-{year}"
    for name, most in ((code, ANNUAL_FEN), (f"rt-buyers-{year}", None)):
        words = {"name_zh": "年度限值", "name_en": "Limit", "kind": "asset", "currency": "CNY"}
        account_open(name, **words, most=most, opened_on=date(year, 1, 1), actor="system", at=at)
    return buyer, code


def a_list(
    *vat: int, at: datetime, assure: str = AGENT_CODE, declared: datetime | None = None, **more: object
) -> Inventory:
    """An accepted list with a line for each VAT amount, each over ten times as much (of nothing: over 5.00)."""
    number, declared = next(_numbers), declared or at
    year = declared.astimezone(BEIJING).year
    buyer, account = a_buyer(at, year)
    vat = vat or (1000,)
    lines = [
        {"id": str(n), "gcode": "3304990039", "name": "面霜", "dutiable_fen": fen * 10 or 500, "vat_fen": fen}
        | {"tariff_fen": 0, "consumption_fen": 0, "steps": []}
        for n, fen in enumerate(vat, 1)
    ]
    dutiable = sum(line["dutiable_fen"] for line in lines)
    hold = f"retail_tax/limit/L{number}"
    reserve = Reserve(hold, account, f"rt-buyers-{year}", dutiable, declared.astimezone(BEIJING).date())
    (held,) = hold_batch([reserve], actor=AGENT, at=at)
    assert held.refusal is None
    given = {
        "invt_no": f"350120261{number:09}",
        "sale": Sale.objects.create(
            ebp_code="P1", order_no=f"O{number}", state="accepted", buyer=buyer, first_at=at, due_at=at
        ),
        "organisation": COMPANY,
        "agent_code": AGENT_CODE,
        "ebc_code": "E1",
        "assure_code": assure,
        "customs_code": CUSTOMS,
        "trade_mode": "9610",
        "pay_code": "Y1",
        "pay_transaction": f"T{number}",
        "logistics_code": "C1",
        "logistics_no": f"W{number}",
        "buyer": buyer,
        "year": year,
        "hold": hold,
        "tax_scheme": "within_limits",
        "dutiable_fen": dutiable,
        "tariff_fen": 0,
        "consumption_fen": 0,
        "vat_fen": sum(vat),
        "assessment": json.dumps({"scheme": "within_limits", "lines": lines, "total_fen": sum(vat)}),
        "declared_at": declared,
        "accepted_at": at,
    }
    return Inventory.objects.create(**given | more)


def account_of(row: Inventory) -> str:
    """The account of the buyer's year."""
    return f"rt-buyer-{int(row.buyer.key, 16):016x}-{row.year}"
