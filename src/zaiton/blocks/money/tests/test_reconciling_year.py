"""A year of a bank: its camt.053 files, written by a library that is not ours, are read, chained, and agree with the ledger.

The suite takes one week in twelve; YEAR=1 takes all of it.
"""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from zaiton.blocks.money.actions.channels.iso20022 import read_camt053
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.actions.statements import statement_take
from zaiton.blocks.money.models import Break, Entry, Instruction
from zaiton.blocks.money.public import Draft, Line, account_card, post_batch
from zaiton.blocks.money.queries.breaks import breaks_standing
from zaiton.blocks.money.tests.books import WHO, a_book
from zaiton.blocks.money.tests.reconciling import evening, stated

foreign = pytest.importorskip("zaiton.blocks.money.tests.foreign", reason="the independent writer is not installed")

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2025, 1, 1)
WHOLE = os.environ.get("YEAR") == "1"
Payment = tuple[str, int, date]


def days() -> list[date]:
    """The days of the year that take part, in a row in each stretch."""
    every = [FIRST + timedelta(n) for n in range(365)]
    return every if WHOLE else [day for day in every if day.timetuple().tm_yday // 7 % 12 == 0]


def payments(chance: random.Random) -> list[Payment]:
    """Number, fen, and the day on which our books have it; three on most days."""
    found = [(day, chance.choice((0, 2, 3, 4))) for day in days()]
    return [(f"Y{day:%m%d}{n}", chance.randrange(1, 10**7), day) for day, count in found for n in range(count)]


def booked(rows: list[Payment]) -> None:
    """Entries and instructions of the whole year."""
    drafts = [
        [Draft(f"y/{number}", "hold", day, (Line("clearing", amount), Line("equity", -amount)))]
        for number, amount, day in rows
    ]
    for begin in range(0, len(drafts), 100):
        assert all(
            result.refusal is None for result in post_batch(drafts[begin : begin + 100], actor=WHO, at=evening(FIRST))
        )
    entries = dict(Entry.objects.values_list("key", "pk"))
    at = datetime.combine(FIRST, time(2), UTC)
    party = {"name": "x", "account": "x", "bank": ""}
    given = {"purpose": "debit", "channel": "bank", "debtor": party, "creditor": party, "currency": "CNY", "digest": ""}
    Instruction.objects.bulk_create(
        Instruction(
            number=number,
            document=f"bill/{number}",
            amount=amount,
            business_date=day,
            made_at=at,
            actor=WHO,
            state="settled",
            state_since=at,
            settled_on=day,
            entry_id=entries[f"y/{number}"],
            **given,
        )
        for number, amount, day in rows
    )


def file_of(day: date, opening: int, rows: list[Payment]) -> bytes:
    """The bank's camt.053 of a day, by the other library."""
    bookings = [
        foreign.Booking(number, Decimal(amount).scaleb(-2), words=f"bill/{number}") for number, amount, _ in rows
    ]
    return foreign.camt053(day, Decimal(opening).scaleb(-2), bookings)


def year(rows: list[Payment], chance: random.Random) -> Iterator[tuple[date, bytes, list[Payment]]]:
    """The bank's files; one payment in nine is booked by the bank on the next day that takes part in the stretch."""
    late: list[Payment] = []
    opening = 0
    every = set(days())
    for day in days():
        here = [row for row in rows if row[2] == day]
        slow = [row for row in here if day + timedelta(1) in every and chance.random() < 1 / 9]
        booked_now = late + [row for row in here if row not in slow]
        yield day, file_of(day, opening, booked_now), here
        opening += sum(amount for _, amount, _ in booked_now)
        late = slow


def test_a_year_of_files_agrees_with_the_ledger() -> None:
    a_book()
    chance = random.Random(20250101)
    rows = payments(chance)
    booked(rows)
    moved = 0
    for day, content, here in year(rows, chance):
        statement = read_camt053(content)
        assert (statement.day, statement.opening) == (day, moved)
        moved = statement.closing or 0
        statement_take(statement, at=evening(day))
        for source in ("treasury", "customs"):
            stated(source, day, [(number, amount) for number, amount, _ in here])
        card = reconcile(day, at=evening(day))
        assert not card.counts["breaks"] or set(card.counts["breaks"]) == {"cross_day"}
    assert moved == sum(amount for _, amount, _ in rows) == account_card("clearing").posted
    assert not Break.objects.filter(state__in=("open", "proposed")).exists()
    assert Break.objects.filter(kind="cross_day", state="closed").exists(), "some of the year crossed a day"
    assert not Break.objects.exclude(kind__in=("cross_day",)).exists()
    cards = [reconcile(day, at=evening(days()[-1])) for day in days()]
    assert all(card.clean for card in cards) and sum(card.counts["matched"] for card in cards) == 4 * len(rows)


def test_one_fen_in_a_year_is_found() -> None:
    a_book()
    chance = random.Random(7)
    rows = [row for row in payments(chance) if row[2] <= days()[4]]
    booked(rows)
    wrong = rows[len(rows) // 2]
    opening = 0
    for day in days()[:5]:
        here = [row for row in rows if row[2] == day]
        told = [(number, amount + (number == wrong[0]), on) for number, amount, on in here]
        statement_take(read_camt053(file_of(day, opening, told)), at=evening(day))
        opening += sum(amount for _, amount, _ in told)
        for source in ("treasury", "customs"):
            stated(source, day, [(number, amount) for number, amount, _ in here])
        reconcile(day, at=evening(day))
    (gap,) = breaks_standing(on=days()[5])
    assert (gap.kind, gap.reference, gap.day) == ("amount_differs", wrong[0], wrong[2])
