"""A machine's request done once: its key, what it made, and the making stand or fall together.

A repetition is answered with what the first one made, however that stands by now. A refused request leaves nothing, so that
its key can be sent again when what was wrong has been put right.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zaiton.blocks.money.domain.request_refusals import RequestKeyMissing, RequestKeyReused
from zaiton.blocks.money.models import Request
from zaiton.kit.work.turns import turn

LEAST, MOST = 8, 200
KEPT = timedelta(days=90)
AT_ONCE = 1000


def once(
    what: str, *, person: str, key: str, content: Mapping[str, Any], act: Callable[[], str], at: datetime
) -> tuple[str, bool]:
    """Do ``act`` in one transaction with its key; the public id of what it made, and whether that had been made before.

    Raises ``RequestKeyMissing``, ``RequestKeyReused`` and whatever ``act`` refuses.
    """
    if not (LEAST <= len(key) <= MOST and key.isascii() and key.isprintable()):
        raise RequestKeyMissing("Idempotency-Key")
    digest = hashlib.sha256(json.dumps([what, content], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    known = _known(person, key, digest)
    if known is not None:
        return known, True
    with turn(), transaction.atomic():
        try:
            with transaction.atomic():
                row = Request.objects.create(person=person, key=key, what=what, digest=digest, at=at)
        except IntegrityError:  # the same came at the same moment, and was first
            known = _known(person, key, digest)
            if known is None:
                raise
            return known, True
        row.subject = act()
        row.save(update_fields=["subject"])
    return row.subject, False


def requests_forget(*, at: datetime) -> int:
    """Remove keys that are older than 90 days; returns how many."""
    old = list(Request.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    if not old:
        return 0
    with turn(), transaction.atomic():
        return Request.objects.filter(pk__in=old).delete()[0]


def _known(person: str, key: str, digest: str) -> str | None:
    row = Request.objects.filter(person=person, key=key).first()
    if row is None:
        return None
    if row.digest != digest:
        raise RequestKeyReused("Idempotency-Key")
    return row.subject
