"""Tax bills with their lines, disputes of a line, and the payment books in which bills are paid together."""

from django.db import models
from django.db.models import F, Q

from zaiton.services.retail_tax.domain.states import (
    BILL_KINDS,
    BILL_STATES,
    BOOK_STATES,
    CLAIM_STATES,
    DISPUTE_STATES,
)
from zaiton.services.retail_tax.models.guarantees import Guarantee
from zaiton.services.retail_tax.models.inventories import Inventory
from zaiton.services.retail_tax.models.names import public_id


class Book(models.Model):
    """What is paid at once: the bills of one agent at one customs under one scheme and period. ``ent_duty_no`` is its number.

    Two people: ``proposed_by`` and ``confirmed_by`` differ; what they agree on is paid by ``agreement``. ``instruction`` is the
    payment of the money block in force, ``attempt`` how many there were; ``receipt`` is
    the public id of the sealed certificate made once it is in the treasury. ``moved_at`` is when its state changed last.
    """

    ent_duty_no = models.CharField(max_length=24, unique=True)
    organisation = models.CharField(max_length=64, blank=True, default="")
    agent_code = models.CharField(max_length=18)
    customs_code = models.CharField(max_length=4)
    scheme = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    due_on = models.DateField()
    bills_count = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, default="consolidated")
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    agreement = models.CharField(max_length=12, blank=True, default="")
    proposed_by = models.CharField(max_length=80, blank=True, default="")
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    instruction = models.CharField(max_length=64, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=1000, blank=True, default="")
    debited_at = models.DateTimeField(null=True)
    in_treasury_at = models.DateTimeField(null=True)
    written_off_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(BOOK_STATES)), name="retail_tax_book_state"),
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="retail_tax_book_fen"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("proposed_by")), name="retail_tax_book_two"
            ),
            models.UniqueConstraint(
                fields=["agent_code", "customs_code", "scheme", "period"],
                condition=Q(state="consolidated"),
                name="retail_tax_book_open",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="retail_tax_book_org"),
            models.Index(fields=["state", "due_on"], name="retail_tax_book_standing"),
            models.Index(fields=["instruction"], condition=~Q(instruction=""), name="retail_tax_book_paid_by"),
            models.Index(fields=["in_treasury_at"], name="retail_tax_book_treasury"),
        ]


class BookStep(models.Model):
    """One step of a payment book: from which state to which, by which event, who and why; never changed."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="passed")
    event = models.CharField(max_length=16)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()


class Bill(models.Model):
    """One electronic tax bill of one inventory list, in fen. ``tax_no`` is its number. What was too little names the bill it is
    ``of``, a surcharge the payment book that came late (``of_book``).

    ``collectable_on`` and ``due_on`` are the days of its scheme; ``frozen`` the key of the hold on the guarantee.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    tax_no = models.CharField(max_length=24, unique=True)
    guid = models.CharField(max_length=36, unique=True)
    kind = models.CharField(max_length=14, default="tax")
    inventory = models.ForeignKey(Inventory, null=True, on_delete=models.PROTECT, related_name="bills")
    of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    of_book = models.ForeignKey(Book, null=True, on_delete=models.PROTECT, related_name="surcharges")
    state = models.CharField(max_length=12, default="generated")
    organisation = models.CharField(max_length=64, blank=True, default="")
    agent_code = models.CharField(max_length=18)
    customs_code = models.CharField(max_length=4)
    tariff_fen = models.BigIntegerField(default=0)
    consumption_fen = models.BigIntegerField(default=0)
    vat_fen = models.BigIntegerField(default=0)
    surcharge_fen = models.BigIntegerField(default=0)
    total_fen = models.BigIntegerField()
    scheme = models.CharField(max_length=20)
    collectable_on = models.DateField()
    due_on = models.DateField()
    period = models.CharField(max_length=10)
    book = models.ForeignKey(Book, null=True, on_delete=models.PROTECT, related_name="bills")
    guarantee = models.ForeignKey(Guarantee, null=True, on_delete=models.PROTECT, related_name="bills")
    frozen = models.CharField(max_length=64, blank=True, default="")
    why = models.CharField(max_length=1000, blank=True, default="")
    generated_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(BILL_STATES)), name="retail_tax_bill_state"),
            models.CheckConstraint(condition=Q(kind__in=list(BILL_KINDS)), name="retail_tax_bill_kind"),
            models.CheckConstraint(
                condition=Q(total_fen=F("tariff_fen") + F("consumption_fen") + F("vat_fen") + F("surcharge_fen")),
                name="retail_tax_bill_sum",
            ),
            models.CheckConstraint(
                condition=Q(state="consolidated", book__isnull=False)
                | (~Q(state="consolidated") & Q(book__isnull=True)),
                name="retail_tax_bill_book",
            ),
            models.UniqueConstraint(
                fields=["inventory"], condition=Q(kind="tax") & ~Q(state="void"), name="retail_tax_bill_once"
            ),
            models.UniqueConstraint(
                fields=["of_book"], condition=Q(kind="surcharge") & ~Q(state="void"), name="retail_tax_bill_late_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="retail_tax_bill_org"),
            models.Index(fields=["collectable_on"], condition=Q(state="generated"), name="retail_tax_bill_due"),
        ]


class BillLine(models.Model):
    """One line of a bill as CEB816 carries it, in fen; a bill's taxes are the sums of its lines."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="lines")
    gnum = models.PositiveSmallIntegerField()
    gcode = models.CharField(max_length=10)
    name = models.CharField(max_length=250, blank=True, default="")
    tax_price_fen = models.BigIntegerField()
    tariff_fen = models.BigIntegerField()
    consumption_fen = models.BigIntegerField()
    vat_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "gnum"], name="retail_tax_bill_line_once")]


class Dispute(models.Model):
    """A line that the company says is wrong, until customs answers. One open dispute a line."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    line = models.ForeignKey(BillLine, on_delete=models.PROTECT, related_name="disputes")
    organisation = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=10, default="open")
    reason = models.CharField(max_length=1000)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_by = models.CharField(max_length=80, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(DISPUTE_STATES)), name="retail_tax_dispute_state"),
            models.UniqueConstraint(fields=["line"], condition=Q(state="open"), name="retail_tax_dispute_open"),
        ]
        indexes = [models.Index(fields=["state", "id"], name="retail_tax_dispute_standing")]


class Claim(models.Model):
    """A claim that too much was paid (Tariff Law art. 51-53): decided within thirty days, paid back with interest."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="claims")
    organisation = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=10, default="made")
    amount_fen = models.BigIntegerField()
    interest_fen = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=1000)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    decide_by = models.DateField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    instruction = models.CharField(max_length=64, blank=True, default="")
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CLAIM_STATES)), name="retail_tax_claim_state"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, interest_fen__gte=0), name="retail_tax_claim_fen"),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state__in=("made", "granted", "paying")), name="retail_tax_claim_open"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="retail_tax_claim_standing")]
