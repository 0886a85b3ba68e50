"""Assessing again what rules, rates or agreements on file have changed: once a change is seen, and told when it makes a difference."""

from datetime import datetime

from django.db import transaction

from zaiton.blocks.identity.public import owners_of
from zaiton.blocks.notices.public import notice_put
from zaiton.kit.work.turns import turn
from zaiton.services.tariff.actions.origin_products import assessed
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.models import OriginChecked, OriginProduct
from zaiton.services.tariff.queries.origin import read_origin
from zaiton.services.tariff.queries.origin_products import last_version
from zaiton.services.tariff.queries.ratebook import book_signature

AT_ONCE = 50
"""Products looked at in one go, each in a transaction of its own."""


def products_again(*, at: datetime) -> int:
    """Look at products that were last looked at under other rules; returns how many came out different."""
    rows = OriginProduct.objects.filter(archived_at=None).exclude(checked__signature=book_signature())
    keys = rows.order_by("checked__at", "pk").values_list("pk", flat=True)[:AT_ONCE]
    return sum(_again(key, at) for key in list(keys))


def _again(key: int, at: datetime) -> bool:
    with turn(), transaction.atomic():
        row = OriginProduct.objects.select_for_update().get(pk=key)
        version = last_version(row)
        before = version.assessments.order_by("-id")[0]
        try:
            read = read_origin(version.document)
        except BadProduct:  # a code or a rate it needs is no longer on file
            OriginChecked.objects.filter(product=row).update(signature=book_signature(), at=at)
            return False
        made = assessed(version, read, "rules", at=at)
        if made.document_en == before.document_en and made.document_zh == before.document_zh:
            made.delete()
            return False
        changed = {
            name for name in {*made.outcomes, *before.outcomes} if made.outcomes.get(name) != before.outcomes.get(name)
        }
        if changed:
            _tell(row, made.public_id, sorted(changed), at)
        return True


def _tell(row: OriginProduct, assessment: str, changed: list[str], at: datetime) -> None:
    for person in owners_of(row.organisation, at=at) if row.organisation else [row.person]:
        notice_put(
            person=person,
            kind="tariff.origin_changed",
            data={"name": row.name, "agreements": ", ".join(changed)},
            link=f"/tariff/origin/{row.public_id}/",
            key=f"tariff.origin/{assessment}/{person}",
            at=at,
            organisation=row.organisation,
        )
