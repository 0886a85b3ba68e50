"""The counter of customs: bills that are issued, word of payments, and a list of each day with what was issued and paid."""

import hashlib
import json
import sqlite3
from datetime import date
from typing import Any

from zaiton.counterparts.outbox import SCHEMA as OUTBOX
from zaiton.counterparts.saying import Speaker, whole, word
from zaiton.counterparts.serving import Answer, Asked, Route
from zaiton.counterparts.starting import Office
from zaiton.counterparts.store import ISSUES, issue_of

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS bill (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL, document TEXT NOT NULL, due TEXT NOT NULL, issued_on TEXT NOT NULL,
    payment TEXT UNIQUE, paid_on TEXT, CHECK ((payment IS NULL) = (paid_on IS NULL))
);
CREATE INDEX IF NOT EXISTS bill_issued ON bill (issued_on, id);
CREATE INDEX IF NOT EXISTS bill_paid ON bill (paid_on, id);
{OUTBOX}{ISSUES}
"""
SHOWN = "number, amount, currency, document, due, issued_on, payment, paid_on"


class Customs:
    """What it answers, over its store. ``knows_all``: a payment of a bill it never issued makes the bill (demonstrations)."""

    def __init__(self, office: Office, *, knows_all: bool) -> None:
        self.office, self.knows_all = office, knows_all
        self.speaker = Speaker(office.keys, office.clock)
        paid = self.speaker.signed(self.paid)
        office.routes += [
            Route("POST", "/bills", self.speaker.signed(self.issue), acts=True),
            Route("GET", "/bills/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", self.day, lists=True),
            Route("POST", "/bills/(?P<number>[^/]+)/paid", paid, clients=("treasury", "zaiton"), acts=True),
        ]

    def issue(self, asked: Asked, content: dict[str, Any]) -> Answer:
        """POST /bills: 200 for a new one and the same again, 409 where the number is known for another."""
        amount = whole(content, "amount")
        if amount <= 0:
            raise ValueError("amount: more than nothing")
        bill = (
            word(content, "number", most=120),
            amount,
            word(content, "currency", most=3),
            word(content, "document", most=120),
            date.fromisoformat(word(content, "due", most=10)).isoformat(),
        )
        digest = hashlib.sha256(json.dumps(bill).encode()).hexdigest()
        with self.office.store.turn() as db:
            known = _bill(db, bill[0])
            if known is None:
                self._enter(db, bill, digest)
        if known is not None and known["digest"] != digest:
            return self.speaker.answer(409, {"error": "known_for_another", "number": bill[0]})
        return self.speaker.answer(200, {"number": bill[0], "repeated": known is not None})

    def _enter(self, db: sqlite3.Connection, bill: tuple[str, int, str, str, str], digest: str) -> None:
        words = "INSERT INTO bill (number, amount, currency, document, due, digest, issued_on) VALUES (?,?,?,?,?,?,?)"
        db.execute(words, (*bill, digest, self.office.clock.business_day().isoformat()))

    def paid(self, asked: Asked, content: dict[str, Any]) -> Answer:
        """POST /bills/<number>/paid: once, by one payment of exactly its amount; anything else is refused and stays unpaid."""
        number, payment = asked.words["number"], word(content, "payment", most=35)
        amount, currency = whole(content, "amount"), word(content, "currency", most=3)
        with self.office.store.turn() as db:
            bill = _bill(db, number)
            if bill is None and self.knows_all:
                today = self.office.clock.business_day().isoformat()
                self._enter(db, (number, amount, currency, number, today), "")
                bill = _bill(db, number)
            why = _against(bill, payment, amount, currency)
            if bill is not None and not why and bill["payment"] is None:
                day = self.office.clock.business_day().isoformat()
                db.execute("UPDATE bill SET payment = ?, paid_on = ? WHERE number = ?", (payment, day, number))
        if bill is None:
            return self.speaker.answer(404, {"error": "no_such_bill", "number": number})
        if why:
            return self.speaker.answer(409, {"error": why, "number": number})
        return self.speaker.answer(200, {"number": number, "repeated": bill["payment"] is not None})

    def day(self, asked: Asked) -> Answer:
        """GET /bills/<day>[?currency=CNY]: bills issued on it, and bills paid on it with count and total; 404 for days to come."""
        try:
            day = date.fromisoformat(asked.words["day"])
        except ValueError:
            return Answer(404)
        if day > self.office.clock.business_day():
            return Answer(404)
        currency = asked.query.get("currency", "CNY")
        with self.office.store.turn() as db:
            issued, paid = (_of(db, column, day, currency) for column in ("issued_on", "paid_on"))
            issue = issue_of(db, currency, day, json.dumps(paid).encode())
        lie = int(self.office.faults.hit("lie_totals"))
        content = {
            "source": "customs",
            "day": day.isoformat(),
            "number": f"C{currency}-{day:%Y%m%d}-{issue}",
            "currency": currency,
            "count": len(paid),
            "total": sum(bill["amount"] for bill in paid) + lie,
            "paid": paid,
            "issued": issued,
        }
        return self.speaker.answer(200, content)


def _bill(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    return db.execute("SELECT * FROM bill WHERE number = ?", (number,)).fetchone()


def _of(db: sqlite3.Connection, column: str, day: date, currency: str) -> list[dict[str, Any]]:
    words = f"SELECT {SHOWN} FROM bill WHERE {column} = ? AND currency = ? ORDER BY id"
    return [dict(row) for row in db.execute(words, (day.isoformat(), currency))]


def _against(bill: sqlite3.Row | None, payment: str, amount: int, currency: str) -> str:
    if bill is None:
        return ""
    if (bill["amount"], bill["currency"]) != (amount, currency):
        return "amount_differs"
    return "paid_by_another" if bill["payment"] not in {None, payment} else ""
