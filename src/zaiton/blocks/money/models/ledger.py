"""The ledger: accounts with their kept balances, entries and their lines, holds, closed days.

Amounts are minor units, debit positive and credit negative. ``posted`` and the two ``pending`` columns are kept by triggers
from the lines and the holds (migration 0002), never by the programme; the CHECKs over them are the limits. Entries and
lines can be neither changed nor removed, whoever asks.
"""

from django.db import models
from django.db.models import F, Q

from zaiton.blocks.money.domain.states import ACCOUNT_KINDS, AMOUNT_MOST, HOLD_STATES, PROPOSAL_STATES
from zaiton.blocks.money.models.names import public_id


class Account(models.Model):
    """One account in one currency. ``least`` and ``most`` bound its balance with all holds; null: no bound.

    An account that must not be overdrawn has ``least`` 0 where it holds our money (asset) and ``most`` 0 where it is owed
    to somebody (liability). ``owner`` is whose it is (``organisation/ab12``); blank: the installation's own.
    """

    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    owner = models.CharField(max_length=120, blank=True, default="")
    least = models.BigIntegerField(null=True)
    most = models.BigIntegerField(null=True)
    posted = models.BigIntegerField(default=0)
    pending_debit = models.BigIntegerField(default=0)
    pending_credit = models.BigIntegerField(default=0)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="money_account_code"),
            models.CheckConstraint(condition=Q(kind__in=ACCOUNT_KINDS), name="money_account_kind"),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(posted__gte=F("least") + F("pending_credit")),
                name="money_account_least",
            ),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(posted__lte=F("most") - F("pending_debit")),
                name="money_account_most",
            ),
            models.CheckConstraint(
                condition=Q(pending_debit__gte=0, pending_credit__gte=0), name="money_account_pending"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(posted=0, pending_debit=0, pending_credit=0),
                name="money_account_closed",
            ),
        ]
        indexes = [models.Index(fields=["owner", "code"], condition=~Q(owner=""), name="money_account_owner")]


class Entry(models.Model):
    """One booking. ``key`` is the client's name for it, ``digest`` of its content: a repetition is told from a misuse.

    ``business_date`` is the day it belongs to, ``booked_at`` the moment it was written. ``reverses`` names the entry that it
    undoes, once at most. ``lines`` is how many lines it has, and no line can be added.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    business_date = models.DateField(db_index=True)
    booked_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    document = models.CharField(max_length=120, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lines = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lines__gte=2), name="money_entry_lines"),
            models.UniqueConstraint(fields=["key"], name="money_entry_key"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="money_entry_reverses"
            ),
        ]
        indexes = [models.Index(fields=["document", "id"], condition=~Q(document=""), name="money_entry_document")]


class Posting(models.Model):
    """One line of an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-AMOUNT_MOST, amount__lte=AMOUNT_MOST),
                name="money_posting_amount",
            )
        ]
        indexes = [models.Index(fields=["account", "entry"], name="money_posting_account")]


class Hold(models.Model):
    """Money set apart on its way from the credited account to the debited one, until it is posted, given back or out of time."""

    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    business_date = models.DateField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)
    document = models.CharField(max_length=120, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, default="pending")
    settled_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="money_hold_key"),
            models.CheckConstraint(condition=Q(state__in=HOLD_STATES), name="money_hold_state"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=AMOUNT_MOST), name="money_hold_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="money_hold_sides"),
            models.CheckConstraint(
                condition=(Q(state="posted") & Q(entry__isnull=False)) | (~Q(state="posted") & Q(entry__isnull=True)),
                name="money_hold_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="pending"), name="money_hold_expiry"),
            models.Index(fields=["document"], condition=~Q(document=""), name="money_hold_document"),
        ]


class Closing(models.Model):
    """A closed day: nothing is booked on it or before it any more. ``digest`` is of the trial balance at its end."""

    through = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    entries = models.BigIntegerField()
    digest = models.CharField(max_length=64)


class Snapshot(models.Model):
    """The balance of an account at the end of a closed day, so that a balance on any day costs little."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="+")
    posted = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "closing"], name="money_snapshot_once")]


class Anchor(models.Model):
    """A stretch of entries with their digest, chained to the stretch before it and told to the evidence log."""

    after = models.BigIntegerField(unique=True)
    upto = models.BigIntegerField(unique=True)
    entries = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()


class Proposal(models.Model):
    """An entry somebody wants booked by hand; another person lets it be booked or refuses it."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="proposed")
    maker = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    checker = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PROPOSAL_STATES), name="money_proposal_state"),
            models.CheckConstraint(condition=~Q(checker=F("maker")), name="money_proposal_two"),
            models.CheckConstraint(
                condition=Q(state="proposed", checker="") | (~Q(state="proposed") & ~Q(checker="")),
                name="money_proposal_decided",
            ),
        ]
