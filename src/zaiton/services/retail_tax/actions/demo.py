"""A demonstration's retail imports: the demonstration company's enterprises, guarantee and agreement, and sales from message files to bills.

Made through the ordinary actions from files as a company would send them, so that what it shows is what everybody gets. All persons and
enterprises are invented and called so. Safe to repeat: what came before is not taken twice; each call adds the sales of its day.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.public import Unseen, organisations_owned, person_by_email
from zaiton.blocks.money.public import SIGNING, agreement_draw_up, agreement_step, agreements_of
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.consolidating import bills_consolidate
from zaiton.services.retail_tax.actions.guarantees import Filing, guarantee_accept, guarantee_file
from zaiton.services.retail_tax.actions.parties import party_register
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.domain.intake_refusals import NoDemonstration
from zaiton.services.retail_tax.models import Inventory, Party
from zaiton.services.retail_tax.queries.messages_layouts import around

FOLDER = Path(__file__).parent.parent / "data" / "demo"
IMPORTER, OFFICER, SECOND = "importer@demo.invalid", "officer@demo.invalid", "second-officer@demo.invalid"
CODES = {
    "platform": "3501D00001",
    "shop": "3501D00002",
    "payer": "3501D00003",
    "carrier": "3501D00004",
    "agent": "3501D00005",
}
NAMES = {
    "platform": "演示跨境平台有限公司",
    "shop": "演示跨境商号有限公司",
    "payer": "演示支付有限公司",
    "carrier": "演示物流有限公司",
    "agent": "演示报关行有限公司",
    "guarantor": "演示跨境平台有限公司",
}
MESSAGES = {"CEB311": "CEB311Message", "CEB411": "CEB411Message", "CEB511": "CEB511Message", "CEB621": "CEB621Message"}
CUSTOMS, SCHEME, LIMIT_FEN = "3501", "DECL_15D", 10_000_000
SALES, RELEASED, WRONG = 24, 18, 5
"""Sales of a call, how many of them are released at once, and which one was paid by a wrong amount."""
IDENTITY, REMAINDERS = "35010219900307", "10X98765432"
"""The invented buyers have documents that begin alike; the last sign is the check of GB 11643."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a call has made."""

    files: int
    lists: int
    released: int
    books: int


def demo_make(*, at: datetime) -> Made:
    """Make a day's sales of the demonstration company. Raises ``NoDemonstration``."""
    try:
        people = {email: person_by_email(email, at=at) for email in (IMPORTER, OFFICER, SECOND)}
    except Unseen as error:
        raise NoDemonstration() from error
    owned = organisations_owned(people[IMPORTER].public_id, at=at)
    if not owned:
        raise NoDemonstration()
    company, day = owned[0].public_id, at.astimezone(BEIJING).date()
    actors = {email: person.actor for email, person in people.items()}
    chart_open(at=at)
    _enterprises(company, day, actors, at)
    _agreement(company, actors, at)
    before = set(Inventory.objects.values_list("invt_no", flat=True))
    contents = _files(at)
    for name, content in contents.items():
        documents_take(content, name=name, source="file", organisation=company, actor=actors[IMPORTER], at=at)
    fresh = sorted(set(Inventory.objects.values_list("invt_no", flat=True)) - before)
    released = [one for one in inventories_release(fresh[:RELEASED], actor=actors[OFFICER], at=at) if not one.refusal]
    books = bills_consolidate(at=at)
    return Made(len(contents), len(fresh), len(released), len(books))


def _enterprises(company: str, day: date, actors: Mapping[str, str], at: datetime) -> None:
    """The enterprises and their guarantee, the first time."""
    if Party.objects.filter(code=CODES["platform"]).exists():
        return
    since = day - timedelta(days=365)
    for kind, name in NAMES.items():
        code = CODES["platform" if kind == "guarantor" else kind]
        party_register(kind, code, name, organisation=company, valid_from=since, actor=actors[IMPORTER], at=at)
    filing = Filing(
        number="DEMO-G-1",
        assure_code=CODES["platform"],
        kind="letter",
        customs_code=CUSTOMS,
        beneficiary="演示海关",
        guarantor="演示银行",
        obligation="跨境电商零售进口税款（演示）",
        limit_fen=LIMIT_FEN,
        valid_from=day,
        valid_until=day + timedelta(days=365),
    )
    filed = guarantee_file(filing, organisation=company, actor=actors[IMPORTER], at=at)
    guarantee_accept(filed, settlement=SCHEME, actor=actors[OFFICER], at=at)


def _agreement(company: str, actors: Mapping[str, str], at: datetime) -> None:
    """An agreement of three, where a bank is connected and there is none yet."""
    if agreements_of(company):
        return
    given = {"channel": "bank", "account": "6222000000000001", "account_name": "演示进口有限公司", "currency": "CNY"}
    try:
        card = agreement_draw_up("DEMO-XY-1", organisation=company, actor=actors[IMPORTER], at=at, **given)
        signers = (actors[IMPORTER], actors[OFFICER], actors[SECOND])
        for event, actor in zip(SIGNING, signers, strict=True):
            card = agreement_step(card.public_id, event, actor=actor, at=at)
    except Refusal:  # no bank is connected: the pages of money say how one is
        return


def _files(at: datetime) -> dict[str, bytes]:
    """The four files of the sales of a moment, by name."""
    local = at.astimezone(BEIJING)
    stamp = f"{local:%y%m%d%H%M%S}"
    found = {}
    for kind in MESSAGES:
        template = (FOLDER / f"{kind}.xml").read_text(encoding="utf-8")
        records = []
        for number in range(1, SALES + 1):
            said = {
                **CODES,
                "guid": str(uuid.uuid4()).upper(),
                "order": f"DEMO{stamp}{number:03}",
                "transaction": f"DEMOP{stamp}{number:03}",
                "parcel": f"DEMOL{stamp}{number:03}",
                "cop": f"DEMOC{stamp}{number:03}",
                "identity": _identity(number),
                "said": "268.38",
                "paid": "100.00" if number == WRONG else "268.38",
                "time": f"{local:%Y%m%d%H%M%S}",
                "day": f"{local:%Y%m%d}",
            }
            records.append(template.format(**said))
        found[f"{kind}-{stamp}.xml"] = _message(kind, records)
    return found


def _identity(number: int) -> str:
    """The document of the buyer of so many: seventeen digits and their check (ISO 7064, modulo 11-2)."""
    digits = f"{IDENTITY}{number:03}"
    return digits + REMAINDERS[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits)) % 11]


def _message(kind: str, records: list[str]) -> bytes:
    outside, root = around(), f"{kind}Message"
    sender = {"copCode": CODES["platform"], "copName": NAMES["platform"], "dxpMode": "DXP", "dxpId": "DXPENT0000000001"}
    transfer = "".join(f"<ceb:{name}>{value}</ceb:{name}>" for name, value in sender.items())
    guid = str(uuid.uuid4()).upper()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ceb:{root} guid="{guid}" version="{outside.version}" '
        f'xmlns:ceb="{outside.namespace}">\n{"".join(records)}<ceb:BaseTransfer>{transfer}</ceb:BaseTransfer>\n</ceb:{root}>\n'
    ).encode()
