"""A company's retail imports from its message files to the treasury, for tests that walk the whole way: enterprises, guarantee, agreement, files of today."""

from collections.abc import Sequence
from datetime import date, datetime

from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.models import Guarantee, Party
from zaiton.services.retail_tax.tests import sales
from zaiton.services.retail_tax.tests.lists import a_guarantee

SCHEME = "DECL_15D"
"""Bills under it come into payment books on the day of release, so that a test need not wait a month."""
CUSTOMS = ("3501", "3502")
LIMIT_FEN = 100_000
ACCOUNT = "6222000000000001"
WIRE = ("CEB311", "CEB411", "CEB511", "CEB621")


def company_ready(company: str, *, agreement: bool = True, channel: str = "bank", at: datetime) -> list[str]:
    """The enterprises of the sample documents belong to a company that has a guarantee at two customs; the guarantees' public ids."""
    for kind, code in sales.ROLES.items():
        Party.objects.create(code=code, kind=kind, name=code, organisation=company, valid_from=date(2020, 1, 1))
    made = [
        a_guarantee(LIMIT_FEN, at=at, scheme=SCHEME, assure=sales.ROLES["guarantor"], customs_code=customs)
        for customs in CUSTOMS
    ]
    Guarantee.objects.filter(public_id__in=made).update(organisation=company)
    if agreement:
        given = {"channel": channel, "account": ACCOUNT, "account_name": "示例企业", "currency": "CNY"}
        card = agreement_draw_up("XY-RT-1", organisation=company, actor="person/importer", at=at, **given)
        for event, person in zip(SIGNING, ("person/importer", "person/bank", "person/customs"), strict=True):
            card = agreement_step(card.public_id, event, actor=person, at=at)
    return made


def files(numbers: Sequence[int], *, at: datetime, customs: str = CUSTOMS[0]) -> dict[str, bytes]:
    """The four messages of these sales by kind, declared on the day of ``at`` at one customs."""
    local = at.astimezone(BEIJING)
    when = {"appTime": f"{local:%Y%m%d%H%M%S}"}
    listed = {"declTime": f"{local:%Y%m%d}", "customsCode": customs, "portCode": customs}
    return {kind: sales.file(kind, *numbers, **when | (listed if kind == "CEB621" else {})) for kind in WIRE}
