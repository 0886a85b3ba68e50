"""Days for tests of reconciliation: payments as our books have them, and what bank, treasury and customs state of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from zaiton.blocks.money.actions.statements import statement_take
from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine
from zaiton.blocks.money.domain.runs import StatementCard
from zaiton.blocks.money.models import Entry, Instruction
from zaiton.blocks.money.public import Draft, Line, post
from zaiton.blocks.money.tests.books import WHO

OUTSIDE = ("bank", "treasury", "customs")


def evening(day: date) -> datetime:
    """The moment after a day in Beijing at which it is reconciled."""
    return datetime.combine(day + timedelta(1), time(1), UTC)


def instruct(
    number: str, day: date | None, amount: int, *, state: str = "settled", entry: str = "", purpose: str = "debit"
) -> Any:
    """An instruction as it stands in our books, with the entry that booked it."""
    booked = Entry.objects.get(key=entry) if entry else None
    party = {"name": "x", "account": "x", "bank": ""}
    at = evening(day or date(2026, 11, 23))
    return Instruction.objects.create(
        number=number,
        document=f"bill/{number}",
        purpose=purpose,
        channel="bank",
        debtor=party,
        creditor=party,
        amount=amount,
        currency="CNY",
        digest="",
        business_date=at.date(),
        made_at=at,
        actor=WHO,
        state=state,
        state_since=at,
        settled_on=day,
        entry=booked,
    )


def paid(number: str, day: date, amount: int = 100, *, booked: int | None = None) -> None:
    """A settled instruction with its entry in the ledger."""
    lines = (Line("clearing", booked or amount), Line("equity", -(booked or amount)))
    post(Draft(f"instruction/{number}/settled", "hold", day, lines), actor=WHO, at=evening(day))
    instruct(number, day, amount, entry=f"instruction/{number}/settled")


def stated(
    source: str, day: date, lines: Iterable[tuple[str, int]], *, issue: int = 1, opening: int | None = None, **more: Any
) -> StatementCard:
    """Take a statement of these references and amounts."""
    return statement_take(statement(source, day, lines, issue=issue, opening=opening, **more), at=evening(day))


def statement(
    source: str, day: date, lines: Iterable[tuple[str, int]], *, issue: int = 1, opening: int | None = None, **more: Any
) -> SourceStatement:
    """A statement of these references and amounts."""
    rows = tuple(
        StatementLine(reference, amount, "CNY", day, "payer", f"bill/{reference}") for reference, amount in lines
    )
    closing = None if opening is None else opening + sum(row.amount for row in rows)
    given = {"closing": closing, **more}
    return SourceStatement(source, day, f"{source}-{day:%Y%m%d}-{issue}", "CNY", opening, lines=rows, **given)


def all_stated(day: date, lines: Iterable[tuple[str, int]], **without: Iterable[tuple[str, int]] | None) -> None:
    """All three state the same, but for what is given for one by name (None: its statement does not come)."""
    rows = list(lines)
    for source in OUTSIDE:
        said = without.get(source, rows) if source in without else rows
        if said is not None:
            stated(source, day, said)
