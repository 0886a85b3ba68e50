"""Events on their way to endpoints: put in with the write they tell of, sent by a worker until they arrive or are given up.

An event keeps its name and its bytes through every attempt, so that a receiver can tell a repetition. An endpoint that
fails is left in peace for a while, whatever waits for it, so that it holds nobody else up.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.notices.actions.endpoints import endpoint_off
from zaiton.blocks.notices.actions.posting import Answer, post
from zaiton.blocks.notices.domain.events import CONTENT_TYPE, cloud_event, event_id
from zaiton.blocks.notices.domain.limits import KEEP_DELIVERIES
from zaiton.blocks.notices.domain.pauses import failed_too_long, hook_pause, rest_after
from zaiton.blocks.notices.domain.refusals import EndpointOff, NotOver, UnknownDelivery
from zaiton.blocks.notices.domain.signing import headers
from zaiton.blocks.notices.models import Delivery, Endpoint
from zaiton.blocks.notices.models.names import public_id
from zaiton.blocks.notices.queries.hooks import endpoint_owned, secrets_live
from zaiton.blocks.notices.queries.kinds import ALL, event_type
from zaiton.kit.work import NoTransaction, Retry, later
from zaiton.kit.work.turns import turn

HANDLER = "zaiton.blocks.notices.jobs:event"
TRIAL = "notices.trial"
REMOVED_AT_ONCE = 500


def webhook_put(*, organisation: str, kind: str, subject: str, data: Mapping[str, Any], key: str, at: datetime) -> int:
    """Tell an organisation's live endpoints that want this kind, inside the caller's transaction; returns how many are told.

    An endpoint is told of one ``key`` once. ``subject`` names what it is about (``case/XM-2026-00412``), ``data`` is what
    JSON can hold. Raises ``UnknownKind`` for a kind without an event type, ``ValueError`` for data too long.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("an event is put in inside the transaction of what it tells")
    event_type(kind)
    wanted = [
        endpoint
        for endpoint in Endpoint.objects.filter(organisation=organisation, state="live").order_by("id")
        if ALL in endpoint.kinds or kind in endpoint.kinds
    ]
    return sum(_put(endpoint, kind, subject, data, key, at) for endpoint in wanted)


def endpoint_try(*, person: str, endpoint_id: str, at: datetime) -> str:
    """Send a trial event to an endpoint at once, for its owner; returns the delivery's public id."""
    with transaction.atomic():
        endpoint = endpoint_owned(person, endpoint_id, at=at)
        if endpoint.state != "live":
            raise EndpointOff
        Endpoint.objects.filter(pk=endpoint.pk).update(rest_until=None)
        key = f"{TRIAL}/{public_id()}"
        _put(endpoint, TRIAL, f"endpoint/{endpoint.public_id}", {"name": endpoint.name}, key, at)
        return Delivery.objects.get(endpoint=endpoint, event=event_id(endpoint.organisation, key)).public_id


def delivery_resend(*, person: str, endpoint_id: str, delivery_id: str, at: datetime) -> None:
    """Send an event that was given up once more, for an owner of the organisation."""
    endpoint = endpoint_owned(person, endpoint_id, at=at)
    _again(Delivery.objects.filter(endpoint=endpoint, public_id=delivery_id), delivery_id, f"person/{person}", at)


def event_resend(*, delivery_id: str, actor: str, at: datetime) -> None:
    """The same for whoever holds the machine."""
    _again(Delivery.objects.filter(public_id=delivery_id), delivery_id, actor, at)


def event_send(delivery_id: str, *, at: datetime) -> None:
    """One attempt. ``Retry`` when there is to be another one; otherwise the row tells how it ended."""
    row = Delivery.objects.select_related("endpoint").filter(public_id=delivery_id).first()
    if row is None or row.state != "waiting":
        return
    endpoint = row.endpoint
    if endpoint.rest_until and endpoint.rest_until > at and endpoint.state == "live":
        raise Retry("resting", after=(endpoint.rest_until - at).total_seconds())
    secrets = secrets_live(endpoint, at=at)
    if endpoint.state != "live":
        answer = Answer("off")
    elif not secrets:
        answer = Answer("no_secret")
    else:
        body = row.body.encode()
        signed = headers(secrets, id=row.event, at=at, body=body)
        answer = post(endpoint.url, body, {"Content-Type": CONTENT_TYPE, **signed})
    pause = _settle(row, answer, at)
    if pause is not None:
        raise Retry(answer.error, after=pause.total_seconds())


