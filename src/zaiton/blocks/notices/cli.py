"""The notices command: what did not arrive, sending it again, and trying a receiver out."""

import json
import sys

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.notices.actions.events import event_resend
from zaiton.blocks.notices.actions.mails import mail_resend
from zaiton.blocks.notices.actions.posting import post
from zaiton.blocks.notices.domain.events import CONTENT_TYPE, cloud_event, event_id
from zaiton.blocks.notices.domain.refusals import UnknownDelivery
from zaiton.blocks.notices.domain.signing import headers
from zaiton.blocks.notices.queries.failed import failed
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now

ACTOR = "command"


@click.group("notices", help=gettext_noop("Mails and webhooks that did not arrive."))
def notices() -> None:
    """Groups the commands of this block."""


@notices.command("dead", help=gettext_noop("List mails and events that were given up or are in doubt, newest first."))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help=gettext_noop("How many of each at most."))
@json_option
def dead(limit: int, as_json: bool) -> None:
    """Mails first, then events; ``unknown`` may have arrived."""
    found = failed(limit=limit)
    lines = [f"{one.id}  {one.channel}  {one.state}  {one.kind}  {one.to}  {one.error}" for one in found]
    emit({"failed": found}, as_json, "\n".join(lines) or gettext("Everything arrived."))


@notices.command("resend", help=gettext_noop("Send a mail or an event again that was given up or is in doubt."))
@click.argument("id")
@json_option
def resend(id: str, as_json: bool) -> None:
    """``ID`` as ``dead`` lists it."""
    try:
        mail_resend(mail_id=id, actor=ACTOR, at=now())
    except UnknownDelivery:
        event_resend(delivery_id=id, actor=ACTOR, at=now())
    emit({"id": id, "state": "waiting"}, as_json, gettext("{id} is on its way again.").format(id=id))


@notices.command("test-webhook", help=gettext_noop("Post one trial event to an address and say what came of it."))
@click.argument("url")
@click.option("--secret-stdin", is_flag=True, help=gettext_noop("Sign with the secret read from standard input."))
@json_option
@click.pass_context
def test_webhook(ctx: click.Context, url: str, secret_stdin: bool, as_json: bool) -> None:
    """The same address checks as for a webhook that was made on the pages; nothing is stored."""
    at = now()
    name = event_id("command", at.isoformat())
    event = cloud_event(id=name, type="zaiton.notices.trial", source="zaiton", subject="trial", at=at, data={})
    body = event.encode()
    secret = sys.stdin.readline().strip() if secret_stdin else ""
    try:
        signed = headers([secret] if secret else [], id=name, at=at, body=body)
    except ValueError as error:
        raise click.UsageError(gettext("A secret begins with whsec_ and goes on in base64.")) from error
    answer = post(url, body, {"Content-Type": CONTENT_TYPE, **{k: v for k, v in signed.items() if v}})
    ended = " ".join(str(part) for part in (answer.error or "ok", answer.status or "", answer.detail) if part)
    data = {"url": url, "event": json.loads(event), "error": answer.error or None, "status": answer.status}
    data |= {"detail": answer.detail or None, "took_ms": answer.took_ms}
    emit(data, as_json, gettext("{ended} after {took} ms").format(ended=ended, took=answer.took_ms))
    ctx.exit(EXIT_REFUSED if answer.error else EXIT_OK)
