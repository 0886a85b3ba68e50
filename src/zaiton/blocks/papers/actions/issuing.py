"""Entering a certificate into the register: number without gaps, what it rests on checked under lock, its files queued."""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.domain.cards import Card, Order
from zaiton.blocks.papers.domain.register_refusals import (
    CertificateOver,
    CertificateTextLong,
    NoSuchCertificate,
    PrerequisiteFallen,
)
from zaiton.blocks.papers.domain.status import VALID
from zaiton.blocks.papers.models import Certificate, Numbers, Rest, StatusEntry
from zaiton.blocks.papers.queries.register import cards
from zaiton.blocks.papers.queries.rendering import must_be_drawable
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn

MAKE = "zaiton.blocks.papers.jobs:make"
ISSUED = ("签发", "Issued")
LONGEST, LONGEST_BASIS = 200, 300
"""The most characters of title, issuer and holder, and of the basis; the columns of the register hold no more."""


def certificate_issue(order: Order, *, actor: str, at: datetime) -> Card:
    """Enter a certificate and queue the making of its files, in the caller's transaction or an own one.

    The same ``order.key`` gives the same certificate. Raises ``PrerequisiteFallen``, ``NoSuchCertificate`` for an unknown
    prerequisite, ``CharacterNotInFont`` where no font here can draw what it says, ``CertificateTextLong``, ``CertificateOver``.
    """
    if _known(order.key) is None:  # what was issued once stands, whatever has become of fonts and days
        _must_be_fit(order, at)
    with turn(), transaction.atomic():
        known = _known(order.key)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                row = _entered(order, actor, at)
        except IntegrityError:
            known = _known(order.key)
            if known is None:
                raise
            return known
        later(MAKE, {}, key=f"papers.make/{row.public_id}", at=at)
        card = cards(Certificate.objects.filter(pk=row.pk))[0]
        record(
            actor=actor, action="papers.issued", object=f"papers.certificate/{row.public_id}", after=told(card), at=at
        )
    return card


def certificate_possible(order: Order, *, at: datetime) -> bool:
    """Whether a certificate could be entered now, in the caller's transaction: what it rests on stays locked until that ends."""
    try:
        with transaction.atomic():
            _must_be_fit(order, at)
            _prerequisites(order.rests_on, at)
    except Refusal:
        return False
    return True


def told(card: Card) -> dict[str, object]:
    """What the evidence of an issue stands for: everything the certificate says."""
    return {
        "number": card.number,
        "kind": card.kind,
        "title": [card.title.zh, card.title.en],
        "issuer": [card.issuer.zh, card.issuer.en],
        "holder": card.holder,
        "basis": card.basis,
        "lines": [[line.title.zh, line.title.en, line.value.zh, line.value.en] for line in card.lines],
        "object": card.object,
        "subject": card.subject,
        "valid_until": card.valid_until.isoformat() if card.valid_until else None,
        "rests_on": list(card.rests_on),
    }


def _must_be_fit(order: Order, at: datetime) -> None:
    """Raises what stands against the order in itself, whatever it rests on."""
    short = (order.holder, order.title.zh, order.title.en, order.issuer.zh, order.issuer.en)
    for text, most in [*((text, LONGEST) for text in short), (order.basis, LONGEST_BASIS)]:
        if len(text) > most:
            raise CertificateTextLong(begin=text[:20], most=most)
    if order.valid_until is not None and order.valid_until < at.astimezone(BEIJING).date():
        raise CertificateOver(day=order.valid_until.isoformat())
    must_be_drawable("".join(_texts(order)))


def _texts(order: Order) -> Iterator[str]:
    """Everything on the certificate that comes from the order."""
    yield from (order.holder, order.basis, order.prefix)
    for text in (order.title, order.issuer, *(text for line in order.lines for text in (line.title, line.value))):
        yield from (text.zh, text.en)


def _known(key: str) -> Card | None:
    return next(iter(cards(Certificate.objects.filter(key=key))), None)


def _entered(order: Order, actor: str, at: datetime) -> Certificate:
    """The row with its rests and its first entry. Two at once under one key: the second fails on the key, number and all."""
    below = _prerequisites(order.rests_on, at)
    row = Certificate.objects.create(
        key=order.key,
        number=_next_number(order.prefix, at.astimezone(BEIJING).year),
        kind=order.kind,
        title_zh=order.title.zh,
        title_en=order.title.en,
        issuer_zh=order.issuer.zh,
        issuer_en=order.issuer.en,
        seal=order.seal,
        holder=order.holder,
        person=order.person,
        organisation=order.organisation,
        object=order.object,
        subject=order.subject,
        basis=order.basis,
        lines=[[line.title.zh, line.title.en, line.value.zh, line.value.en] for line in order.lines],
        demo=order.demo,
        issued_at=at,
        valid_until=order.valid_until,
        status_since=at,
    )
    Rest.objects.bulk_create([Rest(certificate=row, on=on) for on in below])
    zh, en = ISSUED
    StatusEntry.objects.create(
        certificate=row, status=VALID, at=at, actor=actor, reason_zh=zh, reason_en=en, article=order.basis
    )
    return row


def _prerequisites(public_ids: tuple[str, ...], at: datetime) -> list[Certificate]:
    """Locked in the order of their ids until the new certificate is stored, so that none falls meanwhile."""
    wanted = set(public_ids)
    rows = list(Certificate.objects.select_for_update().filter(public_id__in=wanted).order_by("pk"))
    if len(rows) < len(wanted):
        raise NoSuchCertificate
    day = at.astimezone(BEIJING).date()
    fallen = [row.number for row in rows if row.status != VALID or (row.valid_until and row.valid_until < day)]
    if fallen:
        raise PrerequisiteFallen(numbers=", ".join(fallen))
    return rows


def _next_number(prefix: str, year: int) -> str:
    """The next number of the year; its row is locked until the certificate is stored, so that numbers have no gaps."""
    if not Numbers.objects.filter(prefix=prefix, year=year).update(last=F("last") + 1):
        Numbers.objects.bulk_create([Numbers(prefix=prefix, year=year)], ignore_conflicts=True)
        Numbers.objects.filter(prefix=prefix, year=year).update(last=F("last") + 1)
    last = Numbers.objects.values_list("last", flat=True).get(prefix=prefix, year=year)
    return f"{prefix}-{year}-{last:06d}"
