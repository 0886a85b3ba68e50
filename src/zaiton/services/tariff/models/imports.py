"""One official file as it was brought in: read, checked, waiting for a second person, in force or taken back."""

from django.db import models

from zaiton.services.tariff.models.names import public_id

DRAFT, PUBLISHED, REFUSED, UNDONE = "draft", "published", "refused", "undone"
STATES = (DRAFT, PUBLISHED, REFUSED, UNDONE)


class Import(models.Model):
    """A file with the settings it was read under. ``packs`` is the outcome as compressed JSON, ``replaced`` what it took the place of."""

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES])
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file = models.BinaryField()
    settings = models.JSONField()
    report = models.JSONField()
    packs = models.BinaryField()
    replaced = models.JSONField(default=dict)
    drafted_by = models.CharField(max_length=100)
    drafted_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="tariff_import_state"),
            models.CheckConstraint(
                condition=models.Q(state=DRAFT) | models.Q(decided_at__isnull=False), name="tariff_import_decided"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="tariff_import_state_id")]
