"""How the papers of one errand reach the person: one way for all of them, with what happened to it."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.papers.domain.status import WAYS
from zaiton.blocks.papers.models.names import public_id


class Delivery(models.Model):
    """The one delivery of everything that came of ``object`` (``cases.case/ab12``). ``trips`` counts visits to a counter."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    object = models.CharField(max_length=120, unique=True)
    way = models.CharField(max_length=12)
    recipient = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    telephone = models.CharField(max_length=40, blank=True, default="")
    carrier = models.CharField(max_length=80, blank=True, default="")
    tracking = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=12, default="chosen")
    trips = models.PositiveSmallIntegerField(default=0)
    chosen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="papers_delivery_way"),
            models.CheckConstraint(condition=Q(trips__lte=1), name="papers_delivery_one_trip"),
        ]


class DeliveryStep(models.Model):
    """One thing that happened to a delivery."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    words = models.CharField(max_length=300, blank=True, default="")
