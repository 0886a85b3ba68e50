"""Enterprises that take part: registered in a role for a stretch of days, closed, with the certificates they sign their messages with."""

import re
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.public import record
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.domain import party_refusals as refusals
from zaiton.services.retail_tax.domain.states import PARTY_KINDS
from zaiton.services.retail_tax.models import Party, PartyCertificate
from zaiton.services.retail_tax.queries.messages_layouts import around

CODE = re.compile(r"[0-9A-Z]{10}|[0-9A-Z]{18}")
NAME_MOST = 200
UNREADABLE = gettext_noop("it cannot be read")
SHORT = gettext_noop("its key is too short or of another kind")
OVER = gettext_noop("its days are over")


def party_register(
    kind: str,
    code: str,
    name: str,
    *,
    organisation: str = "",
    dxp_id: str = "",
    authenticates: bool = False,
    valid_from: date,
    valid_until: date | None = None,
    actor: str,
    at: datetime,
) -> None:
    """Register an enterprise in a role from a day on; ``valid_until`` is the first day on which it no longer holds.

    Raises ``PartyUnfit``, ``PartyTwice``.
    """
    given = {"kind": kind, "code": code, "name": name, "organisation": organisation, "dxp_id": dxp_id}
    wrong = [
        member
        for member, fits in (
            ("kind", kind in PARTY_KINDS),
            ("code", CODE.fullmatch(code) is not None),
            ("name", 0 < len(name.strip()) <= NAME_MOST and name.isprintable()),
            ("organisation", len(organisation) <= 64 and organisation.isprintable()),
            ("dxp_id", len(dxp_id) <= 30 and dxp_id.isprintable()),
        )
        if not fits
    ]
    if wrong:
        raise refusals.PartyUnfit(wrong[0], member=wrong[0], given=given[wrong[0]][:60])
    if valid_until is not None and valid_until <= valid_from:
        raise refusals.PartyUnfit("valid_until", member="valid_until", given=valid_until.isoformat())
    try:
        with turn(), transaction.atomic():
            same = Party.objects.select_for_update().filter(kind=kind, code=code)
            if any(_meet(row, valid_from, valid_until) for row in same):
                raise refusals.PartyTwice("code", number=code)
            Party.objects.create(**given, authenticates=authenticates, valid_from=valid_from, valid_until=valid_until)
            _recorded("retail_tax.party_registered", kind, code, actor, at, name=name, organisation=organisation)
    except IntegrityError as error:
        raise refusals.PartyTwice("code", number=code) from error


def party_close(kind: str, code: str, *, on: date, actor: str, at: datetime) -> None:
    """End a registration: ``on`` is the first day on which it no longer holds. Raises ``PartyUnknown``, ``PartyUnfit``."""
    with turn(), transaction.atomic():
        row = Party.objects.select_for_update().filter(kind=kind, code=code, valid_until=None).first()
        if row is None:
            raise refusals.PartyUnknown("code", number=code[:18])
        if on <= row.valid_from:
            raise refusals.PartyUnfit("valid_until", member="valid_until", given=on.isoformat())
        row.valid_until = on
        row.save(update_fields=["valid_until"])
        _recorded("retail_tax.party_closed", kind, code, actor, at, valid_until=on.isoformat())


def certificate_take(code: str, content: bytes, *, actor: str, at: datetime) -> str:
    """Keep a certificate (PEM or DER) with which an enterprise signs; returns its fingerprint. The same again changes nothing.

    Raises ``PartyUnknown``, ``CertificateUnfit``.
    """
    bits = around().least_bits
    if not Party.objects.filter(code=code).exists():
        raise refusals.PartyUnknown("code", number=code[:18])
    try:
        pem = content.lstrip().startswith(b"-----BEGIN")
        found = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
        key = found.public_key()
    except ValueError as error:
        raise refusals.CertificateUnfit("certificate", why=UNREADABLE, bits=bits) from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < bits:
        raise refusals.CertificateUnfit("certificate", why=SHORT, bits=bits)
    if found.not_valid_after_utc <= at:
        raise refusals.CertificateUnfit("certificate", why=OVER, bits=bits)
    fingerprint = found.fingerprint(hashes.SHA256()).hex()
    with turn(), transaction.atomic():
        row, made = PartyCertificate.objects.get_or_create(
            code=code,
            fingerprint=fingerprint,
            defaults={
                "content": found.public_bytes(Encoding.DER),
                "valid_from": found.not_valid_before_utc,
                "valid_until": found.not_valid_after_utc,
                "taken_at": at,
            },
        )
        if made or row.withdrawn_at is not None:
            row.withdrawn_at = None
            row.save(update_fields=["withdrawn_at"])
            _recorded("retail_tax.certificate_taken", "", code, actor, at, fingerprint=fingerprint)
    return fingerprint


def certificate_withdraw(code: str, fingerprint: str, *, actor: str, at: datetime) -> None:
    """From now on nothing that is signed with it is trusted. Raises ``CertificateUnknown``."""
    with turn(), transaction.atomic():
        rows = PartyCertificate.objects.select_for_update().filter(code=code, withdrawn_at=None)
        row = rows.filter(fingerprint=fingerprint.lower()).first()
        if row is None:
            raise refusals.CertificateUnknown("fingerprint", number=fingerprint[:64])
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        _recorded("retail_tax.certificate_withdrawn", "", code, actor, at, fingerprint=row.fingerprint)


def _meet(row: Party, valid_from: date, valid_until: date | None) -> bool:
    """Whether a registration on file has a day in common with these."""
    begins_before_end = valid_until is None or row.valid_from < valid_until
    return begins_before_end and (row.valid_until is None or valid_from < row.valid_until)


def _recorded(action: str, kind: str, code: str, actor: str, at: datetime, **facts: str) -> None:
    said = {"kind": kind, "code": code} | facts
    record(actor=actor, action=action, object=f"retail_tax.party/{code}", after=said, at=at)
