"""Whose signatures a company's messages may bear: the certificates on file of the enterprises that are its own."""

from collections.abc import Collection
from datetime import datetime

from zaiton.services.retail_tax.models import Party, PartyCertificate


def fingerprints_of(organisations: Collection[str], *, at: datetime) -> frozenset[bytes] | None:
    """The SHA-256 fingerprints of certificates that hold at a moment; None where these companies have none on file.

    With them a signature of anybody else is refused; without, a signature is checked for itself but not trusted.
    """
    mine = [one for one in organisations if one]
    codes = Party.objects.filter(organisation__in=mine).values_list("code", flat=True)
    rows = PartyCertificate.objects.filter(
        code__in=list(codes), withdrawn_at=None, valid_from__lte=at, valid_until__gt=at
    )
    found = frozenset(bytes.fromhex(one) for one in rows.values_list("fingerprint", flat=True))
    return found or None
