"""The register for those who know what they look for: cards of certificates by name, number, origin and subject.

Callers have rules of their own about who may see what; what a person may see without them is in ``reading``.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.cards import Card, Line, StatusCard
from zaiton.blocks.papers.domain.register_refusals import NoSuchCertificate
from zaiton.blocks.papers.models import Certificate, StatusEntry

VERIFY = "/papers/verify/{code}/"


def certificate_card(public_id: str) -> Card:
    """One certificate with its history and files; raises ``NoSuchCertificate``."""
    return _one(public_id=public_id)


def certificate_by_number(number: str) -> Card | None:
    """The certificate of this number, or None."""
    return next(iter(cards(Certificate.objects.filter(number=number))), None)


def certificate_by_code(code: str) -> Card | None:
    """The certificate on which this code is printed, or None."""
    return next(iter(cards(Certificate.objects.filter(code=code))), None)


def certificates_of(object: str) -> tuple[Card, ...]:
    """What came of an object (``cases.case/ab12``), in the order of issue."""
    return cards(Certificate.objects.filter(object=object)) if object else ()


def certificates_of_each(objects: Iterable[str]) -> tuple[Card, ...]:
    """What came of several objects, at the cost of one, in the order of issue."""
    return cards(Certificate.objects.filter(object__in={one for one in objects if one}))


def certificates_about(subject: str, *, kind: str = "") -> tuple[Card, ...]:
    """What was certified about a subject (``ships.ship/cd34``), of one kind where it is given, in the order of issue."""
    rows = Certificate.objects.filter(subject=subject, **({"kind": kind} if kind else {}))
    return cards(rows) if subject else ()


def certificates_named(public_ids: Iterable[str]) -> dict[str, Card]:
    """Several certificates by public id; unknown ones are left out."""
    return {card.public_id: card for card in cards(Certificate.objects.filter(public_id__in=set(public_ids)))}


def certificates_resting_on(public_id: str) -> tuple[Card, ...]:
    """Those that rest directly on a certificate."""
    return cards(Certificate.objects.filter(rests__on__public_id=public_id))


def certificates_listed(*, status: str = "", limit: int) -> tuple[Card, ...]:
    """The newest certificates of all, of one stored status where it is given; for whoever looks after the installation."""
    rows = Certificate.objects.filter(**({"status": status} if status else {}))
    return cards(rows.order_by("-pk")[:limit])


def verify_url(card: Card) -> str:
    """The address that the code on the certificate leads to, absolute."""
    return settings.SITE_URL + VERIFY.format(code=card.code)


def cards(rows: QuerySet[Certificate]) -> tuple[Card, ...]:
    """Frozen cards of rows, in the order of issue unless the rows are ordered already."""
    rows = rows if rows.ordered else rows.order_by("pk")
    found = rows.select_related("superseded_by").prefetch_related("rests__on", "entries", "files")
    return tuple(_card(row) for row in found)


def _one(**named: str) -> Card:
    found = cards(Certificate.objects.filter(**named))
    if not found:
        raise NoSuchCertificate
    return found[0]


def _card(row: Certificate) -> Card:
    same = {
        name: getattr(row, name)
        for name in [
            "public_id",
            "number",
            "code",
            "kind",
            "seal",
            "holder",
            "basis",
            "person",
            "organisation",
            "object",
            "subject",
            "demo",
        ]
    }
    return Card(
        **same,
        title=Bilingual(row.title_zh, row.title_en),
        issuer=Bilingual(row.issuer_zh, row.issuer_en),
        lines=tuple(Line(Bilingual(*line[:2]), Bilingual(*line[2:])) for line in row.lines),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        status=row.status,
        status_since=row.status_since,
        superseded_by=row.superseded_by.public_id if row.superseded_by else "",
        making=row.making,
        making_why=row.making_why,
        rests_on=tuple(rest.on.public_id for rest in sorted(row.rests.all(), key=lambda rest: rest.on_id)),
        history=tuple(_entry(entry) for entry in sorted(row.entries.all(), key=lambda entry: entry.pk)),
        files={file.form: file.sha256 for file in row.files.all()},
    )


def _entry(entry: StatusEntry) -> StatusCard:
    reason = Bilingual(entry.reason_zh, entry.reason_en)
    return StatusCard(entry.status, entry.note, entry.at, reason, entry.article, entry.cause)
