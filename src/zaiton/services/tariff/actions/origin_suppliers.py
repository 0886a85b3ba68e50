"""Asking a supplier about one line by a link, and taking the answer: it makes a new version of the bill, assessed at once.

The link holds a secret of which only the digest is kept; it is told once, to who asks. It opens one question for a while, nothing else.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity.public import owners_of
from zaiton.blocks.notices.public import notice_put
from zaiton.kit.work.turns import turn
from zaiton.services.tariff.actions.origin_products import revised
from zaiton.services.tariff.domain.origin.declaring import answer_of, find_line, with_answer
from zaiton.services.tariff.domain.origin.product_refusals import NoSuchRequest, NothingChanged, RequestOver
from zaiton.services.tariff.models import OriginProduct, SupplierRequest
from zaiton.services.tariff.queries.names import known_territories
from zaiton.services.tariff.queries.origin_products import last_version, product_row
from zaiton.services.tariff.queries.origin_suppliers import request_row
from zaiton.services.tariff.queries.saved import WRITE

TERM = timedelta(days=30)
LONGEST_SUPPLIER = 200
PERSONAL = ("name", "remark")
"""What an answer says of a person stands with the question, never in the log that keeps for good."""


def supplier_ask(
    *, person: str, public_id: str, line: str, supplier: str, company: str = "", at: datetime
) -> tuple[str, str]:
    """Ask about one line of the current bill; returns the question's public id and the secret of its link, told this once.

    Raises ``NoSuchProduct``, ``LineUnknown``.
    """
    secret = secrets.token_urlsafe(24)
    with turn(), transaction.atomic():
        row = product_row(person, public_id, at=at, scope=WRITE)
        version = last_version(row)
        material = find_line(version.document, line)
        assessment = version.assessments.order_by("-id")[0]
        made = SupplierRequest.objects.create(
            product=row,
            version=version,
            line=line,
            supplier=supplier.strip()[:LONGEST_SUPPLIER] or "—",
            asked={
                "name": str(material.get("name", "")),
                "code": str(material.get("code", "")),
                "origin": str(material.get("origin") or ""),
                "company": company[:LONGEST_SUPPLIER],
                "agreements": sorted(assessment.outcomes),
            },
            token=digest_of(secret),
            actor=f"person/{person}",
            made_at=at,
            expires_at=at + TERM,
        )
        _record(made, f"person/{person}", "tariff.supplier_asked", {"line": line, "supplier": made.supplier}, at)
        return made.public_id, secret


def supplier_withdraw(*, person: str, public_id: str, request: str, at: datetime) -> None:
    """Take a question back. Raises ``NoSuchProduct``, ``NoSuchRequest``, ``RequestOver``."""
    with turn(), transaction.atomic():
        row = product_row(person, public_id, at=at, scope=WRITE)
        found = row.requests.select_for_update().filter(public_id=request).first()
        if found is None:
            raise NoSuchRequest()
        if found.state != "open":
            raise RequestOver()
        found.state = "withdrawn"
        found.save(update_fields=["state"])
        _record(found, f"person/{person}", "tariff.supplier_withdrawn", {}, at)


def supplier_answer(*, secret: str, given: Mapping[str, Any], at: datetime) -> None:
    """Take the answer that a supplier gives under its link; once. Raises ``NoSuchRequest``, ``RequestOver``, ``AnswerIncomplete``."""
    with turn(), transaction.atomic():
        row = request_row(digest_of(secret), locked=True)
        if row.state != "open" or at >= row.expires_at:
            raise RequestOver()
        asked = tuple(row.asked["agreements"])
        today = timezone.localtime(at).date()
        answer = answer_of(given, asked, frozenset(known_territories()), today)
        row.answer, row.answered_at = answer, at
        row.state = "answered" if answer["originates"] else "declined"
        row.save(update_fields=["answer", "answered_at", "state"])
        actor = f"supplier/{row.public_id}"
        plain = {name: value for name, value in answer.items() if name not in PERSONAL}
        _record(row, actor, "tariff.supplier_answered", plain, at)
        number = _applied(row, answer, asked, actor, at)
        _tell(row.product, row, number, at)


def digest_of(secret: str) -> str:
    """The digest under which the secret of a link is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _applied(row: SupplierRequest, answer: Mapping[str, Any], asked: tuple[str, ...], actor: str, at: datetime) -> int:
    """The number of the new version; that of the last one where the line is gone or says so already."""
    last = last_version(row.product)
    try:
        document = with_answer(last.document, row.line, answer, asked)
        return revised(row.product, document, "declared", note=f"{row.line}: {row.supplier}", actor=actor, at=at)
    except NothingChanged:
        return last.number


def _tell(product: OriginProduct, row: SupplierRequest, number: int, at: datetime) -> None:
    for person in owners_of(product.organisation, at=at) if product.organisation else [product.person]:
        notice_put(
            person=person,
            kind="tariff.supplier_answered",
            data={"name": product.name, "supplier": row.supplier, "line": row.line, "version": str(number)},
            link=f"/tariff/origin/{product.public_id}/",
            key=f"tariff.supplier/{row.public_id}/{person}",
            at=at,
            organisation=product.organisation,
        )


def _record(row: SupplierRequest, actor: str, action: str, after: Mapping[str, Any], at: datetime) -> None:
    evidence.record(
        actor=actor, action=action, object=f"tariff.supplier_request/{row.public_id}", after=dict(after), at=at
    )
