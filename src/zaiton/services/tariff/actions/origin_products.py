"""Keeping products for their origin: the first bill, a new version, assessing again, putting away.

Each version is assessed when it is made; the answer is kept as it was given, in both languages, with the rules it stood on.
"""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity import public as identity
from zaiton.kit.cli import to_json
from zaiton.kit.work.turns import turn
from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.product_refusals import NotForThisCompany, NothingChanged, VersionMoved
from zaiton.services.tariff.models import OriginAssessment, OriginChecked, OriginProduct, OriginVersion
from zaiton.services.tariff.queries.origin import assessment_document, read_origin
from zaiton.services.tariff.queries.origin_plans import plans_document
from zaiton.services.tariff.queries.origin_products import last_version, product_row
from zaiton.services.tariff.queries.ratebook import book_signature
from zaiton.services.tariff.queries.saved import WRITE

LONGEST_NAME, LONGEST_NOTE = 200, 300
UNNAMED = "—"


def product_keep(*, person: str, organisation: str, document: dict[str, Any], note: str = "", at: datetime) -> str:
    """Keep a product with its first bill for a person or a company; returns its public id. Raises ``BadProduct``, ``NotForThisCompany``."""
    read = read_origin(document)
    if organisation and not (
        organisation.isprintable() and identity.may_act_for(person, organisation, scope=WRITE, at=at)
    ):
        raise NotForThisCompany()
    with turn(), transaction.atomic():
        row = OriginProduct.objects.create(
            organisation=organisation, person=person, name=read.name[:LONGEST_NAME] or UNNAMED, made_at=at
        )
        version_make(row, document, read, 1, "made", note=note, actor=f"person/{person}", at=at)
        return row.public_id


def product_revise(
    *, person: str, public_id: str, document: dict[str, Any], note: str = "", based_on: int = 0, at: datetime
) -> int:
    """Make a new version of a bill and assess it; returns its number. ``based_on``: the version that was looked at.

    Raises ``NoSuchProduct``, ``BadProduct``, ``NothingChanged``, ``VersionMoved``.
    """
    with turn(), transaction.atomic():
        row = product_row(person, public_id, at=at, scope=WRITE)
        return revised(row, document, "changed", note=note, based_on=based_on, actor=f"person/{person}", at=at)


def revised(
    row: OriginProduct,
    document: dict[str, Any],
    reason: str,
    *,
    note: str,
    based_on: int = 0,
    actor: str,
    at: datetime,
) -> int:
    """The new version, inside the caller's transaction."""
    OriginProduct.objects.select_for_update().get(pk=row.pk)
    last = last_version(row)
    if based_on and last.number != based_on:
        raise VersionMoved("version")
    if last.document == document:
        raise NothingChanged("document")
    read = read_origin(document)
    if read.name and read.name != row.name:
        row.name = read.name[:LONGEST_NAME]
        row.save(update_fields=["name"])
    version_make(row, document, read, last.number + 1, reason, note=note, actor=actor, at=at)
    return last.number + 1


def version_make(
    row: OriginProduct,
    document: dict[str, Any],
    read: Product,
    number: int,
    reason: str,
    *,
    note: str,
    actor: str,
    at: datetime,
) -> OriginVersion:
    """One version with its assessment."""
    try:
        with transaction.atomic():
            version = OriginVersion.objects.create(
                product=row, number=number, document=document, note=note.strip()[:LONGEST_NOTE], actor=actor, made_at=at
            )
    except IntegrityError as error:
        raise VersionMoved("version") from error
    made = assessed(version, read, reason, at=at)
    evidence.record(
        actor=actor,
        action="tariff.origin_version",
        object=f"tariff.origin_product/{row.public_id}",
        after={"version": number, "document": document, "outcomes": made.outcomes},
        at=at,
    )
    return version


def assessed(version: OriginVersion, read: Product, reason: str, *, at: datetime) -> OriginAssessment:
    """Assess a version and keep the answer in both languages."""
    documents = {language: _document(read, language) for language in ("zh-hans", "en")}
    outcomes = {one["agreement"]: one["outcome"] for one in documents["en"]["assessment"]["verdicts"]}
    signature = book_signature()
    made = OriginAssessment.objects.create(
        version=version,
        reason=reason,
        outcomes=outcomes,
        signature=signature,
        document_zh=documents["zh-hans"],
        document_en=documents["en"],
        made_at=at,
    )
    OriginChecked.objects.update_or_create(product_id=version.product_id, defaults={"signature": signature, "at": at})
    return made


def product_archive(*, person: str, public_id: str, at: datetime) -> None:
    """Put a product away; it is no longer assessed again. Raises ``NoSuchProduct``."""
    with turn(), transaction.atomic():
        row = product_row(person, public_id, at=at, scope=WRITE)
        if row.archived_at is None:
            row.archived_at = at
            row.save(update_fields=["archived_at"])
            evidence.record(
                actor=f"person/{person}",
                action="tariff.origin_archived",
                object=f"tariff.origin_product/{row.public_id}",
                after={"archived": True},
                at=at,
            )


def _document(read: Product, language: str) -> dict:
    with translation.override(language):
        found = {"assessment": assessment_document(read), "plans": plans_document(read)}
    return json.loads(to_json(found))
