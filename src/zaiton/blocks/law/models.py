"""The register of packs: one row for each content ever loaded, appended and never edited."""

from django.db import models


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
