"""Sales of retail imports for tests: four documents that agree, written by the second writer, and the enterprises in them."""

from datetime import UTC, date, datetime

from zaiton.services.retail_tax.actions.taking import Taken, documents_take
from zaiton.services.retail_tax.models import Party
from zaiton.services.retail_tax.tests import ceb_writer

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ACTOR, AGENT = "token/agent", "company00001"
ROLES = {
    "platform": "350198T001",
    "shop": "350198T002",
    "payer": "3501980001",
    "carrier": "350198L001",
    "agent": "350198A001",
    "guarantor": "350198T001",
}
TAX, PAID = "22.38", "268.38"
FOUR = ("CEB311", "CEB411", "CEB511", "CEB621")


def registered() -> None:
    """Every enterprise of the sample documents is registered."""
    Party.objects.bulk_create(
        [Party(code=code, kind=kind, name=code, valid_from=date(2020, 1, 1)) for kind, code in ROLES.items()]
    )


def changes(kind: str, tax: str = TAX, paid: str = PAID, **more):
    """What the order and the payment say of money."""
    said = {"CEB311": {"taxTotal": tax, "acturalPaid": paid}, "CEB411": {"amountPaid": paid}}
    return said.get(kind, {}) | more


def file(kind: str, *numbers: int, **more) -> bytes:
    """One message with the documents of some sales."""
    records = [ceb_writer.of(kind, number, **changes(kind, **more)) for number in numbers or (1,)]
    return ceb_writer.message(kind, records, guid=ceb_writer.guid(sum(numbers or (1,)) + 7_000_000))


def bring(kind: str, *numbers: int, at: datetime = AT, **more) -> Taken:
    """Take it."""
    return documents_take(file(kind, *numbers, **more), name=f"{kind}.xml", organisation=AGENT, actor=ACTOR, at=at)
