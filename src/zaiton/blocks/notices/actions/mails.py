"""The mail of a notice: written in the person's language, handed to the server once, tried again only where that is safe."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.public import Contact, contact_of
from zaiton.blocks.notices.actions.inbox import mail_later
from zaiton.blocks.notices.actions.smtp import MailFailed, MailInDoubt, mail_post
from zaiton.blocks.notices.domain.limits import MAIL_PAUSES
from zaiton.blocks.notices.domain.pauses import pause_after
from zaiton.blocks.notices.domain.quiet import quiet_until
from zaiton.blocks.notices.domain.refusals import UnknownDelivery
from zaiton.blocks.notices.models import Mail, Notice
from zaiton.blocks.notices.queries.inbox import link_in
from zaiton.blocks.notices.queries.kinds import UnknownKind, group_of, kind_of, worded
from zaiton.blocks.notices.queries.preferences import preference_of
from zaiton.kit.work import Retry, Uncertain

INTERRUPTED = gettext_noop("The sender was stopped while the mail was being handed over.")
NO_SERVER = "EMAIL_URL"
BODY = gettext_noop(
    "{sentence}\n\n{link}\n\n-- \nYou get this mail because you have an account at {site}.\n"
    "Choose what comes by mail, and your quiet hours: {preferences}\n"
)


class TakenOver(Exception):
    """Another worker has the mail in hand, or it is over."""


def mail_send(mail_id: str, *, at: datetime) -> None:
    """Send one mail, or say why not: ``Retry`` later, ``Uncertain`` when it may have gone out, else the row tells.

    The row is marked before the server gets the text; who finds it marked knows that a worker died in the act.
    """
    mail = Mail.objects.select_related("notice").get(public_id=mail_id)
    if mail.state == "sending":
        _end(mail, "unknown", INTERRUPTED, at, was=["sending"])
        raise Uncertain(INTERRUPTED)
    if mail.state != "waiting":
        return
    contact = contact_of(mail.notice.person)
    if contact is None or not _still_wanted(mail.notice, at):
        _end(mail, "skipped", "", at, was=["waiting"])
        return
    if not settings.EMAIL_CONFIGURED:
        _failed(mail, MailFailed(NO_SERVER, permanent=False), at)
        return
    try:
        mail_post(_message(mail.notice, contact), before_text=lambda: _begin(mail, at))
    except TakenOver:
        return
    except MailInDoubt as doubt:
        _end(mail, "unknown", doubt.words, at, was=["sending"])
        raise Uncertain(doubt.words) from doubt
    except MailFailed as failure:
        _failed(mail, failure, at)
        return
    _end(mail, "sent", "", at, was=["sending", "unknown"])  # whoever got the answer knows best


def mail_resend(*, mail_id: str, actor: str, at: datetime) -> None:
    """Have a mail that was given up, or is in doubt, sent once more: an operator's decision, kept in the log."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(public_id=mail_id, state__in=["dead", "unknown"]).first()
        if mail is None:
            raise UnknownDelivery(id=mail_id)
        before = {"state": mail.state, "round": mail.round}
        mail.state, mail.failures, mail.round, mail.changed_at = "waiting", 0, mail.round + 1, at
        mail.save(update_fields=["state", "failures", "round", "changed_at"])
        mail_later(mail, at=at)
        after = {"state": mail.state, "round": mail.round}
        record(
            actor=actor,
            action="notices.mail.resent",
            object=f"notices.mail/{mail.public_id}",
            before=before,
            after=after,
            at=at,
        )


def _still_wanted(notice: Notice, at: datetime) -> bool:
    """Whether the person still wants it; ``Retry`` when the attempt falls into their quiet hours."""
    wanted = preference_of(notice.person)
    try:
        urgent, group = kind_of(notice.kind).urgent, group_of(notice.kind)
    except UnknownKind:
        return False
    if group in wanted.mail_off:
        return False
    end = None if urgent else quiet_until(wanted.quiet, at)
    if end is not None:
        raise Retry("quiet hours", after=(end - at).total_seconds())
    return True


def _message(notice: Notice, contact: Contact) -> EmailMessage:
    with translation.override(contact.language):
        title, sentence = worded(notice.kind, notice.data)
        preferences = settings.SITE_URL + reverse("notices:preferences")
        link = settings.SITE_URL + (link_in(notice.link, contact.language) or reverse("notices:inbox"))
        body = gettext(BODY).format(sentence=sentence, link=link, site=settings.SITE_URL, preferences=preferences)
    name = hashlib.sha256(f"{notice.person}/{notice.key}".encode()).hexdigest()[:32]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    headers = {
        "Message-ID": f"<{name}@{domain}>",
        "List-Unsubscribe": f"<{preferences}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(" ".join(title.split()), body, None, [contact.email], headers=headers)


def _begin(mail: Mail, at: datetime) -> None:
    if not Mail.objects.filter(pk=mail.pk, state="waiting", round=mail.round).update(state="sending", changed_at=at):
        raise TakenOver


def _failed(mail: Mail, failure: MailFailed, at: datetime) -> None:
    failures = mail.failures + 1
    pause = None if failure.permanent else pause_after(failures, MAIL_PAUSES)
    state = "dead" if pause is None else "waiting"
    mine = Mail.objects.filter(pk=mail.pk, state__in=["waiting", "sending"], round=mail.round)
    mine.update(state=state, failures=failures, error=failure.words, changed_at=at)
    if pause is not None:
        raise Retry(failure.words, after=pause.total_seconds())


def _end(mail: Mail, state: str, words: str, at: datetime, *, was: Sequence[str]) -> None:
    mine = Mail.objects.filter(pk=mail.pk, state__in=was, round=mail.round)
    mine.update(state=state, error=words, changed_at=at)
