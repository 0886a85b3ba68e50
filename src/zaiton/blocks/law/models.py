"""The register of packs, one row for each content ever loaded; decision tables: their drafts and their published versions."""

import secrets

from django.db import models

DRAFT, PUBLISHED, CLOSED = "draft", "published", "closed"
"""States of a draft."""


def new_public_id() -> str:
    """A name for an address that nobody can guess, in characters that no command takes for an option."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(16))


class PackVersion(models.Model):
    """One content of one pack as it was learned: which figures, which description, and when.

    ``sha256`` covers the figures and is what answers cite; ``content`` covers the description too. The latest row of a
    table and in-force day is the one in use; earlier rows are superseded by it.
    """

    service = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    table = models.CharField(max_length=120)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    document = models.CharField(max_length=300)
    status = models.CharField(max_length=20)
    operator = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "table", "in_force_from", "content", "operator"], name="law_one_row_per_content"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_until=None) | models.Q(in_force_until__gt=models.F("in_force_from")),
                name="law_period_half_open",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="law_by_sha256"),
            models.Index(fields=["service", "table", "in_force_from", "recorded_at"], name="law_by_table"),
        ]


class RuleTable(models.Model):
    """The name of a decision table. ``turn`` moves with each publishing and withdrawing: two of them never pass each other unseen."""

    name = models.CharField(max_length=60, unique=True)
    turn = models.PositiveIntegerField(default=0)


class RuleDraft(models.Model):
    """A table being written, with its tests; ``version`` moves with each saving. ``editors`` are all who wrote a part of it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    table = models.ForeignKey(RuleTable, on_delete=models.PROTECT)
    text = models.TextField()
    tests = models.TextField(blank=True)
    base_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, default=DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=40)
    drafted_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    editors = models.JSONField(default=list)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["table", "state", "-id"], name="law_draft_by_table")]


class RuleVersion(models.Model):
    """A published table: never edited, only withdrawn. Its text lies in the store under its digest.

    The version in force on a day is the latest not withdrawn that begins on it or before; so a new one ends the earlier on
    its first day, and a withdrawn one gives its days back. ``in_force_until`` is the table's own end, None for none.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    table = models.ForeignKey(RuleTable, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    tests = models.TextField(blank=True)
    tests_sha256 = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=40)
    published_by = models.CharField(max_length=40)
    published_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    withdrawal_asked_by = models.CharField(max_length=40, blank=True)
    withdrawal_asked_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "in_force_from"], condition=models.Q(withdrawn_at=None), name="law_one_version_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_until=None) | models.Q(in_force_until__gt=models.F("in_force_from")),
                name="law_version_half_open",
            ),
        ]
        indexes = [models.Index(fields=["table", "-published_at"], name="law_version_by_table")]
