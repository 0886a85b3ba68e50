"""Reminders: set so many working days before a last day, taken back, turned into notices when their moment comes.

They follow the calendar: when the calendar of a year arrives, those that have not come yet are counted anew.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from zaiton.blocks.law.public import calendar
from zaiton.blocks.notices.actions.inbox import notice_put
from zaiton.blocks.notices.domain.limits import REMINDER_KEY_MOST
from zaiton.blocks.notices.domain.reminders import reminder_moment
from zaiton.blocks.notices.models import Reminder
from zaiton.blocks.notices.queries.kinds import UnknownKind, kind_of
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn

log = logging.getLogger("zaiton.notices")
AT_ONCE = 200
"""Reminders that are taken up in one go of the clock."""


def reminders_set(
    *,
    key: str,
    person: str,
    kind: str,
    data: Mapping[str, str],
    link: str,
    due_on: date,
    before: Sequence[int],
    at: datetime,
) -> None:
    """Remind a person each of ``before`` working days ahead of ``due_on``; earlier reminders of ``key`` are replaced.

    0 is the last day itself. Those whose moment has passed are left out. Raises ``UnknownKind``, and ``ValueError`` for a
    number of days that no reminder can have.
    """
    if not 0 < len(key) <= REMINDER_KEY_MOST:
        raise ValueError(f"a reminder's key has 1 to {REMINDER_KEY_MOST} characters: {key!r}")
    declared = kind_of(kind)
    for sentence in (declared.title, declared.sentence):
        sentence.format(**data)
    working = calendar()
    moments = {days: reminder_moment(working, due_on, days) for days in before}
    rows = [
        Reminder(
            key=key, person=person, kind=kind, data=dict(data), link=link, due_on=due_on, before=days, remind_at=moment
        )
        for days, moment in moments.items()
        if moment > at
    ]
    with transaction.atomic():
        Reminder.objects.filter(key=key).delete()
        Reminder.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["key", "before"],
            update_fields=["person", "kind", "data", "link", "due_on", "remind_at"],
        )


def reminders_cancel(*, key: str, at: datetime) -> int:
    """Take back the reminders of ``key`` that have not come yet; returns how many those were."""
    return Reminder.objects.filter(key=key).delete()[0]


def reminders_due(*, at: datetime) -> int:
    """Turn every reminder whose moment has come into a notice, each in a transaction of its own; returns how many."""
    come = 0
    while True:
        due = list(Reminder.objects.filter(remind_at__lte=at).order_by("remind_at", "id")[:AT_ONCE])
        come += sum(_come(row, at) for row in due)
        if len(due) < AT_ONCE:
            return come


def reminders_recount(*, years: Iterable[int], at: datetime) -> int:
    """Count anew, by the calendar as it is now, when the reminders of some years come; returns how many moved.

    Those of the year before and after are among them: a notice can move days of the December before it, and days before
    a last day in January lie there.
    """
    working, moved, last = calendar(), 0, 0
    touched = {year + more for year in years for more in (-1, 0, 1)}
    if not touched:
        return 0
    first_day, last_day = date(min(touched), 1, 1), date(max(touched), 12, 31)
    waiting = Reminder.objects.filter(due_on__gte=first_day, due_on__lte=last_day)
    while True:
        rows = list(waiting.filter(id__gt=last).order_by("id")[:AT_ONCE])
        for row in rows:
            moment = reminder_moment(working, row.due_on, row.before)
            if moment != row.remind_at:
                moved += Reminder.objects.filter(pk=row.pk, remind_at=row.remind_at).update(remind_at=moment)
        if len(rows) < AT_ONCE:
            return moved
        last = rows[-1].pk


def _come(row: Reminder, at: datetime) -> bool:
    """Whoever removes the row sends the notice, so that two workers never both do.

    What would come after its last day (no worker ran meanwhile), or whose module is gone, is dropped.
    """
    with turn(), transaction.atomic():
        if not Reminder.objects.filter(pk=row.pk, remind_at=row.remind_at).delete()[0]:
            return False
        if row.due_on < at.astimezone(BEIJING).date() or not _is_known(row.kind):
            log.warning("the reminder %s for %s was dropped", row.key, row.due_on)
            return False
        return notice_put(
            person=row.person,
            kind=row.kind,
            data=row.data,
            link=row.link,
            key=f"{row.key}/{row.due_on:%Y%m%d}/{row.before}",
            at=at,
        )


def _is_known(kind: str) -> bool:
    try:
        kind_of(kind)
    except UnknownKind:
        return False
    return True
