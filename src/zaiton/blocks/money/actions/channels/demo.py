"""A bank within the house for demonstrations without processes: it settles at once and keeps a book of its own.

The book is a file of its own, not a table: like a real counterpart it knows what it did when our transaction came to nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from zaiton.base.text import Bilingual
from zaiton.blocks.money.domain.channels import Order, Reply, SourceStatement, StatementLine
from zaiton.kit.clock import BEIJING

BOOK = """CREATE TABLE IF NOT EXISTS payment (
    number TEXT PRIMARY KEY, said TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, day TEXT NOT NULL,
    payer TEXT NOT NULL, document TEXT NOT NULL)"""


class Demo:
    """Settles every order once; a number that comes with another content is rejected (AM05)."""

    name = "demo"
    title = Bilingual("演示银行（本机）", "Demonstration bank (in the house)")
    final_after = timedelta(seconds=0)
    demo = True

    def __init__(self, book: Path) -> None:
        self._book = book

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Settled, on the day it is in Beijing."""
        said = f"{order.purpose} {order.amount} {order.currency} {order.debtor.account} {order.creditor.account}"
        signed = order.amount if order.purpose == "debit" else -order.amount
        day = at.astimezone(BEIJING).date().isoformat()
        row = (order.number, said, signed, order.currency, day, order.debtor.name, order.document)
        with self._open() as db:
            db.execute("INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            known = db.execute("SELECT said FROM payment WHERE number = ?", (order.number,)).fetchone()
        if known[0] != said:
            return Reply("rejected", "AM05", "The number was used before for another payment.")
        return self.query(order.number, at=at)

    def query(self, number: str, *, at: datetime) -> Reply:
        """Settled, or not known."""
        with self._open() as db:
            row = db.execute("SELECT day FROM payment WHERE number = ?", (number,)).fetchone()
        if row is None:
            return Reply("not_known")
        return Reply("settled", reference=f"DEMO-{number}"[:35], settled_on=date.fromisoformat(row[0]))

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What it booked on the day, in CNY."""
        words = "SELECT number, amount, currency, payer, document FROM payment WHERE day = ? AND currency = 'CNY' ORDER BY 1"
        with self._open() as db:
            rows = db.execute(words, (day.isoformat(),)).fetchall()
            before = db.execute(
                "SELECT COALESCE(SUM(amount), 0) FROM payment WHERE day < ? AND currency = 'CNY'", (day.isoformat(),)
            ).fetchone()[0]
        lines = tuple(StatementLine(row[0], row[1], row[2], day, row[3], row[4]) for row in rows)
        closing = before + sum(line.amount for line in lines)
        number = f"DEMO-{day:%Y%m%d}-{len(lines)}"
        return SourceStatement("demo", day, number, "CNY", before, closing, lines)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._book.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._book, timeout=10)) as db, db:
            db.execute(BOOK)
            yield db
