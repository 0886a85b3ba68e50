"""Certificates and their files for a person: own ones, and those of organisations the person may act for. Nobody else's exist."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.register_refusals import NoSuchCertificate, NoSuchFile
from zaiton.blocks.papers.domain.status import PDF, SM2
from zaiton.blocks.papers.models import Certificate, CertificateFile
from zaiton.blocks.papers.queries.blobs import blob_read
from zaiton.blocks.papers.queries.register import cards

READ = "papers:read"
PAGE = 50
OWNER = "papers.certificate/{public_id}"
"""The name under which the store keeps a certificate's files."""
ENDINGS = {PDF: "pdf", SM2: "sm2.json"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MyPage:
    """One page of a person's certificates; ``after`` is where the next one begins, None at the end."""

    cards: tuple[Card, ...]
    after: int | None


def certificates_mine(
    person: str, *, at: datetime, after: int | None = None, only: str = "", limit: int = PAGE
) -> MyPage:
    """The newest first, ``limit`` a page; ``only`` those of one organisation."""
    rows = _visible(person, at)
    if only:
        rows = rows.filter(organisation=only)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    places = list(rows.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    shown = places[:limit]
    found = cards(Certificate.objects.filter(pk__in=shown).order_by("-pk"))
    return MyPage(found, shown[-1] if len(places) > limit else None)


def certificate_for(person: str, public_id: str, *, at: datetime) -> Card:
    """A certificate of a person's; raises ``NoSuchCertificate``."""
    found = cards(_visible(person, at).filter(public_id=public_id))
    if not found:
        raise NoSuchCertificate
    return found[0]


def certificate_file(public_id: str, form: str, *, person: str, at: datetime) -> StoredFile:
    """A file (``pdf``, ``sm2``) of a person's certificate; raises ``NoSuchCertificate``, ``NoSuchFile``."""
    return certificate_content(certificate_for(person, public_id, at=at).public_id, form)


def certificate_content(public_id: str, form: str) -> StoredFile:
    """A file of a certificate, for callers who have asked whether the person may have it; raises ``NoSuchFile``."""
    row = (
        CertificateFile.objects.select_related("certificate")
        .filter(certificate__public_id=public_id, form=form)
        .first()
    )
    if row is None:
        known = Certificate.objects.filter(public_id=public_id).first()
        raise NoSuchFile(number=known.number) if known else NoSuchCertificate
    content = blob_read(row.sha256, owner=OWNER.format(public_id=public_id))
    return StoredFile(f"{row.certificate.number}.{ENDINGS[form]}", row.media_type, content)


def _visible(person: str, at: datetime) -> QuerySet[Certificate]:
    organisations = identity.organisations_visible_to(person, scope=READ, at=at)
    return Certificate.objects.filter(Q(person=person, organisation="") | Q(organisation__in=organisations))
