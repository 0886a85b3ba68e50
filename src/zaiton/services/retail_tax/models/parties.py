"""Who takes part: registered enterprises with their certificates, and buyers known by a keyed hash."""

from django.db import models
from django.db.models import F, Q

from zaiton.services.retail_tax.domain.states import PARTY_KINDS


class Party(models.Model):
    """An enterprise registered in one role for a stretch of days. ``organisation`` is its public id here; blank: it has none.

    ``code`` is its ten-digit customs code or eighteen-character credit code. ``authenticates``: a platform that proves its
    buyers' identity, so that another person may pay. ``valid_until`` is the first day on which it no longer holds.
    """

    code = models.CharField(max_length=18)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=64, blank=True, default="")
    dxp_id = models.CharField(max_length=30, blank=True, default="")
    authenticates = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(PARTY_KINDS)), name="retail_tax_party_kind"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="retail_tax_party_days",
            ),
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="retail_tax_party_once"),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(valid_until=None), name="retail_tax_party_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kind"], condition=~Q(organisation=""), name="retail_tax_party_org")
        ]


class PartyCertificate(models.Model):
    """A certificate with which an enterprise signs its messages; ``fingerprint`` is its SHA-256 in hexadecimal."""

    code = models.CharField(max_length=18)
    fingerprint = models.CharField(max_length=64)
    content = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    taken_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "fingerprint"], name="retail_tax_certificate_once")]


class Buyer(models.Model):
    """A person who buys. ``key`` is the keyed hash of the document, ``shown`` its masked number; ``sealed`` holds type, number and
    name under a key of this installation, and is opened for the declaration or by an officer who gives a reason, never for a list.
    """

    key = models.CharField(max_length=32, unique=True)
    id_type = models.CharField(max_length=2)
    shown = models.CharField(max_length=40)
    sealed = models.BinaryField()
    first_at = models.DateTimeField()


class Counter(models.Model):
    """The last number given out of a series (tax bills, payment books, inventory lists), by its name."""

    name = models.CharField(max_length=60, unique=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=0), name="retail_tax_counter_least")]
