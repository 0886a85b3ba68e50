"""What a company agrees to pay: one person proposes payment books, another one confirms them, hundreds at once.

Each book of a batch is taken or refused on its own. Both people say which amount they saw, so that nobody agrees to another.
What two people have confirmed is handed to the worker in the same transaction (``paying``).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.public import AgreementCard, agreements_of
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.moving import SOME, kept, locked, recorded, taken
from zaiton.services.retail_tax.domain import book_refusals as refusals
from zaiton.services.retail_tax.domain.states import BOOK_IN_FLIGHT, BOOK_PAID
from zaiton.services.retail_tax.models import Bill, Book, BookStep

MOST = 10_000
PAY = "zaiton.services.retail_tax.jobs:pay"
AT_ONCE = 50
"""Books that one job of the worker pays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one book of a batch: its state, or why it was left as it is. ``repeated``: it had been done before."""

    number: str
    state: str = ""
    refusal: Refusal | None = None
    repeated: bool = False


def books_propose(
    seen: Mapping[str, int], *, organisations: Collection[str], agreement: str = "", actor: str, at: datetime
) -> tuple[Outcome, ...]:
    """Propose books for payment: ``seen`` has their amounts in fen by number, ``agreement`` the one to pay by (blank: the one that fits).

    Raises ``TooManyBooks``; a book that is refused leaves the others alone.
    """
    day = at.astimezone(BEIJING).date()
    agreements: dict[str, tuple[AgreementCard, ...]] = {}

    def propose(row: Book) -> BookStep | None:
        if row.state == "proposed" and row.proposed_by == actor and agreement in ("", row.agreement):
            return None
        step = taken(row, "proposed", actor=actor, at=at)
        if row.organisation not in agreements:
            agreements[row.organisation] = agreements_of(row.organisation) if row.organisation else ()
        row.agreement = _fitting(row, agreements[row.organisation], agreement, day)
        row.proposed_by, row.proposed_at, row.confirmed_by, row.confirmed_at = actor, at, "", None
        return step

    fields = ["agreement", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at"]
    return _each(seen, propose, fields, "retail_tax.books_proposed", organisations, actor, at)


def books_confirm(
    seen: Mapping[str, int], *, organisations: Collection[str], actor: str, at: datetime
) -> tuple[Outcome, ...]:
    """Confirm proposed books as the second person; they are paid by the worker from now on. The same again changes nothing.

    Raises ``TooManyBooks``; a book that is refused leaves the others alone.
    """

    def confirm(row: Book) -> BookStep | None:
        if row.state in (*BOOK_IN_FLIGHT, *BOOK_PAID) and row.confirmed_by == actor:
            return None
        if row.state == "proposed" and row.proposed_by == actor:
            raise refusals.SecondPersonMissing("number", number=row.ent_duty_no)
        step = taken(row, "confirmed", actor=actor, at=at)
        row.confirmed_by, row.confirmed_at, row.reason, row.instruction = actor, at, "", ""
        return step

    fields = ["confirmed_by", "confirmed_at", "reason", "instruction"]
    return _each(seen, confirm, fields, "retail_tax.books_confirmed", organisations, actor, at, pays=True)


def books_take_back(
    numbers: Iterable[str], *, organisations: Collection[str], actor: str, at: datetime
) -> tuple[Outcome, ...]:
    """Take proposals back before the second person has confirmed them."""

    def take_back(row: Book) -> BookStep:
        tried = row.attempt > 0
        step = taken(row, "left" if tried else "taken_back", actor=actor, at=at)
        row.proposed_by, row.proposed_at, row.agreement = "", None, ""
        return step

    fields = ["proposed_by", "proposed_at", "agreement"]
    seen = dict.fromkeys(numbers, -1)
    return _each(seen, take_back, fields, "retail_tax.books_taken_back", organisations, actor, at)


def books_retry(
    numbers: Iterable[str], *, organisations: Collection[str], actor: str, at: datetime
) -> tuple[Outcome, ...]:
    """Have books that the bank did not pay tried again as two people had confirmed them; by a payment with a new number."""

    def retry(row: Book) -> BookStep:
        if row.state == "rejected" and not row.confirmed_by:
            raise refusals.BookStands("number", number=row.ent_duty_no, state=row.state)
        step = taken(row, "retried", actor=actor, at=at)
        row.reason, row.instruction = "", ""
        return step

    seen = dict.fromkeys(numbers, -1)
    fields = ["reason", "instruction"]
    return _each(seen, retry, fields, "retail_tax.books_retried", organisations, actor, at, pays=True)


def pay_later(rows: Iterable[Book], *, at: datetime, mark: str = "") -> None:
    """Give confirmed books to the worker, some in each job; in the transaction that confirmed them."""
    wanted = list(rows)
    for begin in range(0, len(wanted), AT_ONCE):
        some = wanted[begin : begin + AT_ONCE]
        key = f"retail_tax.pay/{some[0].ent_duty_no}/{some[0].attempt}/{int(at.timestamp() * 1000)}{mark}"
        later(PAY, {"books": [row.ent_duty_no for row in some]}, key=key, at=at)


def _each(
    seen: Mapping[str, int],
    act: Callable[[Book], BookStep | None],
    fields: list[str],
    action: str,
    organisations: Collection[str],
    actor: str,
    at: datetime,
    *,
    pays: bool = False,
) -> tuple[Outcome, ...]:
    """Let each book take its step or be refused; those that took it are written together, with one entry of evidence."""
    if len(seen) > MOST:
        raise refusals.TooManyBooks("books", most=MOST, count=len(seen))
    outcomes: dict[str, Outcome] = {}
    rows: list[Book] = []
    steps: list[BookStep] = []
    with turn(), transaction.atomic():
        there = {number: row for number, row in locked(seen).items() if row.organisation in organisations}
        sums = _sums(there.values())
        for number, fen in seen.items():
            row = there.get(number)
            try:
                if row is None:
                    raise refusals.BookUnknown("number", number=number[:24])
                before = row.state
                _must_be_whole(row, fen, sums)
                step = act(row)
            except Refusal as refusal:
                if row is not None:
                    row.state = before
                outcomes[number] = Outcome(number, row.state if row is not None else "", refusal)
                continue
            outcomes[number] = Outcome(number, row.state, repeated=step is None)
            if step is not None:
                rows.append(row)
                steps.append(step)
        kept(rows, steps, fields)
        if pays:
            pay_later(rows, at=at)
        recorded(rows, action, actor=actor, at=at)
    return tuple(outcomes[number] for number in seen)


def _must_be_whole(row: Book, seen: int, sums: Mapping[int, tuple[int, int]]) -> None:
    """``seen`` below nothing: no amount was agreed on. Raises ``BookChanged``, ``BookUneven``, ``BookEmpty``."""
    if seen >= 0 and row.total_fen != seen:
        raise refusals.BookChanged("number", number=row.ent_duty_no, now=row.total_fen, seen=seen)
    count, total = sums.get(row.pk, (0, 0))
    if (count, total) != (row.bills_count, row.total_fen):
        raise refusals.BookUneven("number", number=row.ent_duty_no, total=row.total_fen, bills=total)
    if not total:
        raise refusals.BookEmpty("number", number=row.ent_duty_no)


def _sums(rows: Iterable[Book]) -> dict[int, tuple[int, int]]:
    """Count and sum of the bills of each book."""
    pks = [row.pk for row in rows]
    found: dict[int, tuple[int, int]] = {}
    for begin in range(0, len(pks), SOME):
        bills = Bill.objects.filter(book__in=pks[begin : begin + SOME]).values("book")
        for pk, count, total in bills.annotate(n=Count("pk"), fen=Sum("total_fen")).values_list("book", "n", "fen"):
            found[pk] = (count, total)
    return found


def _fitting(row: Book, agreements: tuple[AgreementCard, ...], wanted: str, day: date) -> str:
    """The agreement that allows the payment; one for this customs before one for all. Raises ``NoAgreement``."""
    fit = [card for card in agreements if _allows(card, row, day) and wanted in ("", card.public_id)]
    if not fit:
        facts = {"number": row.ent_duty_no, "customs": row.customs_code, "total": row.total_fen}
        raise refusals.NoAgreement("agreement", **facts, day=day.isoformat())
    return min(fit, key=lambda card: (not card.districts, card.made_at)).public_id


def _allows(card: AgreementCard, row: Book, day: date) -> bool:
    begun = card.valid_from is None or card.valid_from <= day
    over = card.valid_until is not None and card.valid_until < day
    here = not card.districts or row.customs_code in card.districts
    enough = card.limit is None or row.total_fen <= card.limit
    return card.state == "active" and card.currency == "CNY" and begun and not over and here and enough
