"""Anchoring: the entries since the last anchor get a digest, chained to it and told to the evidence log.

The evidence log has one head for the whole house, so a booking does not write there one by one; within minutes its digest is
there all the same, and whoever changes an entry afterwards, with all guards lifted, is found by ``zaiton money verify``.
"""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.models import Anchor, Entry
from zaiton.blocks.money.queries.stretches import BEGIN, stretch_digest
from zaiton.blocks.money.queries.verifying import anchor_facts
from zaiton.kit.work.turns import turn

GATE = 7_205_113
"""The advisory lock of migration 0002: bookings share it."""


def anchor(*, at: datetime) -> int:
    """Anchor what has been booked since the last time; returns how many entries."""
    upto = _newest()
    last = Anchor.objects.order_by("-upto").first()
    after, previous = (last.upto, last.digest) if last else (0, BEGIN)
    if upto <= after:
        return 0
    digest, count = stretch_digest(after, upto, previous)
    row = Anchor(after=after, upto=upto, entries=count, digest=digest, made_at=at)
    try:
        with turn(), transaction.atomic():
            row.save(force_insert=True)
            evidence.record(
                actor="system", action="money.anchored", object=f"money.anchor/{upto}", after=anchor_facts(row), at=at
            )
    except IntegrityError:  # another worker anchored the same
        return 0
    return count


def _newest() -> int:
    """The highest number that is booked for good: on PostgreSQL everybody who has a lower one is waited for."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
        return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
