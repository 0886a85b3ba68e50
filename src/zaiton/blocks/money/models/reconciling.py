"""Reconciliation: statements as they were taken, their lines, runs over a day, and breaks until somebody has settled them."""

from django.db import models
from django.db.models import F, Q

from zaiton.blocks.money.domain.states import BREAK_STATES
from zaiton.blocks.money.models.ledger import Entry
from zaiton.blocks.money.models.names import public_id


class Statement(models.Model):
    """One statement of a source for a day; a later number for the same day takes the place of the earlier.

    ``complete``: all its lines are written; one whose taking was cut off counts as ``replaced`` and is taken again.
    """

    source = models.CharField(max_length=40)
    day = models.DateField()
    number = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    opening = models.BigIntegerField(null=True)
    closing = models.BigIntegerField(null=True)
    lines = models.PositiveIntegerField()
    total = models.BigIntegerField()
    taken_at = models.DateTimeField()
    replaced = models.BooleanField(default=False)
    complete = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="money_statement_once")]
        indexes = [models.Index(fields=["day", "source"], name="money_statement_day")]


class StatementLine(models.Model):
    """One line of a statement, ``seq`` by the order of references. What it was matched with is worked out anew by each run.

    ``adopted``: it came without a reference and was given the one of the payment that it was matched with.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="rows", db_index=False)
    seq = models.PositiveIntegerField()
    reference = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    counterparty = models.CharField(max_length=140, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    adopted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "seq"], name="money_statement_line")]
        indexes = [models.Index(fields=["reference", "statement"], name="money_stated_reference")]


class Run(models.Model):
    """One reconciliation of a day: what was compared by which rules, and how it ended. ``digest`` is of all matches."""

    day = models.DateField()
    at = models.DateTimeField()
    rules = models.CharField(max_length=64)
    sources = models.JSONField()
    counts = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["day", "-id"], name="money_run_day")]


class Break(models.Model):
    """One difference that somebody owns until two people have resolved it, or what was missing has come."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    day = models.DateField()
    reference = models.CharField(max_length=80)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    lines = models.JSONField(default=list)
    owner = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    resolution = models.CharField(max_length=30, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    draft = models.JSONField(null=True)
    maker = models.CharField(max_length=80, blank=True, default="")
    checker = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BREAK_STATES), name="money_break_state"),
            models.CheckConstraint(condition=Q(checker="") | ~Q(checker=F("maker")), name="money_break_two"),
            models.CheckConstraint(
                condition=~Q(state="resolved") | (~Q(maker="") & ~Q(checker="")), name="money_break_resolved"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("open", "proposed")), name="money_break_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "day", "id"], name="money_break_standing"),
            models.Index(fields=["owner", "state", "id"], name="money_break_owner"),
        ]


class BreakStep(models.Model):
    """One step of a break."""

    gap = models.ForeignKey(Break, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    words = models.CharField(max_length=300, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gap", "seq"], name="money_break_step")]
