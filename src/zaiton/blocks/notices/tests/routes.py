"""Where the notices pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from zaiton.blocks.notices.actions.endpoints import endpoint_make, secret_rotate
from zaiton.blocks.notices.actions.posting import Answer
from zaiton.blocks.notices.models import Delivery, Endpoint, Notice
from zaiton.blocks.notices.public import notice_put
from zaiton.blocks.notices.tests.factories import firm_of, names
from zaiton.kit import clock
from zaiton.kit.testing.routes import Example, NoPage

SENT = NoPage("a form is sent to it")
GONE = {"name": "进出口系统", "url": "https://erp.example.com/hooks"}
FAILED = [
    ("dead", Answer("timeout"), 9),
    ("waiting", Answer("status", 503), 2),
    ("delivered", Answer("", 200), 1),
    ("dead", Answer("tls", detail="self-signed certificate"), 9),
]


def inbox(cast: Mapping[str, Any]) -> str:
    """The inbox of somebody who was told of three things and has read one."""
    person, at = cast["importer"].public_id, clock.now()
    with transaction.atomic():
        for number in range(3):
            notice_put(
                person=person,
                kind="notices.endpoint_off",
                data=GONE,
                link="/notices/webhooks/",
                key=f"shown/{number}",
                at=at - timedelta(days=number),
            )
    Notice.objects.filter(person=person, key="shown/1").update(read_at=at)
    return "/notices/"


def webhook(cast: Mapping[str, Any], page: str = "", state: str = "live") -> str:
    """The page of the importer's endpoint, to which events went well and badly."""
    person, at = cast["importer"].public_id, clock.now()
    with names(erp_example_com="93.184.216.34"):
        public_id, _ = endpoint_make(
            person=person,
            organisation=firm_of(person, at),
            name="进出口系统",
            url="https://erp.example.com/hooks",
            kinds=["*"],
            at=at,
        )
    secret_rotate(person=person, endpoint_id=public_id, at=at)
    endpoint = Endpoint.objects.get(public_id=public_id)
    for number, (went, answer, attempts) in enumerate(FAILED):
        Delivery.objects.create(
            endpoint=endpoint,
            kind="notices.trial",
            event=f"evt_{number:032x}",
            body="{}",
            state=went,
            attempts=attempts,
            error=answer.error,
            detail=answer.detail,
            status=answer.status,
            created_at=at,
            tried_at=at,
            next_at=at + timedelta(minutes=5),
        )
    Endpoint.objects.filter(pk=endpoint.pk).update(state=state, failing_since=at)
    return f"/notices/webhooks/{public_id}/{page}"


def webhooks(cast: Mapping[str, Any]) -> str:
    """The list with one endpoint."""
    webhook(cast)
    return "/notices/webhooks/"


EXAMPLES = {
    "notices:inbox": (
        Example(inbox, as_role="importer"),
        Example("/notices/", as_role="stranger"),
    ),
    "notices:read_all": SENT,
    "notices:open": NoPage("leads on to what the notice is about"),
    "notices:read": SENT,
    "notices:preferences": (Example("/notices/preferences/", as_role="importer"),),
    "notices:webhooks": (
        Example(webhooks, as_role="importer"),
        Example("/notices/webhooks/", as_role="officer"),
    ),
    "notices:webhook_new": (Example("/notices/webhooks/new/", as_role="importer"),),
    "notices:webhook": (
        Example(webhook, as_role="importer"),
        Example(lambda cast: webhook(cast, "?show=given_up", "off"), as_role="importer"),
        Example(webhook, as_role="stranger", status=404),
    ),
    "notices:webhook_edit": (Example(lambda cast: webhook(cast, "edit/"), as_role="importer"),),
    "notices:webhook_rotate": SENT,
    "notices:webhook_remove": SENT,
    "notices:webhook_on": SENT,
    "notices:webhook_try": SENT,
    "notices:delivery_resend": SENT,
}
