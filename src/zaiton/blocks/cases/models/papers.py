"""The papers handed in with a case, and what people thought of how it was handled."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.cases.models.cases import Case, Draft
from zaiton.blocks.cases.models.names import file_owner, public_id


class MaterialFile(models.Model):
    """One file for one material of a case or of a draft. A later file for the same material replaces it; the row stays.

    The content is in the store of the papers block, kept for this row until ``keep_until``, which is set when the case is closed.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="files")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="files")
    material = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    keep_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None, draft__isnull=False) | Q(case__isnull=False, draft=None),
                name="cases_file_of_one",
            )
        ]
        indexes = [models.Index(fields=["sha256"], name="cases_file_content")]

    @property
    def owner(self) -> str:
        """As whom the store of contents knows this file."""
        return file_owner(self.public_id)


class Rating(models.Model):
    """A grade from 1 to 5 for one item of a case; a bad one must be answered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings")
    type = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    grade = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, blank=True, default="")
    rated_by = models.CharField(max_length=64)
    rated_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_by = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "item"], name="cases_rating_once"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="cases_rating_grade"),
        ]
        indexes = [models.Index(fields=["type", "grade", "answered_at"], name="cases_rating_open")]
