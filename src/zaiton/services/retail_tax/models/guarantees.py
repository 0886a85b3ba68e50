"""Guarantees that an enterprise gives customs for the tax it will pay later; their balance is an account of the ledger."""

from django.db import models
from django.db.models import F, Q

from zaiton.services.retail_tax.domain.states import GUARANTEE_STATES
from zaiton.services.retail_tax.models.names import public_id

GUARANTEE_KINDS = ("cash", "letter", "insurance")


class Guarantee(models.Model):
    """One guarantee (Regulations on Customs Guarantees art. 13: beneficiary, guarantor, guaranteed party, obligation, amount, term,
    liability). ``account`` is the ledger account that never goes below zero: what is left of it. ``decide_by`` is the day by which
    customs decides (art. 11, 16); ``scheme`` is how the bills that it covers are settled.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=40)
    organisation = models.CharField(max_length=64, blank=True, default="")
    assure_code = models.CharField(max_length=18)
    kind = models.CharField(max_length=10)
    customs_code = models.CharField(max_length=4)
    scheme = models.CharField(max_length=20, blank=True, default="")
    beneficiary = models.CharField(max_length=200)
    guarantor = models.CharField(max_length=200)
    obligation = models.CharField(max_length=500)
    liability = models.CharField(max_length=500, blank=True, default="")
    limit_fen = models.BigIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    state = models.CharField(max_length=10, default="filed")
    account = models.CharField(max_length=64, blank=True, default="")
    filed_by = models.CharField(max_length=80)
    filed_at = models.DateTimeField()
    decide_by = models.DateField()
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(GUARANTEE_STATES)), name="retail_tax_guarantee_state"),
            models.CheckConstraint(condition=Q(kind__in=GUARANTEE_KINDS), name="retail_tax_guarantee_kind"),
            models.CheckConstraint(condition=Q(limit_fen__gt=0), name="retail_tax_guarantee_fen"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="retail_tax_guarantee_days"),
            models.UniqueConstraint(
                fields=["assure_code", "number"],
                condition=~Q(state__in=("refused", "withdrawn")),
                name="retail_tax_guarantee_once",
            ),
            models.UniqueConstraint(
                fields=["assure_code", "customs_code"],
                condition=Q(state="accepted"),
                name="retail_tax_guarantee_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="retail_tax_guarantee_org"),
            models.Index(fields=["state", "id"], name="retail_tax_guarantee_standing"),
        ]
