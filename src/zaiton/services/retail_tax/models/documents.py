"""What came in: files, the documents in them, and what customs and the port answer later.

Nothing about a person stands in plain text: what a document says of buyer, payer and consignee is sealed apart from the rest.
"""

from django.db import models
from django.db.models import Q

from zaiton.services.retail_tax.domain.states import DOCUMENT_KINDS, SALE_STATES
from zaiton.services.retail_tax.models.names import public_id
from zaiton.services.retail_tax.models.parties import Buyer

SOURCES = ("api", "file", "folder")
DOCUMENT_STATES = ("live", "superseded", "withdrawn")


class Intake(models.Model):
    """One file as it came, and what its receipt says. The same bytes again get the same receipt (``digest`` is unique).

    ``receipt`` is what the sender was answered. ``faults`` lists records that were refused: place, guid and code; ``content`` is the file itself, sealed, where it was signed.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True, default="")
    message = models.CharField(max_length=8, blank=True, default="")
    guid = models.CharField(max_length=36, blank=True, default="")
    sender = models.CharField(max_length=30, blank=True, default="")
    organisation = models.CharField(max_length=64, blank=True, default="")
    bytes = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    signed_by = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True)
    receipt = models.BinaryField(default=b"")
    received_at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(source__in=SOURCES), name="retail_tax_intake_source")]
        indexes = [
            models.Index(fields=["-received_at"], name="retail_tax_intake_time"),
            models.Index(fields=["organisation", "-id"], name="retail_tax_intake_org"),
        ]


class Sale(models.Model):
    """One order of one platform, with whatever has arrived about it.

    ``findings`` are the discrepancies of the last try, ``due_at`` until when it waits. ``buyer`` is that of the order.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    ebp_code = models.CharField(max_length=18)
    order_no = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="waiting")
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    findings = models.JSONField(default=list)
    first_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ebp_code", "order_no"], name="retail_tax_sale_once"),
            models.CheckConstraint(condition=Q(state__in=list(SALE_STATES)), name="retail_tax_sale_state"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=("waiting", "discrepant")), name="retail_tax_sale_due"
            ),
            models.Index(fields=["state", "-id"], name="retail_tax_sale_standing"),
        ]


class Document(models.Model):
    """One record of a message. ``code`` and ``number`` name it within its kind: one of them is in force at a time.

    ``said`` is JSON of everything but persons, ``persons`` the rest, sealed. ``digest`` covers both: the same document again is a
    repetition, another under its number is a change (application type 2) or refused. A waybill that names no order has no sale
    until an inventory list names it: ``parcel`` is carrier and number of waybills and inventory lists.
    """

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="documents", db_index=False)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=14)
    code = models.CharField(max_length=18)
    number = models.CharField(max_length=100)
    guid = models.CharField(max_length=36)
    digest = models.BinaryField(max_length=16)
    parcel = models.CharField(max_length=80, blank=True, default="")
    sale = models.ForeignKey(Sale, null=True, on_delete=models.PROTECT, related_name="documents")
    said = models.TextField()
    persons = models.BinaryField()
    state = models.CharField(max_length=10, default="live")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(DOCUMENT_KINDS)), name="retail_tax_document_kind"),
            models.CheckConstraint(condition=Q(state__in=DOCUMENT_STATES), name="retail_tax_document_state"),
            models.UniqueConstraint(
                fields=["kind", "code", "number"], condition=Q(state="live"), name="retail_tax_document_live"
            ),
            models.UniqueConstraint(fields=["intake", "place"], name="retail_tax_document_place"),
        ]
        indexes = [models.Index(fields=["parcel"], name="retail_tax_document_parcel")]


class Answer(models.Model):
    """What is told to a sender after the receipt of its file: state of a list, tax bill, state of a bill; until it is fetched.

    ``message`` is the message that carries it (``CEB622``, ``CEB816``), ``subject`` the public id or number it is about.
    """

    to_code = models.CharField(max_length=18)
    organisation = models.CharField(max_length=64, blank=True, default="")
    message = models.CharField(max_length=8)
    subject = models.CharField(max_length=60)
    guid = models.CharField(max_length=36)
    code = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, blank=True, default="")
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guid"], name="retail_tax_answer_once")]
        indexes = [
            models.Index(fields=["to_code", "id"], condition=Q(fetched_at=None), name="retail_tax_answer_open"),
            models.Index(fields=["organisation", "-id"], name="retail_tax_answer_org"),
        ]
