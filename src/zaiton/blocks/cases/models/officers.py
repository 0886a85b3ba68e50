"""Who may decide what, who stands in for whom, and who keeps away from a case."""

from django.db import models
from django.db.models import F, Q

from zaiton.blocks.cases.models.cases import Case


class Authority(models.Model):
    """A person holds a role of a case type (``*``: of every type with that role) from one day up to another.

    ``supervisor`` as role lets them see and reassign the work of the type.
    """

    person = models.CharField(max_length=64)
    type = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="cases_authority_period"
            )
        ]
        indexes = [
            models.Index(fields=["person", "type", "role"], name="cases_authority_person"),
            models.Index(fields=["type", "role"], name="cases_authority_role"),
        ]


class Absence(models.Model):
    """An officer is away from one day up to another; ``deputy`` sees their work meanwhile, within their own authority."""

    person = models.CharField(max_length=64)
    deputy = models.CharField(max_length=64, blank=True, default="")
    first = models.DateField()
    until = models.DateField()
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("first")), name="cases_absence_period")]
        indexes = [
            models.Index(fields=["person", "until"], name="cases_absence_person"),
            models.Index(fields=["deputy", "until"], name="cases_absence_deputy"),
        ]


class Recusal(models.Model):
    """An officer takes no part in a case, with the reason; it stands for good."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    person = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_recusal_once")]
