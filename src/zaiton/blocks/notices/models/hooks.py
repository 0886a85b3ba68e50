"""Machines' side: an organisation's endpoints, the secrets that sign for them, and each event on its way to each of them."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.notices.models.names import public_id


class Endpoint(models.Model):
    """An address of an organisation's to which events of chosen kinds are posted.

    ``state``: live, off (switched off after long failure, or because it answered that it is gone), removed. ``kinds`` holds
    kinds of notice, or ``*`` for all. ``rest_until`` holds everything back for a while after a failure.
    """

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    organisation = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField()
    state = models.CharField(max_length=8, default="live")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "id"], condition=~Q(state="removed"), name="notices_endpoint_of")
        ]


class Secret(models.Model):
    """What a secret is made of, never the secret: see ``domain/signing``. ``ends_at`` is set when the next one is made."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="secrets")
    salt = models.CharField(max_length=43)
    check_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One event for one endpoint, with the bytes that are sent and how the last attempt ended.

    ``state``: waiting, delivered, dead, cancelled (the endpoint was removed). ``error`` is a code that pages put into words.
    """

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=100)
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    round = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="notices_delivery_once")]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="notices_delivery_of"),
            models.Index(fields=["-id"], condition=Q(state="dead"), name="notices_delivery_dead"),
            models.Index(fields=["created_at"], name="notices_delivery_age"),
        ]
