"""People's side: notices, the mails that follow from them, reminders that wait for their day, and preferences.

People and organisations stand by their public ids. ``data`` is what the kind's sentence asks for; it is put into words only
when somebody reads it.
"""

from django.db import models
from django.db.models import Q

from zaiton.blocks.notices.domain.limits import QUIET_BEGINS, QUIET_ENDS
from zaiton.blocks.notices.models.names import public_id


class Notice(models.Model):
    """One thing a person was told. A person is told of one ``key`` once."""

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=100)
    data = models.JSONField()
    link = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(read_at=None), name="notices_notice_unread"),
            models.Index(fields=["person", "-id"], condition=Q(read_at__isnull=False), name="notices_notice_read"),
        ]


class Mail(models.Model):
    """The mail of a notice. ``sending`` stands there from the moment its text is handed to the server until the answer.

    ``state``: waiting, sending, sent, dead (refused, or tried too often), unknown (perhaps sent), skipped (no longer wanted).
    ``round`` counts how often an operator had it sent anew.
    """

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    round = models.PositiveSmallIntegerField(default=1)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], condition=Q(state__in=["dead", "unknown"]), name="notices_mail_failed")]


class Preference(models.Model):
    """How one person wants to be told; who has none gets every mail, outside of the usual quiet hours."""

    person = models.CharField(max_length=64, unique=True)
    mail_off = models.JSONField(default=list)
    quiet_begins = models.TimeField(default=QUIET_BEGINS)
    quiet_ends = models.TimeField(default=QUIET_ENDS)
    changed_at = models.DateTimeField()


class Reminder(models.Model):
    """A notice that waits for its moment, ``before`` working days ahead of ``due_on``. The row goes when the notice comes."""

    key = models.CharField(max_length=170)
    person = models.CharField(max_length=64)
    kind = models.CharField(max_length=100)
    data = models.JSONField()
    link = models.CharField(max_length=500, blank=True)
    due_on = models.DateField()
    before = models.PositiveSmallIntegerField()
    remind_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "before"], name="notices_reminder_once")]
        indexes = [models.Index(fields=["remind_at", "id"], name="notices_reminder_due")]
