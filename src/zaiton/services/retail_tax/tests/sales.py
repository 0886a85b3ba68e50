"""Sales of retail imports for tests: four documents that agree, written by the second writer, and the enterprises in them."""

from collections.abc import Mapping
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


WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def identity_of(person: int) -> str:
    """The identity number of one of many buyers, with its check character (GB 11643)."""
    year, month, day = 1950 + person // 28_000 % 50, 1 + person // 1000 % 12, 1 + person // 1000 % 28
    body = f"350102{year:04}{month:02}{day:02}{person % 1000:03}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def record_of(kind: str, number: int, person: int, **more: str) -> str:
    """One document of a sale to a buyer; sales and kinds have numbers of their own however many there are."""
    said = {"guid": f"{FOUR.index(kind):08X}-0000-4000-8000-{number:012X}", **changes(kind)}
    if kind == "CEB411":
        said["payerIdNumber"] = identity_of(person)
    elif kind != "CEB511":
        said["buyerIdNumber"] = identity_of(person)
    return ceb_writer.of(kind, number, **said | more)


def message_of(kind: str, sales: Mapping[int, int], *, place: int = 0) -> bytes:
    """A file of one kind about these sales, each with its buyer."""
    records = [record_of(kind, number, person) for number, person in sales.items()]
    return ceb_writer.message(kind, records, guid=ceb_writer.guid(place * len(FOUR) + FOUR.index(kind)))
