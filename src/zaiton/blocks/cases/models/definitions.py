"""Published and drafted case types: immutable documents by their digest, at most one of a name in force on a day."""

from django.db import models
from django.db.models import F, Q

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
TYPE_STATES = (DRAFT, PUBLISHED, RETIRED)


class CaseType(models.Model):
    """One version of a case type. ``document`` is its canonical JSON text, never changed; a case names it by ``sha256``.

    In force from ``in_force_from`` up to but not including ``in_force_until`` (null: until further notice) while published.
    """

    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    document = models.TextField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in TYPE_STATES], default=DRAFT)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    demo = models.BooleanField(default=False)
    drafted_by = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    published_by = models.CharField(max_length=64, blank=True, default="")
    published_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TYPE_STATES), name="cases_type_state"),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gt=F("in_force_from")), name="cases_type_period"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(state=PUBLISHED, in_force_until=None), name="cases_type_one_open"
            ),
            models.UniqueConstraint(
                fields=["name", "in_force_from"], condition=Q(state=PUBLISHED), name="cases_type_one_a_day"
            ),
        ]
        indexes = [models.Index(fields=["name", "-in_force_from"], name="cases_type_by_day")]
