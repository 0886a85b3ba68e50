"""Payment books follow what becomes of their payments: the state of the payment decides, not the order in which news comes.

A bank may take money back even after the treasury had it: then the entries are undone, the guarantee is taken again where it
still is, the receipt is revoked, and the book can be paid anew.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.money.public import (
    PaymentBrief,
    Reserve,
    entries_there,
    hold_batch,
    hold_card,
    payments_brief,
    reverse,
)
from zaiton.blocks.papers.public import VALID, certificate_card, certificate_revoke
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.both import told
from zaiton.services.retail_tax.actions.confirming import AT_ONCE, pay_later
from zaiton.services.retail_tax.actions.entries import book_key
from zaiton.services.retail_tax.actions.moving import LONGEST_REASON, SOME, kept, locked, recorded, taken
from zaiton.services.retail_tax.actions.paying import DOCUMENT, WORKER
from zaiton.services.retail_tax.domain.states import BOOK_OF_PAYMENT, BOOK_PAID
from zaiton.services.retail_tax.models import Bill, Book

FOLLOWED = ("debiting", "unknown", *BOOK_PAID)
OPEN = ("debiting", "unknown", "debited", "in_treasury")
FIELDS = ["reason", "debited_at", "in_treasury_at", "written_off_at"]
OVERLOOKED_SECONDS = 60
RECEIPT = "zaiton.services.retail_tax.jobs:receipt"
RECEIPTS_AT_ONCE = 100
LOOKED_AFTER = timedelta(days=31)
"""So long the sweep looks after a book that is written off; news of a return that comes later still moves it."""
NOT_FROZEN = gettext_noop("The guarantee could not be taken again for so many bills: {count}")
TAKEN_BACK = Bilingual(
    "银行已退回该笔税款，缴款书作废", "The bank took the payment back; this payment book does not hold any more"
)


def payment_followed(document: str, *, at: datetime) -> int:
    """Something became of the payment of a document; returns 1 where a payment book moved."""
    if not document.startswith(DOCUMENT):
        return 0
    return books_follow([document.removeprefix(DOCUMENT)], at=at)


def books_follow(numbers: Iterable[str], *, at: datetime) -> int:
    """Bring payment books up to date with their payments; returns how many moved."""
    moved = 0
    rows = Book.objects.filter(ent_duty_no__in=list(numbers), state__in=FOLLOWED).exclude(instruction="")
    for some in _behind(rows.order_by("pk").values_list("ent_duty_no", "instruction", "state")):
        moved += _brought_up(some, at)
    return moved


def books_swept(*, at: datetime) -> int:
    """Look after whatever is under way: confirmed books that no worker has taken, and books that are behind their payments."""
    late = [row for row in Book.objects.filter(state="confirmed").order_by("pk") if _overlooked(row, at)]
    for begin in range(0, len(late), AT_ONCE):
        with turn(), transaction.atomic():
            pay_later(late[begin : begin + AT_ONCE], at=at, mark="/sweep")
        give_way()
    receipts = _receipts_asked(at)
    moved = 0
    lately = Q(state="written_off", moved_at__gte=at - LOOKED_AFTER)
    rows = Book.objects.filter(Q(state__in=OPEN) | lately).exclude(instruction="").order_by("pk")
    for some in _behind(rows.values_list("ent_duty_no", "instruction", "state")):
        moved += _brought_up(some, at)
        give_way()
    return moved + len(late) + receipts


def _receipts_asked(at: datetime) -> int:
    """Receipts that lack although the treasury has had the money for a while are asked for again."""
    lacking = Book.objects.filter(state__in=("in_treasury", "written_off"), receipt="")
    lacking = lacking.filter(
        in_treasury_at__gte=at - LOOKED_AFTER, in_treasury_at__lte=at - timedelta(seconds=OVERLOOKED_SECONDS)
    )
    numbers = list(lacking.order_by("pk").values_list("ent_duty_no", flat=True)[:RECEIPTS_AT_ONCE])
    if numbers:
        with turn(), transaction.atomic():
            for number in numbers:
                key = f"retail_tax.receipt/{number}/{int(at.timestamp()) // OVERLOOKED_SECONDS}"
                later(RECEIPT, {"book": number}, key=key, at=at)
    return len(numbers)


def _overlooked(row: Book, at: datetime) -> bool:
    return row.moved_at is None or (at - row.moved_at).total_seconds() >= OVERLOOKED_SECONDS


def _behind(rows: Iterable[tuple[str, str, str]]) -> Iterable[list[str]]:
    """The numbers of books that do not stand where their payment is, some at a time."""
    wanted = list(rows)
    for begin in range(0, len(wanted), SOME):
        some = wanted[begin : begin + SOME]
        known = payments_brief(instruction for _, instruction, _ in some)
        behind = [
            number
            for number, instruction, state in some
            if instruction in known and _target(state, known[instruction].state) != state
        ]
        if behind:
            yield behind


def _target(state: str, payment: str) -> str:
    """Where a book belongs; what is paid stays where it is as long as its payment stands."""
    target = BOOK_OF_PAYMENT[payment]
    return state if target == "debited" and state in BOOK_PAID else target


def _brought_up(numbers: Sequence[str], at: datetime) -> int:
    rows, steps = [], []
    with turn(), transaction.atomic():
        there = locked(numbers)
        known = payments_brief(row.instruction for row in there.values() if row.instruction)
        for row in there.values():
            payment = known.get(row.instruction)
            if payment is None or row.state not in FOLLOWED or _target(row.state, payment.state) == row.state:
                continue
            steps += _steps(row, payment, at)
            rows.append(row)
        kept(rows, steps, [*FIELDS, "receipt"])
        recorded(rows, "retail_tax.books_followed", actor=WORKER, at=at)
    return len(rows)


def _steps(row: Book, payment: PaymentBrief, at: datetime) -> list:
    """The steps from where a book stands to where its payment is."""
    target, why = _target(row.state, payment.state), f"{payment.reply_code} {payment.reply_words}".strip()
    if target == "debiting":
        return [taken(row, "sent", actor=WORKER, at=at)]
    if target == "unknown":
        return [taken(row, "unclear", actor=WORKER, at=at)]
    if target == "debited":
        row.debited_at = payment.state_since
        return [taken(row, "settled", actor=WORKER, at=at)]
    row.reason = why or payment.state
    if payment.state != "returned":
        return [taken(row, "rejected", actor=WORKER, at=at, reason=row.reason)]
    steps = [] if row.state in BOOK_PAID else [taken(row, "settled", actor=WORKER, at=at)]
    _undone(row, at)
    return [*steps, taken(row, "returned", actor=WORKER, at=at, reason=row.reason)]


def _undone(row: Book, at: datetime) -> None:
    """What followed from a payment that came back."""
    day = at.astimezone(BEIJING).date()
    keys = [book_key(row.ent_duty_no, row.attempt, arrow) for arrow in ("credited", "written_off")]
    for key in sorted(entries_there(keys)):
        reverse(key, key=f"{key}/undone", reason=row.reason, business_date=day, actor=WORKER, at=at)
    if row.written_off_at is not None and (lacking := _frozen_again(row, at)):
        row.reason = f"{row.reason} · {told(NOT_FROZEN, count=lacking)}"[:LONGEST_REASON]
    if row.receipt:
        card = certificate_card(row.receipt)
        if card.status == VALID:
            certificate_revoke(card.public_id, actor=WORKER, at=at, reason=TAKEN_BACK)
    row.debited_at = row.in_treasury_at = row.written_off_at = None
    row.receipt = ""


def _frozen_again(row: Book, at: datetime) -> int:
    """Take the guarantee of each bill again; returns for how many it did not reach."""
    day = at.astimezone(BEIJING).date()
    bills = list(Bill.objects.filter(book=row).exclude(frozen="").order_by("pk"))
    wanted = []
    for bill in bills:
        card = hold_card(bill.frozen)
        key = f"{bill.frozen.partition('~')[0]}~{row.attempt}"
        wanted.append(Reserve(key, card.debit, card.credit, card.amount, day, document=card.document))
    lacking = 0
    for bill, held in zip(bills, hold_batch(wanted, actor=WORKER, at=at), strict=True):
        bill.frozen = "" if held.refusal else held.key
        lacking += held.refusal is not None
    Bill.objects.bulk_update(bills, ["frozen"], batch_size=SOME)
    return lacking
