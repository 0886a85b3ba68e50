"""Enterprises on file, with the certificates that count."""

from dataclasses import dataclass
from datetime import date

from zaiton.services.retail_tax.models import Party, PartyCertificate


@dataclass(frozen=True, slots=True)
class PartyCard:
    """An enterprise in a role; ``certificates`` are the fingerprints of those that were not withdrawn."""

    kind: str
    code: str
    name: str
    organisation: str
    dxp_id: str
    authenticates: bool
    valid_from: date
    valid_until: date | None
    certificates: tuple[str, ...]


def parties(*, kind: str = "", code: str = "") -> tuple[PartyCard, ...]:
    """Registered enterprises, of one role or one code where it is given."""
    rows = Party.objects.order_by("kind", "code", "valid_from")
    if kind:
        rows = rows.filter(kind=kind)
    if code:
        rows = rows.filter(code=code)
    signed: dict[str, list[str]] = {}
    for owner, fingerprint in PartyCertificate.objects.filter(withdrawn_at=None).values_list("code", "fingerprint"):
        signed.setdefault(owner, []).append(fingerprint)
    names = [name for name in PartyCard.__dataclass_fields__ if name != "certificates"]
    return tuple(
        PartyCard(**{name: getattr(row, name) for name in names}, certificates=tuple(signed.get(row.code, ())))
        for row in rows
    )


def companies_registered() -> tuple[str, ...]:
    """The public ids of companies that have a registered enterprise."""
    found = Party.objects.exclude(organisation="").values_list("organisation", flat=True)
    return tuple(sorted(set(found)))
