"""What is done again and again: each tick by one worker at a time, under a lease, at its distance from the last.

A tick makes transactions of its own and must bear being run once more: a worker that is killed in it leaves it to the next.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from zaiton.kit.manifest import Tick

from . import registry
from .limits import MOST_ERROR, pause
from .models import Beat
from .turns import turn

Now = Callable[[], datetime]
log = logging.getLogger("zaiton.work")


def declare(at: datetime) -> None:
    """Make the rows of declared ticks, due at once; forget those of modules that are gone; follow a shorter distance."""
    ticks = registry.ticks()
    with turn(), transaction.atomic():
        Beat.objects.exclude(name__in=ticks).delete()
        Beat.objects.bulk_create([Beat(name=name, next_at=at) for name in ticks], ignore_conflicts=True)
        for name, tick in ticks.items():
            latest = at + timedelta(seconds=tick.every)
            Beat.objects.filter(name=name, next_at__gt=latest).update(next_at=latest)


def run_due(*, now: Now, lease: float, holding: set[str], stopped: Callable[[], bool] = lambda: False) -> int:
    """Run every tick that is due and that no other worker runs; returns how many."""
    ticks, count = registry.ticks(), 0
    for beat in _free(now()).order_by("next_at", "name"):
        if beat.name in ticks and not stopped():
            count += _run(beat, ticks[beat.name], now=now, lease=lease, holding=holding)
    return count


def renew(owners: set[str], *, at: datetime, lease: float) -> None:
    """Renew the leases of ticks under way."""
    Beat.objects.filter(owner__in=owners).update(lease_until=at + timedelta(seconds=lease))


def _free(at: datetime):
    return Beat.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=at), next_at__lte=at)


def _run(beat: Beat, tick: Tick, *, now: Now, lease: float, holding: set[str]) -> bool:
    owner, at, begun = str(uuid.uuid4()), now(), time.monotonic()
    with turn():
        if not _free(at).filter(pk=beat.pk).update(owner=owner, lease_until=at + timedelta(seconds=lease)):
            return False
    holding.add(owner)
    error = ""
    try:
        import_string(tick.handler.replace(":", "."))(at=at)
    except Exception:
        error = traceback.format_exc()
        log.exception("the tick %s failed", beat.name)
        if not connection.in_atomic_block:
            connections.close_all()
    finally:
        holding.discard(owner)
    _note(beat, tick, owner, error, took=time.monotonic() - begun, at=at, now=now())
    return True


def _note(beat: Beat, tick: Tick, owner: str, error: str, *, took: float, at: datetime, now: datetime) -> None:
    failures = beat.failures + 1 if error else 0
    every = timedelta(seconds=tick.every)
    planned = beat.next_at + every
    following = planned if planned > now else now + every
    soon = min(following, now + pause(failures)) if error else following
    with turn():
        Beat.objects.filter(pk=beat.pk, owner=owner).update(
            owner="",
            lease_until=None,
            last_at=at,
            last_took=took,
            next_at=soon,
            failures=failures,
            error=error[:MOST_ERROR],
        )
