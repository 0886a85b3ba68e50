"""The public halves of the seals' keys, for anyone who checks a seal without this site."""

from dataclasses import dataclass
from datetime import datetime

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.models import SealKey

LIVE, RETIRED, REVOKED, EXPIRED = "active", "ended", "revoked", "expired"


@dataclass(frozen=True, slots=True)
class KeyCard:
    """One key of a seal; ``state`` is active, ended (retired: what it sealed stays good), expired or revoked."""

    public_id: str
    seal: Bilingual
    demo: bool
    provider: str
    subject: str
    serial: str
    fingerprint: str
    made_at: datetime
    valid_until: datetime
    state: str
    revoked_at: datetime | None
    revoked_why: str
    certificate_pem: str


def keys_published(*, at: datetime) -> tuple[KeyCard, ...]:
    """Every key that was ever in use, seal by seal, the newest first."""
    rows = SealKey.objects.select_related("seal").order_by("seal__name", "provider", "-made_at", "-pk")
    return tuple(_card(row, at) for row in rows)


def key_published(public_id: str, *, at: datetime) -> KeyCard | None:
    """One key, or None."""
    row = SealKey.objects.select_related("seal").filter(public_id=public_id).first()
    return _card(row, at) if row else None


def _card(row: SealKey, at: datetime) -> KeyCard:
    same = ("public_id", "provider", "subject", "serial", "fingerprint", "made_at", "valid_until", "certificate_pem")
    return KeyCard(
        **{name: getattr(row, name) for name in same},
        seal=Bilingual(row.seal.title_zh, row.seal.title_en),
        demo=row.seal.demo,
        state=_state(row, at),
        revoked_at=row.revoked_at,
        revoked_why=row.revoked_reason,
    )


def _state(row: SealKey, at: datetime) -> str:
    if row.revoked_at:
        return REVOKED
    if row.valid_until < at:
        return EXPIRED
    return RETIRED if row.retired_at else LIVE
