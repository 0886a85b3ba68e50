"""What a run of reconciliation tells, what a statement is checked for, and which of two statements is the later one."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine
from zaiton.blocks.money.domain.states import AMOUNT_MOST

LATE_DAYS = 31
"""A statement may tell of lines that were booked so many days before it."""


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A statement as it was taken. ``replaced``: a later one of the same day has taken its place."""

    source: str
    day: date
    number: str
    currency: str
    opening: int | None
    closing: int | None
    lines: int
    total: int
    digest: str
    taken_at: datetime
    replaced: bool
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class RunCard:
    """One reconciliation of a day.

    ``sources`` has for each source the number of its statement, lines and total (``None`` where none has come). ``counts``:
    ``lines`` of the day, of which ``matched``, ``in_breaks`` and ``settled`` (in breaks that two people have settled); ``rules`` lines by the rule that matched them; ``breaks``
    found on the day by kind; ``opened`` and ``closed`` by this run. ``digest`` is of all matches of the day.
    """

    day: date
    at: datetime
    rules: str
    sources: Mapping[str, Any]
    counts: Mapping[str, Any]
    digest: str
    repeated: bool = False

    @property
    def clean(self) -> bool:
        """Whether every line of the day is matched and every statement has come."""
        return not self.counts["in_breaks"] and all(said is not None for said in self.sources.values())


def content_digest(statement: SourceStatement) -> str:
    """SHA-256 of all that a statement says."""
    head = [statement.source, statement.day.isoformat(), statement.currency, statement.opening, statement.closing]
    digest = hashlib.sha256(repr(head).encode())
    for line in statement.lines:
        said = (line.reference, line.amount, line.currency, line.booked_on.isoformat(), line.counterparty, line.words)
        digest.update(repr(said).encode())
    return digest.hexdigest()


def fault_of(statement: SourceStatement) -> str:
    """Why a statement cannot be taken, in English; empty where it can."""
    if not 0 < len(statement.number) <= 80 or not statement.number.isprintable():
        return "it has no number"
    if (statement.opening is None) != (statement.closing is None):
        return "one of its two balances is missing"
    total = 0
    for place, line in enumerate(statement.lines, 1):
        fault = _line_fault(line, statement)
        if fault:
            return f"line {place}: {fault}"
        total += line.amount
    if (
        statement.opening is not None
        and statement.closing is not None
        and statement.opening + total != statement.closing
    ):
        return f"its lines add up to {total}, its balances differ by {statement.closing - statement.opening}"
    return ""


def _line_fault(line: StatementLine, statement: SourceStatement) -> str:
    if type(line.amount) is not int or not 0 < abs(line.amount) <= AMOUNT_MOST:
        return "an amount that is none"
    if line.currency != statement.currency:
        return f"{line.currency} in a statement of {statement.currency}"
    if not statement.day - timedelta(LATE_DAYS) <= line.booked_on <= statement.day:
        return f"booked on {line.booked_on.isoformat()}"
    reference, party, words = line.reference, line.counterparty, line.words
    if len(reference) > 80 or len(party) > 140 or len(words) > 300 or not f"{reference}{party}{words}".isprintable():
        return "a text that is too long or cannot be printed"
    return ""


def is_later(number: str, than: str) -> bool:
    """Whether a number is of a later issue: the one taken last is, but for numbers that differ in their last figures alone."""
    (here, mine), (there, other) = _issue(number), _issue(than)
    return mine > other if here == there else True


def _issue(number: str) -> tuple[str, int]:
    figures = re.search(r"[0-9]{1,18}$", number)
    return (number[: figures.start()], int(figures.group())) if figures else (number, 0)
