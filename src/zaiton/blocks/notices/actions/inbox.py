"""Putting a notice into an inbox, with the mail that may follow from it, and marking notices as read."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from zaiton.blocks.identity.public import Unseen, contact_of
from zaiton.blocks.notices.domain.limits import KEY_MOST, LINK_MOST
from zaiton.blocks.notices.domain.quiet import quiet_until
from zaiton.blocks.notices.models import Mail, Notice
from zaiton.blocks.notices.models.names import public_id
from zaiton.blocks.notices.queries.kinds import group_of, kind_of
from zaiton.blocks.notices.queries.preferences import preference_of
from zaiton.kit.work import NoTransaction, later

MAIL_HANDLER = "zaiton.blocks.notices.jobs:mail"


def notice_put(
    *,
    person: str,
    kind: str,
    data: Mapping[str, str],
    link: str,
    key: str,
    at: datetime,
    organisation: str = "",
) -> bool:
    """Tell a person (public id) something, inside the caller's transaction; False where they were told of ``key`` before.

    ``data`` fills the placeholders of the kind's sentence, ``link`` is a path of this site. By the person's preferences a
    mail follows, after their quiet hours unless the kind is urgent. Raises ``UnknownKind`` for an undeclared kind,
    ``KeyError`` for a missing placeholder, ``ValueError`` for a bad key or link, ``NoTransaction`` outside of one.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("a notice is put in inside the transaction of what it tells")
    if not 0 < len(key) <= KEY_MOST:
        raise ValueError(f"a notice's key has 1 to {KEY_MOST} characters: {key!r}")
    declared = kind_of(kind)
    for sentence in (declared.title, declared.sentence):
        sentence.format(**data)
    row = Notice(
        public_id=public_id(),
        person=person,
        organisation=organisation,
        kind=kind,
        data=dict(data),
        link=_path(link),
        key=key,
        created_at=at,
    )
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    stored = Notice.objects.filter(public_id=row.public_id).first()
    if stored is None:
        return False
    _mail_put(stored, urgent=declared.urgent, at=at)
    return True


def notice_read(*, person: str, notice_id: str, at: datetime, organisation: str = "") -> None:
    """Mark one of a person's notices as read; a second time changes nothing. Anybody else's does not exist."""
    rows = Notice.objects.filter(person=person, public_id=notice_id)
    if organisation:
        rows = rows.filter(organisation=organisation)
    if not rows.filter(read_at=None).update(read_at=at) and not rows.exists():
        raise Unseen


def notices_read_all(*, person: str, at: datetime, organisation: str = "") -> int:
    """Mark everything that was there at ``at`` as read; returns how many that were."""
    rows = Notice.objects.filter(person=person, read_at=None, created_at__lte=at)
    if organisation:
        rows = rows.filter(organisation=organisation)
    return rows.update(read_at=at)


def mail_later(mail: Mail, *, at: datetime, due: datetime | None = None) -> None:
    """Give a mail to the worker; each round has a key of its own."""
    later(MAIL_HANDLER, {"mail": mail.public_id}, key=f"notices.mail/{mail.public_id}/{mail.round}", at=at, due=due)


def _mail_put(notice: Notice, *, urgent: bool, at: datetime) -> None:
    if not settings.EMAIL_CONFIGURED or contact_of(notice.person) is None:
        return
    wanted = preference_of(notice.person)
    if group_of(notice.kind) in wanted.mail_off:
        return
    due = None if urgent else quiet_until(wanted.quiet, at)
    with transaction.atomic():
        mail = Mail.objects.create(notice=notice, created_at=at, changed_at=at)
        mail_later(mail, at=at, due=due)


def _path(link: str) -> str:
    """A link as it is stored: a path of the Chinese pages, whichever language it was made in."""
    if link and (not link.startswith("/") or link.startswith("//") or len(link) > LINK_MOST):
        raise ValueError(f"a notice leads to a path of this site: {link!r}")
    return link.removeprefix("/en") if link.startswith("/en/") else link
