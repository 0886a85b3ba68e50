"""Two tables: the entries, which the database lets nobody change, and one head row that names the last of them.

Text columns hold exactly the bytes that were hashed (the moment too), so that no driver's idea of a date stands between
a reader and the proof. The triggers that refuse changes are made by the second migration.
"""

from django.db import models


class Entry(models.Model):
    """One write: who did what to what, with digests of the state before and after."""

    seq = models.BigAutoField(primary_key=True)
    at = models.CharField(max_length=27)
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=120)
    object = models.CharField(max_length=200)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["object", "seq"], name="evidence_by_object"),
            models.Index(fields=["actor", "seq"], name="evidence_by_actor"),
        ]


class Head(models.Model):
    """The one row every writer locks first: number and hash of the last entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="evidence_one_head")]
