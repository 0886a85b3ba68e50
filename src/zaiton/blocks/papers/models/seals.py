"""Seals, their keys, who keeps them, and every use of them. Private keys are files, never rows."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.papers.models.names import public_id


class Seal(models.Model):
    """The seal of an organ, named by what case types call it (``msa``)."""

    name = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class SealKeeper(models.Model):
    """Who answers for a seal and sees each use of it: a person's public id."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="keepers")
    person = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "person"], name="papers_keeper_once")]


class SealKey(models.Model):
    """One key of a seal with its certificate. At most one is in use for each provider; retired ones stay to verify by."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="keys")
    provider = models.CharField(max_length=20)
    subject = models.CharField(max_length=300)
    serial = models.CharField(max_length=60)
    certificate_pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "provider"],
                condition=Q(retired_at=None, revoked_at=None),
                name="papers_key_in_use_once",
            )
        ]


class SealUse(models.Model):
    """One use of a seal's key on one document, known by the digest of what was sealed: never twice for the same."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    key = models.ForeignKey(SealKey, on_delete=models.PROTECT, related_name="uses")
    document_sha256 = models.CharField(max_length=64, unique=True)
    sealed_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=200)
    object = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-id"], name="papers_seal_use_key")]
