"""Certificates for tests, issued by the action everybody uses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.db import transaction

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.sheets import sheet_of
from zaiton.blocks.papers.models import Certificate, CertificateFile, Seal, SealKey, SealUse
from zaiton.blocks.papers.public import (
    Card,
    Line,
    Order,
    blob_put,
    certificate_card,
    certificate_issue,
    verify_url,
)
from zaiton.blocks.papers.queries.rendering import sheet_pdf
from zaiton.kit.clock import BEIJING

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Beijing on a Friday."""
LATER = NOON + timedelta(hours=3)
OFFICER = "person/officer00001"
REASON = Bilingual("船舶灭失", "The ship was lost")
_numbers = count(1)


def an_order(key: str = "", **more: Any) -> Order:
    """A certificate of nationality for a ship of a demonstration company; ``more`` replaces parts."""
    parts: Mapping[str, Any] = {
        "key": key or f"trial/{next(_numbers)}",
        "kind": "ships.nationality",
        "prefix": "GJ",
        "title": Bilingual("船舶国籍证书", "Certificate of Nationality"),
        "issuer": Bilingual("演示海事局", "Demonstration Maritime Administration"),
        "seal": "msa",
        "holder": "演示航运有限公司",
        "basis": "船舶登记条例第十五条",
        "lines": (
            Line(Bilingual("船名", "Ship's name"), Bilingual("演示一号", "DEMO ONE")),
            Line(Bilingual("总吨", "Gross tonnage"), Bilingual("2,998", "2,998")),
        ),
        "object": "cases.case/case00000001",
        "subject": "ships.ship/ship00000001",
        "demo": True,
    }
    return Order(**{**parts, **more})


def a_certificate(*on: Card, at: datetime = NOON, **more: Any) -> Card:
    """A certificate in the register that rests on others."""
    return certificate_issue(an_order(rests_on=tuple(card.public_id for card in on), **more), actor=OFFICER, at=at)


SEAL_PART = b"\n% the seal, in an update of its own\n" + b"0" * 3000 + b"\n%%EOF\n"
"""What stands for a seal's update where its signature is not looked at."""


def a_made_certificate(*on: Card, revoked_at: datetime | None = None, **more: Any) -> tuple[Card, bytes, bytes]:
    """A certificate with its file in the store: the card, the drawing, and the file as it was handed out."""
    card = a_certificate(*on, **more)
    issued_on = card.issued_at.astimezone(BEIJING).date()
    drawn = sheet_pdf(sheet_of(card, issued_on=issued_on, verify_url=verify_url(card)))
    sealed = drawn + SEAL_PART
    thing = f"papers.certificate/{card.public_id}"
    with transaction.atomic():
        stored = blob_put(sealed, owner=thing, kinds=("application/pdf",), most_bytes=2**20, at=NOON)
        row = Certificate.objects.get(public_id=card.public_id)
        CertificateFile.objects.create(
            certificate=row,
            form="pdf",
            sha256=stored.sha256,
            size=stored.size,
            media_type="application/pdf",
            made_at=NOON,
        )
        Certificate.objects.filter(pk=row.pk).update(making="sealed")
        SealUse.objects.create(
            key=a_key(revoked_at),
            document_sha256=sha256(drawn).hexdigest(),
            sealed_sha256=stored.sha256,
            purpose="certificate",
            object=thing,
            asked_by=OFFICER,
            at=NOON,
        )
    return certificate_card(card.public_id), drawn, sealed


def a_key(revoked_at: datetime | None = None) -> SealKey:
    """A key of the seal; a revoked one is not in use."""
    seal, _ = Seal.objects.get_or_create(
        name="msa", defaults={"title_zh": "演示海事局", "title_en": "Demonstration MSA", "demo": True, "made_at": NOON}
    )
    number = next(_numbers)
    return SealKey.objects.create(
        seal=seal,
        provider="pades",
        subject=f"CN=演示海事局 {number}",
        serial=f"{number:x}",
        certificate_pem="-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        fingerprint=f"{number:064x}",
        made_at=NOON,
        valid_until=NOON + timedelta(days=1000),
        retired_at=None if revoked_at else NOON,
        revoked_at=revoked_at,
        revoked_reason="私钥遗失" if revoked_at else "",
    )
