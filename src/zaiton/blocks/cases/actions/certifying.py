"""What an item gives out as a certificate, ordered from the register of certificates in the transaction that issues it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from zaiton.base.dates import corresponding_day
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.graph import Certificate, Definition, Fact, Item
from zaiton.blocks.cases.models import Case
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.papers.public import Line, Order, certificate_issue, certificate_possible, certificates_of

YES, NO = Bilingual("是", "yes"), Bilingual("否", "no")


def object_of(case: Case) -> str:
    """The name under which everything that comes of a case is kept elsewhere."""
    return f"cases.case/{case.public_id}"


def may_be_certified(case: Case, definition: Definition, item: Item, *, at: datetime) -> bool:
    """Whether the register would take the item's certificate now; one that it rests on stays locked as it is."""
    return not item.certificate or certificate_possible(_order(case, definition, item, at), at=at)


def certified(case: Case, definition: Definition, item: Item, *, actor: str, at: datetime) -> dict[str, str]:
    """Register the certificate of an item that is being issued; returns its number and public id for the journal.

    Raises what the register refuses, a character that no font can draw for instance: then nothing is issued.
    """
    card = certificate_issue(_order(case, definition, item, at), actor=actor, at=at)
    return {"number": card.number, "public_id": card.public_id}


def _order(case: Case, definition: Definition, item: Item, at: datetime) -> Order:
    wanted = item.certificate
    issued = {card.kind: card.public_id for card in certificates_of(object_of(case))}
    return Order(
        key=f"cases/{case.public_id}/{item.id}",
        kind=wanted.kind,
        prefix=wanted.prefix,
        title=item.output,
        issuer=definition.role(item.roles[0]).organ,
        seal=wanted.seal,
        holder=str(case.facts.get(wanted.holder) or case.applicant_name),
        basis=item.article,
        lines=tuple(_lines(definition, wanted, case.facts)),
        person=case.person,
        organisation=case.organisation,
        object=object_of(case),
        valid_until=_last_day(wanted, case.facts, day_of(at)),
        rests_on=tuple(dict.fromkeys(issued[kind] for kind in _before(definition, item) if kind in issued)),
        demo=settings.DEMO,
    )


def _before(definition: Definition, item: Item) -> Iterator[str]:
    """The kinds of the certificates without which this one cannot be, past items that give out none."""
    for name in item.after:
        before = definition.item(name)
        if before.certificate:
            yield before.certificate.kind
        else:
            yield from _before(definition, before)


def _lines(definition: Definition, wanted: Certificate, facts: dict[str, Any]) -> Iterator[Line]:
    for name in wanted.shows:
        if facts.get(name) is not None:
            fact = definition.fact(name)
            yield Line(fact.title, _value(fact, facts[name]))


def _value(fact: Fact, value: Any) -> Bilingual:
    if isinstance(value, bool):
        return YES if value else NO
    if value in fact.values:
        return fact.value_titles[fact.values.index(value)]
    return Bilingual(str(value), str(value))


def _last_day(wanted: Certificate, facts: dict[str, Any], issued: date) -> date | None:
    """The last day on which the certificate holds: the day before the months are over, or the day of a fact."""
    if wanted.months:
        return corresponding_day(issued, wanted.months) - timedelta(days=1)
    given = facts.get(wanted.until) if wanted.until else None
    return date.fromisoformat(given) if given else None
