"""An organisation's endpoints: made and changed by its owners, signed for by secrets that are shown once, switched off and on."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.public import Unseen, organisations_owned, owners_of
from zaiton.blocks.notices.actions.inbox import notice_put
from zaiton.blocks.notices.actions.targets import Target, looked_up, target_of
from zaiton.blocks.notices.domain.limits import ENDPOINTS_MOST, SECRET_OVERLAP
from zaiton.blocks.notices.domain.refusals import EndpointsMost, KindsMissing
from zaiton.blocks.notices.domain.signing import check_of, secret_of
from zaiton.blocks.notices.models import Delivery, Endpoint, Secret
from zaiton.blocks.notices.queries.hooks import endpoint_owned
from zaiton.blocks.notices.queries.kinds import ALL, event_kinds

SWITCHED_OFF = "notices.endpoint_off"


def endpoint_make(
    *, person: str, organisation: str, name: str, url: str, kinds: Sequence[str], at: datetime
) -> tuple[str, str]:
    """Public id and secret of a new endpoint, for an owner of the organisation; the secret cannot be shown again.

    Refuses an address that is not the web's, that cannot be found, or that leads into a private network.
    """
    if organisation not in {card.public_id for card in organisations_owned(person, at=at)}:
        raise Unseen
    chosen, target = _kinds(kinds), _reached(url)
    with transaction.atomic():
        if Endpoint.objects.filter(organisation=organisation).exclude(state="removed").count() >= ENDPOINTS_MOST:
            raise EndpointsMost(most=ENDPOINTS_MOST)
        endpoint = Endpoint.objects.create(
            organisation=organisation,
            name=name.strip() or target.host[:80],
            url=target.url,
            kinds=chosen,
            created_at=at,
            created_by=person,
        )
        secret = _secret(endpoint, at)
        _record("notices.endpoint.made", endpoint, f"person/{person}", None, at)
    return endpoint.public_id, secret


def endpoint_change(*, person: str, endpoint_id: str, name: str, url: str, kinds: Sequence[str], at: datetime) -> None:
    """Change name, address or kinds; what waits goes to the new address."""
    endpoint_owned(person, endpoint_id, at=at)
    chosen, target = _kinds(kinds), _reached(url)
    with transaction.atomic():
        endpoint = _locked(person, endpoint_id, at)
        before = _state(endpoint)
        endpoint.name, endpoint.url, endpoint.kinds = name.strip() or target.host[:80], target.url, chosen
        if _state(endpoint) == before:
            return
        endpoint.rest_until = None
        endpoint.save(update_fields=["name", "url", "kinds", "rest_until"])
        _record("notices.endpoint.changed", endpoint, f"person/{person}", before, at)


def secret_rotate(*, person: str, endpoint_id: str, at: datetime) -> str:
    """A new secret; the one before signs beside it for a day, any older one ends now, so that two are live at most."""
    with transaction.atomic():
        endpoint = _locked(person, endpoint_id, at)
        before = _state(endpoint)
        Secret.objects.filter(endpoint=endpoint, ends_at__gt=at).update(ends_at=at)
        Secret.objects.filter(endpoint=endpoint, ends_at=None).update(ends_at=at + SECRET_OVERLAP)
        secret = _secret(endpoint, at)
        _record("notices.endpoint.rotated", endpoint, f"person/{person}", before, at)
    return secret


def endpoint_remove(*, person: str, endpoint_id: str, at: datetime) -> None:
    """Remove an endpoint: its secrets end, and what waits is not sent."""
    with transaction.atomic():
        endpoint = _locked(person, endpoint_id, at)
        before = _state(endpoint)
        endpoint.state = "removed"
        endpoint.save(update_fields=["state"])
        Secret.objects.filter(endpoint=endpoint).exclude(ends_at__lte=at).update(ends_at=at)
        Delivery.objects.filter(endpoint=endpoint, state="waiting").update(state="cancelled", next_at=None)
        _record("notices.endpoint.removed", endpoint, f"person/{person}", before, at)


def endpoint_on(*, person: str, endpoint_id: str, at: datetime) -> None:
    """Switch an endpoint on again; what was given up meanwhile stays so until its owner has it sent again."""
    with transaction.atomic():
        endpoint = _locked(person, endpoint_id, at)
        if endpoint.state == "live":
            return
        before = _state(endpoint)
        endpoint.state, endpoint.failures, endpoint.failing_since, endpoint.rest_until = "live", 0, None, None
        endpoint.save(update_fields=["state", "failures", "failing_since", "rest_until"])
        _record("notices.endpoint.on", endpoint, f"person/{person}", before, at)


def endpoint_off(endpoint: Endpoint, *, at: datetime) -> None:
    """Switch a locked endpoint off that failed too long or said that it is gone, and tell its owners."""
    before = _state(endpoint)
    endpoint.state = "off"
    endpoint.save(update_fields=["state"])
    for owner in owners_of(endpoint.organisation, at=at):
        notice_put(
            person=owner,
            kind=SWITCHED_OFF,
            data={"name": endpoint.name, "url": endpoint.url.partition("?")[0]},  # a query may hold a password
            link=f"/notices/webhooks/{endpoint.public_id}/",
            key=f"{SWITCHED_OFF}/{endpoint.public_id}/{at:%Y%m%dT%H%M%S%f}",
            at=at,
            organisation=endpoint.organisation,
        )
    _record("notices.endpoint.off", endpoint, "system", before, at)


def _reached(url: str) -> Target:
    """The target, looked up before any transaction: a name server can take its time."""
    target = target_of(url)
    looked_up(target)
    return target


def _kinds(kinds: Sequence[str]) -> list[str]:
    known = event_kinds()
    chosen = [ALL] if ALL in kinds else [kind for kind in known if kind in kinds]
    if not chosen:
        raise KindsMissing("kinds")
    return chosen


def _locked(person: str, endpoint_id: str, at: datetime) -> Endpoint:
    seen = endpoint_owned(person, endpoint_id, at=at)
    endpoint = Endpoint.objects.select_for_update().get(pk=seen.pk)
    if endpoint.state == "removed":
        raise Unseen
    return endpoint


def _secret(endpoint: Endpoint, at: datetime) -> str:
    salt = secrets.token_urlsafe(32)
    secret = secret_of(settings.SECRET_KEY, salt)
    Secret.objects.create(endpoint=endpoint, salt=salt, check_digest=check_of(secret), made_at=at)
    return secret


def _state(endpoint: Endpoint) -> dict:
    live = Secret.objects.filter(endpoint=endpoint).order_by("id").values_list("check_digest", "ends_at")
    return {
        "organisation": endpoint.organisation,
        "name": endpoint.name,
        "url": endpoint.url,
        "kinds": list(endpoint.kinds),
        "state": endpoint.state,
        "secrets": [[digest, ends_at] for digest, ends_at in live],
    }


def _record(action: str, endpoint: Endpoint, actor: str, before: dict | None, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object=f"notices.endpoint/{endpoint.public_id}",
        before=before,
        after=_state(endpoint),
        at=at,
    )
