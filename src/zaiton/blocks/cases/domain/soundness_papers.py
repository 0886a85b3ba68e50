"""Whether the certificates a case type gives out, and what its facts must agree on, can be had from its facts."""

from collections.abc import Collection, Iterable

from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import Definition, Item

FILE = "case.yaml"
ORDERED = ("day", "decimal")


def check_certificates(definition: Definition) -> None:
    """What a certificate shows is asked for, its last day is a day, no two are of one kind, and something is given out."""
    kinds = set()
    for item in definition.items:
        place = f"{FILE}: items.{item.id}"
        if item.output is None and (item.certificate or item.automatic):
            raise faults.CertificateUnclear(place, place=place)
        if item.certificate:
            if item.certificate.kind in kinds:
                raise faults.TypeRepeated(place, place=f"{place}.certificate.kind", given=item.certificate.kind)
            kinds.add(item.certificate.kind)
            _check_certificate(definition, item, f"{place}.certificate")


def check_agreements(definition: Definition) -> None:
    """The facts of an order are of one type that has an order."""
    facts = {fact.name: fact for fact in definition.facts}
    for one in definition.consistent:
        place = f"{FILE}: consistent.{one.id}.order"
        must_be_known(one.order, list(facts), place)
        kinds = {facts[name].type for name in one.order}
        if one.order and (len(kinds) > 1 or not kinds <= set(ORDERED)):
            given, known = ", ".join(one.order), ", ".join(ORDERED)
            raise faults.FactOfOtherKind(place, place=place, given=given, known=known)


def must_be_known(given: Iterable[str], known: Collection[str], place: str) -> None:
    """Raises ``TypeUnknown`` for the first name that is not known."""
    for name in given:
        if name not in known:
            raise faults.TypeUnknown(name, place=place, given=name, known=", ".join(known) or "—")


def _check_certificate(definition: Definition, item: Item, place: str) -> None:
    facts = {fact.name: fact for fact in definition.facts}
    wanted = item.certificate
    must_be_known(wanted.shows, list(facts), f"{place}.shows")
    for name, kind in ((wanted.holder, "text"), (wanted.until, "day")):
        if name:
            must_be_known([name], list(facts), place)
            if facts[name].type != kind:
                raise faults.FactOfOtherKind(place, place=place, given=name, known=kind)
