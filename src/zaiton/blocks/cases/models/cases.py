"""Cases, their steps, and the journal of everything that happened to them.

A step row holds the state the last event gave it; the journal alone could rebuild every row. Every write of a case locks its
row first, and changes a step only where its version is the one that was read.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from zaiton.blocks.cases.models.names import public_id

OPEN, RETURNED, CLOSED = "open", "returned", "closed"
CASE_STATES = (OPEN, RETURNED, CLOSED)
NO_DAY = date(9999, 12, 31)
"""Stands for a step without limit, so that lists in order of the last day need no empty values."""


class Case(models.Model):
    """One application, pinned to the version of its case type. ``facts`` are texts by name as the law block writes them.

    ``returned`` is a case that waits for a correction by the applicant. ``version`` grows with every event.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    type = models.CharField(max_length=60)
    definition = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    applicant_name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=[(s, s) for s in CASE_STATES], default=OPEN)
    outcome = models.CharField(max_length=12, blank=True, default="")
    facts = models.JSONField(default=dict)
    correction = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(default=NO_DAY)
    promised_on = models.DateField(default=NO_DAY)
    provisional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=CASE_STATES), name="cases_case_state")]
        indexes = [
            models.Index(fields=["person", "-id"], name="cases_case_person"),
            models.Index(fields=["organisation", "-id"], name="cases_case_organisation"),
            models.Index(fields=["state", "due_on", "id"], name="cases_case_due"),
            models.Index(fields=["type", "state", "due_on", "id"], name="cases_case_type_due"),
            models.Index(fields=["type", "closed_at"], name="cases_case_type_closed"),
            models.Index(fields=["type", "opened_at"], name="cases_case_type_opened"),
            models.Index(fields=["applicant_name"], opclasses=["varchar_pattern_ops"], name="cases_case_applicant"),
        ]


class StepRow(models.Model):
    """One step of a case. ``reads`` are the digests of what a review rested on; ``pauses`` and ``extensions`` those of its clock.

    ``due_on`` is the last day in time; ``provisional`` says that it rests on a year whose calendar is not published.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    type = models.CharField(max_length=60)
    step = models.CharField(max_length=130)
    item = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    role = models.CharField(max_length=60)
    state = models.CharField(max_length=10)
    officer = models.CharField(max_length=64, blank=True, default="")
    ready_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=2000, blank=True, default="")
    cause = models.CharField(max_length=130, blank=True, default="")
    due_on = models.DateField(default=NO_DAY)
    provisional = models.BooleanField(default=False)
    reads = models.JSONField(default=dict)
    pauses = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="cases_step_once")]
        indexes = [
            models.Index(fields=["type", "role", "state", "due_on", "id"], name="cases_step_desk"),
            models.Index(fields=["officer", "state", "due_on", "id"], name="cases_step_officer_due"),
            models.Index(fields=["state", "id"], name="cases_step_state"),
            models.Index(
                fields=["type", "decided_at"], name="cases_step_decided", condition=Q(decided_at__isnull=False)
            ),
            models.Index(fields=["provisional", "id"], name="cases_step_provisional", condition=Q(provisional=True)),
        ]


class Event(models.Model):
    """One thing that happened to a case, whole: the row is the content behind the digests of the evidence log.

    ``hash`` covers the event and the hash of the event before it in the same case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    step = models.CharField(max_length=130, blank=True, default="")
    data = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="cases_event_once")]


class Draft(models.Model):
    """An application not yet submitted, kept with the version of the case type it was begun with."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    type = models.CharField(max_length=60)
    definition = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-changed_at"], name="cases_draft_person"),
            models.Index(fields=["organisation", "-changed_at"], name="cases_draft_organisation"),
        ]


class Numbers(models.Model):
    """The last number given to a case of a prefix in a year; its row is locked while one is given."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="cases_numbers_once")]
