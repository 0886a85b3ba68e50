"""The bank's books: accounts, payments in their states, bookings. What is reserved is not yet booked and not available."""

import json
import sqlite3
from datetime import date
from pathlib import Path

from zaiton.counterparts.outbox import SCHEMA as OUTBOX
from zaiton.counterparts.store import ISSUES

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS account (
    number TEXT PRIMARY KEY, name TEXT NOT NULL, currency TEXT NOT NULL, opening INTEGER NOT NULL,
    balance INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'frozen', 'closed')),
    treasury INTEGER NOT NULL DEFAULT 0,
    CHECK (reserved >= 0), CHECK (treasury OR balance >= reserved)
);
CREATE TABLE IF NOT EXISTS payment (
    number TEXT PRIMARY KEY, digest TEXT NOT NULL, message TEXT NOT NULL, part TEXT NOT NULL,
    debtor TEXT NOT NULL, debtor_name TEXT NOT NULL, creditor TEXT NOT NULL, creditor_name TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0), currency TEXT NOT NULL, document TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'settled', 'rejected', 'returned')),
    code TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '',
    taken_at TEXT NOT NULL, due REAL NOT NULL, tell_from REAL NOT NULL, settled_on TEXT
);
CREATE INDEX IF NOT EXISTS payment_due ON payment (due) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS booking (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account, amount INTEGER NOT NULL, day TEXT NOT NULL,
    number TEXT NOT NULL REFERENCES payment, back INTEGER NOT NULL DEFAULT 0, UNIQUE (account, number, back)
);
CREATE INDEX IF NOT EXISTS booking_day ON booking (account, day, id);
{OUTBOX}{ISSUES}
"""
TREASURY = "TREASURY"
"""Accounts whose number begins so are the treasury's: what comes in is remitted to it, and they may fall below nothing."""


def opened(
    db: sqlite3.Connection, number: str, *, name: str, currency: str, balance: int = 0, state: str = "open"
) -> None:
    """Open an account unless there is one of this number."""
    db.execute(
        "INSERT OR IGNORE INTO account (number, name, currency, opening, balance, state, treasury) VALUES (?,?,?,?,?,?,?)",
        (number, name, currency, balance, balance, state, int(number.startswith(TREASURY))),
    )


def opened_from(db: sqlite3.Connection, file: Path) -> None:
    """Open the accounts of a JSON file: ``{"accounts": [{"number", "name", "currency", "balance", "state"}]}``."""
    for row in json.loads(file.read_text(encoding="utf-8"))["accounts"]:
        opened(
            db,
            row["number"],
            name=row.get("name", row["number"]),
            currency=row["currency"],
            balance=int(row.get("balance", 0)),
            state=row.get("state", "open"),
        )


def account(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    """The account, if there is one."""
    return db.execute("SELECT * FROM account WHERE number = ?", (number,)).fetchone()


def payment(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    """The payment, if it was ever asked for."""
    return db.execute("SELECT * FROM payment WHERE number = ?", (number,)).fetchone()


def book(db: sqlite3.Connection, account: str, amount: int, *, day: date, number: str, back: bool = False) -> None:
    """Book once: a second booking of the same payment on the same account is an error of the store."""
    words = "INSERT INTO booking (account, amount, day, number, back) VALUES (?, ?, ?, ?, ?)"
    db.execute(words, (account, amount, day.isoformat(), number, int(back)))
    db.execute("UPDATE account SET balance = balance + ? WHERE number = ?", (amount, account))


def balance_before(db: sqlite3.Connection, number: str, day: date) -> int:
    """What stood on the account at the beginning of the day."""
    row = account(db, number)
    words = "SELECT COALESCE(SUM(amount), 0) FROM booking WHERE account = ? AND day < ?"
    moved = db.execute(words, (number, day.isoformat())).fetchone()[0]
    return (row["opening"] if row else 0) + moved


def booked_on(db: sqlite3.Connection, number: str, day: date) -> list[sqlite3.Row]:
    """The bookings of the day with what they belong to, in the order of booking."""
    words = """SELECT b.id AS booking, b.amount AS signed, b.back, p.* FROM booking b JOIN payment p USING (number)
               WHERE b.account = ? AND b.day = ? ORDER BY b.id"""
    return db.execute(words, (number, day.isoformat())).fetchall()
