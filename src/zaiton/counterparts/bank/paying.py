"""What the bank does with an order: takes it once, refuses it with a code, settles it at its time, gives money back."""

import json
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from zaiton.counterparts.bank import books
from zaiton.counterparts.bank.reading import Order
from zaiton.counterparts.bank.writing import notice
from zaiton.counterparts.outbox import put

XML = "application/xml"
WORDS = {
    "AC01": "There is no such account to be debited.",
    "AC03": "There is no such account to be credited.",
    "AC04": "The account is closed.",
    "AC06": "The account is frozen.",
    "AM01": "The amount is nothing.",
    "AM03": "The account is in another currency.",
    "AM04": "There is not enough money on the account.",
    "AM05": "The number was used before for another payment.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How this bank works: seconds until it settles, whom it tells, and what a payer unknown to it is given in a demonstration."""

    settle_seconds: float = 0
    demo_balance: int = 0
    callback: bool = False
    treasury: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: as a moment, in seconds, and as the business day."""

    at: datetime
    seconds: float
    day: date


@dataclass(frozen=True, slots=True)
class Twist:
    """What a fault does to this order: a reason to refuse it, a delay of what is told of it, a second notice."""

    reject: str = ""
    late: float = 0
    twice: bool = False


def take(db: sqlite3.Connection, order: Order, terms: Terms, now: Moment, twist: Twist) -> sqlite3.Row | None:
    """The payment as it stands after the order came; None where its number belongs to another payment (AM05)."""
    known = books.payment(db, order.number)
    if known is not None:
        return known if known["digest"] == order.digest else None
    if terms.demo_balance:
        _welcome(db, order, terms)
    code = twist.reject or _against(db, order)
    db.execute(
        """INSERT INTO payment (number, digest, message, part, debtor, debtor_name, creditor, creditor_name, amount, currency,
           document, state, code, words, taken_at, due, tell_from) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        (
            *(order.number, order.digest, order.message, order.part),
            *(order.debtor.account, order.debtor.name, order.creditor.account, order.creditor.name),
            *(order.amount, order.currency, order.document),
            *("rejected" if code else "pending", code, WORDS.get(code, "Refused.") if code else ""),
            *(now.at.isoformat(), now.seconds + terms.settle_seconds, now.seconds + twist.late),
        ),
    )
    if not code:
        db.execute(
            "UPDATE account SET reserved = reserved + ? WHERE number = ? AND NOT treasury",
            (order.amount, order.debtor.account),
        )
        if not terms.settle_seconds:
            settle(db, order.number, terms, now, twice=twist.twice)
    return books.payment(db, order.number)


def _welcome(db: sqlite3.Connection, order: Order, terms: Terms) -> None:
    """In a demonstration everybody has an account."""
    for side, balance in ((order.debtor, terms.demo_balance), (order.creditor, 0)):
        start = 0 if side.account.startswith(books.TREASURY) else balance
        books.opened(db, side.account, name=side.name or side.account, currency=order.currency, balance=start)


def _against(db: sqlite3.Connection, order: Order) -> str:
    """The code of the first reason against the order; blank where there is none."""
    debtor, creditor = books.account(db, order.debtor.account), books.account(db, order.creditor.account)
    if debtor is None or creditor is None:
        return "AC01" if debtor is None else "AC03"
    states = {debtor["state"], creditor["state"]}
    if states != {"open"}:
        return "AC04" if "closed" in states else "AC06"
    if order.amount <= 0:
        return "AM01"
    if {debtor["currency"], creditor["currency"]} != {order.currency}:
        return "AM03"
    if not debtor["treasury"] and debtor["balance"] - debtor["reserved"] < order.amount:
        return "AM04"
    return ""


def settle_due(db: sqlite3.Connection, terms: Terms, now: Moment) -> int:
    """Settle the payments whose time has come; how many."""
    words = "SELECT number FROM payment WHERE state = 'pending' AND due <= ? ORDER BY due LIMIT 100"
    rows = db.execute(words, (now.seconds,)).fetchall()
    for row in rows:
        settle(db, row["number"], terms, now)
    return len(rows)


def settle(db: sqlite3.Connection, number: str, terms: Terms, now: Moment, *, twice: bool = False) -> None:
    """Book it on both accounts and put in what is to be told."""
    row = books.payment(db, number)
    db.execute(
        "UPDATE account SET reserved = reserved - ? WHERE number = ? AND NOT treasury", (row["amount"], row["debtor"])
    )
    reference = f"BK{now.day:%y%m%d}{uuid.uuid4().hex[:12].upper()}"
    db.execute(
        "UPDATE payment SET state = 'settled', reference = ?, settled_on = ? WHERE number = ?",
        (reference, now.day.isoformat(), number),
    )
    _move(db, row, now, back=False)
    _tell(db, books.payment(db, number), terms, now, back=False, twice=twice)


def give_back(db: sqlite3.Connection, number: str, terms: Terms, now: Moment) -> None:
    """Return a settled payment: booked the other way round on today's day. Raises ``ValueError``."""
    row = books.payment(db, number)
    if row is None or row["state"] != "settled":
        raise ValueError(f"{number} is not settled")
    db.execute("UPDATE payment SET state = 'returned' WHERE number = ?", (number,))
    _move(db, row, now, back=True)
    _tell(db, books.payment(db, number), terms, now, back=True)


def _move(db: sqlite3.Connection, row: sqlite3.Row, now: Moment, *, back: bool) -> None:
    amount = -row["amount"] if back else row["amount"]
    for account, signed in ((row["debtor"], -amount), (row["creditor"], amount)):
        books.book(db, account, signed, day=now.day, number=row["number"], back=back)


def _tell(
    db: sqlite3.Connection, row: sqlite3.Row, terms: Terms, now: Moment, *, back: bool, twice: bool = False
) -> None:
    due = max(now.seconds, row["tell_from"])
    for _ in range(2 if twice else 1):
        if terms.callback:
            body = notice(row, message=f"N{uuid.uuid4().hex}", at=now.at, day=now.day, back=back)
            put(db, "callback", "", body, due=due, content_type=XML)
    if terms.treasury:
        _remit(db, row, now, back=back)


def _remit(db: sqlite3.Connection, row: sqlite3.Row, now: Moment, *, back: bool) -> None:
    """What came onto an account of the treasury, or went from it, is the treasury's to know."""
    for account, sign in ((row["creditor"], 1), (row["debtor"], -1)):
        if account.startswith(books.TREASURY):
            receipt = {
                "key": row["number"] + ("/back" if back else ""),
                "reference": row["number"],
                "amount": -sign * row["amount"] if back else sign * row["amount"],
                "currency": row["currency"],
                "document": row["document"],
                "payer": row["debtor_name"] or row["debtor"],
                "value_date": now.day.isoformat(),
            }
            put(db, "treasury", "/receipts", json.dumps(receipt, ensure_ascii=False).encode(), due=now.seconds)
