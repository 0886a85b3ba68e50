"""Products a company has assessed: immutable versions of their bills, what each came to and when, and what suppliers were asked."""

from django.db import models
from django.db.models import Q

from zaiton.services.tariff.models.names import public_id

REASONS = ("made", "changed", "declared", "rules")
REQUEST_STATES = ("open", "answered", "declined", "withdrawn")


class OriginProduct(models.Model):
    """One product. ``organisation`` is the public id of the company it belongs to; empty: the person's own. Put away, not deleted."""

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    organisation = models.CharField(max_length=64, blank=True, default="")
    person = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"], name="tariff_origin_organisation"),
            models.Index(fields=["person", "-id"], name="tariff_origin_person"),
        ]


class OriginVersion(models.Model):
    """One version of a product's document with its bill of materials; never changed. ``number`` counts from 1."""

    product = models.ForeignKey(OriginProduct, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    note = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="tariff_origin_version_once")]


class OriginAssessment(models.Model):
    """What a version came to on a day under the rules then on file. ``outcomes``: agreement and outcome; ``signature``: of those rules."""

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    version = models.ForeignKey(OriginVersion, on_delete=models.PROTECT, related_name="assessments")
    reason = models.CharField(max_length=10)
    outcomes = models.JSONField()
    signature = models.CharField(max_length=64)
    document_zh = models.JSONField()
    document_en = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__in=REASONS), name="tariff_origin_reason")]
        indexes = [models.Index(fields=["version", "-id"], name="tariff_origin_assessed")]


class OriginChecked(models.Model):
    """Under which rules and on which day a product was last looked at, also where nothing came out different."""

    product = models.OneToOneField(OriginProduct, on_delete=models.CASCADE, related_name="checked")
    signature = models.CharField(max_length=64)
    at = models.DateTimeField()


class SupplierRequest(models.Model):
    """One question to a supplier about one line, answered under a link. ``token`` is the digest of the link's secret; it is told once.

    ``asked`` is what the page shows (name, code, company, agreements); ``answer`` what was said, with who said it.
    """

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    product = models.ForeignKey(OriginProduct, on_delete=models.PROTECT, related_name="requests")
    version = models.ForeignKey(OriginVersion, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=60)
    supplier = models.CharField(max_length=200)
    asked = models.JSONField()
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, default="open")
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=REQUEST_STATES), name="tariff_request_state")]
        indexes = [models.Index(fields=["product", "-id"], name="tariff_request_product")]
