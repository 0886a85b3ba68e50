"""Payments: agreements with a bank, instructions with every step they took, and the messages that crossed the wire."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.money.domain.states import AGREEMENT_STATES, AMOUNT_MOST, INSTRUCTION_STATES, LIVE_OR_PAID, PURPOSES
from zaiton.blocks.money.models.ledger import Entry, Hold
from zaiton.blocks.money.models.names import public_id


class Agreement(models.Model):
    """What enterprise, bank and customs signed together, so that a channel may debit an account of the enterprise."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=60, unique=True)
    organisation = models.CharField(max_length=64)
    channel = models.CharField(max_length=40)
    account = models.CharField(max_length=40)
    account_name = models.CharField(max_length=140)
    districts = models.JSONField(default=list)
    limit = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, default="draft")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AGREEMENT_STATES), name="money_agreement_state"),
            models.UniqueConstraint(
                fields=["organisation", "channel", "account"],
                condition=~Q(state="terminated"),
                name="money_agreement_live",
            ),
        ]


class AgreementStep(models.Model):
    """One change of an agreement: who, when, what it was before and is now."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveSmallIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    words = models.CharField(max_length=300, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "seq"], name="money_agreement_step")]


class Instruction(models.Model):
    """One payment that a counterpart is asked for. ``number`` travels unchanged (EndToEndId) and is the same at every sending.

    ``owner`` and ``lease_until`` say which worker is at it; ``next_at`` when something is due again; ``sent_at`` when it left
    last. ``hold`` is its money in the ledger, ``entry`` the booking once it is settled.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.CharField(max_length=35, unique=True)
    document = models.CharField(max_length=120)
    attempt = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=8)
    channel = models.CharField(max_length=40)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=64, blank=True, default="")
    debtor = models.JSONField()
    creditor = models.JSONField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    digest = models.CharField(max_length=64)
    business_date = models.DateField()
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="queued")
    state_since = models.DateTimeField()
    owner = models.CharField(max_length=36, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    reply_code = models.CharField(max_length=40, blank=True, default="")
    reply_words = models.CharField(max_length=300, blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")
    settled_on = models.DateField(null=True)
    refunds = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    hold = models.OneToOneField(Hold, null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=INSTRUCTION_STATES), name="money_instruction_state"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="money_instruction_purpose"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=AMOUNT_MOST), name="money_instruction_amount"),
            models.UniqueConstraint(fields=["document", "attempt"], name="money_instruction_attempt"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=LIVE_OR_PAID), name="money_instruction_live"
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(hold__isnull=True) | Q(entry__isnull=False),
                name="money_instruction_booked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state__in=("queued", "sending", "sent", "unknown")),
                name="money_instruction_due",
            ),
            models.Index(
                fields=["settled_on"], condition=Q(settled_on__isnull=False), name="money_instruction_settled"
            ),
            models.Index(fields=["organisation", "-id"], name="money_instruction_org"),
            models.Index(fields=["channel", "business_date"], name="money_instruction_day"),
            models.Index(fields=["state", "-id"], name="money_instruction_standing"),
        ]


class InstructionStep(models.Model):
    """One step of an instruction, also those that changed nothing (a second reply): what came and what it led to."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instruction", "seq"], name="money_instruction_step")]


class Message(models.Model):
    """One message as it crossed the wire: the same number with other bytes is refused, with the same bytes a repetition."""

    channel = models.CharField(max_length=40)
    inward = models.BooleanField()
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField()
    instruction = models.ForeignKey(Instruction, null=True, on_delete=models.PROTECT, related_name="messages")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "inward", "kind", "number"], name="money_message_once")
        ]