def deliveries_forget(*, at: datetime) -> int:
    """Remove deliveries that have been over for long; returns how many."""
    removed = 0
    while True:
        old = Delivery.objects.filter(created_at__lt=at - KEEP_DELIVERIES).exclude(state="waiting")
        ids = list(old.order_by("created_at").values_list("pk", flat=True)[:REMOVED_AT_ONCE])
        removed += Delivery.objects.filter(pk__in=ids).delete()[0]
        if len(ids) < REMOVED_AT_ONCE:
            return removed


def _put(endpoint: Endpoint, kind: str, subject: str, data: Mapping[str, Any], key: str, at: datetime) -> bool:
    name = event_id(endpoint.organisation, key)
    row = Delivery(
        public_id=public_id(),
        endpoint=endpoint,
        kind=kind,
        event=name,
        body=cloud_event(id=name, type=event_type(kind), source=settings.SITE_URL, subject=subject, at=at, data=data),
        created_at=at,
        next_at=at,
    )
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    if not Delivery.objects.filter(public_id=row.public_id).exists():
        return False
    _later(row, at)
    return True


def _later(row: Delivery, at: datetime) -> None:
    later(HANDLER, {"delivery": row.public_id}, key=f"notices.event/{row.public_id}/{row.round}", at=at)


def _again(rows, delivery_id: str, actor: str, at: datetime) -> None:
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).select_related("endpoint").first()
        if row is None:
            raise UnknownDelivery(id=delivery_id)
        if row.state != "dead":
            raise NotOver
        if row.endpoint.state != "live":
            raise EndpointOff
        before = {"state": row.state, "round": row.round}
        row.state, row.failures, row.round, row.next_at = "waiting", 0, row.round + 1, at
        row.save(update_fields=["state", "failures", "round", "next_at"])
        Endpoint.objects.filter(pk=row.endpoint_id).update(rest_until=None)
        _later(row, at)
        after = {"state": row.state, "round": row.round}
        record(
            actor=actor,
            action="notices.event.resent",
            object=f"notices.event/{row.public_id}",
            before=before,
            after=after,
            at=at,
        )


def _settle(row: Delivery, answer: Answer, at: datetime) -> timedelta | None:
    """Write down how an attempt ended, on the delivery and on its endpoint; the pause before the next one, None if over."""
    with turn(), transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(pk=row.endpoint_id)
        failures = row.failures + bool(answer.error)
        given_up = answer.error in ("off", "no_secret", "gone")
        pause = hook_pause(failures, answer.retry_after) if answer.error and not given_up else None
        state = "delivered" if not answer.error else "waiting" if pause else "dead"
        mine = Delivery.objects.filter(pk=row.pk, state="waiting", round=row.round)
        written = mine.update(
            state=state,
            attempts=row.attempts + 1,
            failures=failures,
            error=answer.error,
            detail=answer.detail,
            status=answer.status,
            took_ms=answer.took_ms,
            tried_at=at,
            next_at=at + pause if pause else None,
        )
        if not written:  # removed, or sent again by its owner, while this attempt was under way
            return None
        _note(endpoint, answer, at)
    return pause


def _note(endpoint: Endpoint, answer: Answer, at: datetime) -> None:
    """What an attempt says about the endpoint: back to health, to be left in peace for a while, or switched off."""
    if endpoint.state != "live" or answer.error in ("off", "no_secret"):
        return
    if not answer.error:
        endpoint.failures, endpoint.failing_since, endpoint.rest_until = 0, None, None
    else:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.rest_until = at + rest_after(endpoint.failures)
    endpoint.save(update_fields=["failures", "failing_since", "rest_until"])
    if answer.error == "gone" or (endpoint.failing_since and failed_too_long(endpoint.failing_since, at)):
        endpoint_off(endpoint, at=at)
