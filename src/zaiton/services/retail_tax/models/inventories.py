"""Inventory lists that customs accepted: what was declared, whose limit it takes, what it was assessed at."""

from django.db import models
from django.db.models import F, Q

from zaiton.services.retail_tax.domain.states import INVENTORY_LIVE, INVENTORY_STATES
from zaiton.services.retail_tax.models.documents import Sale
from zaiton.services.retail_tax.models.names import public_id
from zaiton.services.retail_tax.models.parties import Buyer


class Inventory(models.Model):
    """One declared parcel. Its payment and its waybill can carry no other while it counts (``INVENTORY_LIVE``).

    Money in fen. ``year`` is that of Beijing in which it counts towards the buyer's limit, ``hold`` the key of that hold.
    ``assessment`` is the assessment document with its steps, ``flags`` what an officer should look at, each with its reason.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    invt_no = models.CharField(max_length=20, unique=True)
    cop_no = models.CharField(max_length=30, blank=True, default="")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="inventories")
    state = models.CharField(max_length=12, default="accepted")
    organisation = models.CharField(max_length=64, blank=True, default="")
    agent_code = models.CharField(max_length=18)
    ebc_code = models.CharField(max_length=18)
    assure_code = models.CharField(max_length=18)
    customs_code = models.CharField(max_length=4)
    trade_mode = models.CharField(max_length=4)
    pay_code = models.CharField(max_length=18)
    pay_transaction = models.CharField(max_length=60)
    logistics_code = models.CharField(max_length=18)
    logistics_no = models.CharField(max_length=60)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="inventories")
    year = models.PositiveSmallIntegerField()
    hold = models.CharField(max_length=64, unique=True)
    tax_scheme = models.CharField(max_length=16)
    dutiable_fen = models.BigIntegerField()
    tariff_fen = models.BigIntegerField()
    consumption_fen = models.BigIntegerField()
    vat_fen = models.BigIntegerField()
    assessment = models.TextField()
    flags = models.JSONField(default=list)
    declared_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(INVENTORY_STATES)), name="retail_tax_inventory_state"),
            models.CheckConstraint(
                condition=Q(dutiable_fen__gte=0, tariff_fen__gte=0, consumption_fen__gte=0, vat_fen__gte=0),
                name="retail_tax_inventory_fen",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("accepted_at")),
                name="retail_tax_inventory_order",
            ),
            models.UniqueConstraint(
                fields=["sale"], condition=Q(state__in=INVENTORY_LIVE), name="retail_tax_inventory_sale"
            ),
            models.UniqueConstraint(
                fields=["pay_code", "pay_transaction"],
                condition=Q(state__in=INVENTORY_LIVE),
                name="retail_tax_inventory_payment",
            ),
            models.UniqueConstraint(
                fields=["logistics_code", "logistics_no"],
                condition=Q(state__in=INVENTORY_LIVE),
                name="retail_tax_inventory_waybill",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="retail_tax_inventory_org"),
            models.Index(fields=["state", "id"], name="retail_tax_inventory_standing"),
            models.Index(fields=["released_at"], condition=Q(state="released"), name="retail_tax_inventory_window"),
            models.Index(fields=["buyer", "year"], name="retail_tax_inventory_buyer"),
        ]


class InventoryStep(models.Model):
    """One step of an inventory list: from which state to which, by which event, who and why; never changed."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="passed")
    event = models.CharField(max_length=16)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()
