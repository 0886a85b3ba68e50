"""The treasury's counter: receipts that banks send in, each taken once; its own list of each day; word to customs of what came."""

import hashlib
import json
import sqlite3
from datetime import date
from typing import Any
from urllib.parse import quote

from zaiton.counterparts.outbox import SCHEMA as OUTBOX
from zaiton.counterparts.outbox import put
from zaiton.counterparts.saying import Speaker, whole, word
from zaiton.counterparts.serving import Answer, Asked, Route
from zaiton.counterparts.starting import Office
from zaiton.counterparts.store import ISSUES, issue_of

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS receipt (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0), currency TEXT NOT NULL, document TEXT NOT NULL, payer TEXT NOT NULL,
    value_date TEXT NOT NULL, day TEXT NOT NULL, sender TEXT NOT NULL, taken_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS receipt_day ON receipt (day, currency, id);
{OUTBOX}{ISSUES}
"""


class Treasury:
    """What it answers, over its store."""

    def __init__(self, office: Office, *, tells_customs: bool) -> None:
        self.office, self.tells_customs = office, tells_customs
        self.speaker = Speaker(office.keys, office.clock)
        office.routes += [
            Route("POST", "/receipts", self.speaker.signed(self.take), clients=("bank",), acts=True),
            Route("GET", "/receipts/(?P<day>[0-9-]+)", self.day, lists=True),
        ]

    def take(self, asked: Asked, content: dict[str, Any]) -> Answer:
        """POST /receipts: 200 for a new one and for the same again, 409 where the key is known for another."""
        receipt = {
            "key": word(content, "key", most=80),
            "reference": word(content, "reference", most=35),
            "amount": whole(content, "amount"),
            "currency": word(content, "currency", most=3),
            "document": word(content, "document", default=""),
            "payer": word(content, "payer", default=""),
            "value_date": date.fromisoformat(word(content, "value_date", most=10)).isoformat(),
        }
        digest = hashlib.sha256(json.dumps(receipt, sort_keys=True).encode()).hexdigest()
        with self.office.store.turn() as db:
            known = db.execute("SELECT digest FROM receipt WHERE key = ?", (receipt["key"],)).fetchone()
            if known is None:
                self._enter(db, receipt, digest, asked.client)
        if known is not None and known["digest"] != digest:
            return self.speaker.answer(409, {"error": "known_for_another", "key": receipt["key"]})
        self.office.outbox.wake()
        return self.speaker.answer(200, {"key": receipt["key"], "repeated": known is not None})

    def _enter(self, db: sqlite3.Connection, receipt: dict[str, Any], digest: str, sender: str) -> None:
        clock = self.office.clock
        row = {**receipt, "digest": digest, "day": clock.business_day().isoformat(), "sender": sender}
        row["taken_at"] = clock.now().isoformat()
        names = ", ".join(row)
        db.execute(f"INSERT INTO receipt ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        if self.tells_customs and receipt["amount"] > 0 and receipt["document"]:
            told = {
                "payment": receipt["reference"],
                "amount": receipt["amount"],
                "currency": receipt["currency"],
                "on": row["day"],
            }
            path = f"/bills/{quote(receipt['document'], safe='')}/paid"
            put(db, "customs", path, json.dumps(told).encode(), due=clock.seconds())

    def day(self, asked: Asked) -> Answer:
        """GET /receipts/<day>[?currency=CNY]: count and total stand beside the lines; 404 for days to come."""
        try:
            day = date.fromisoformat(asked.words["day"])
        except ValueError:
            return Answer(404)
        if day > self.office.clock.business_day():
            return Answer(404)
        currency = asked.query.get("currency", "CNY")
        words = """SELECT reference, amount, currency, day AS booked_on, document, payer FROM receipt
                   WHERE day = ? AND currency = ? ORDER BY id"""
        with self.office.store.turn() as db:
            lines = [dict(row) for row in db.execute(words, (day.isoformat(), currency))]
            issue = issue_of(db, currency, day, json.dumps(lines).encode())
        lie = int(self.office.faults.hit("lie_totals"))
        content = {
            "source": "treasury",
            "day": day.isoformat(),
            "number": f"T{currency}-{day:%Y%m%d}-{issue}",
            "currency": currency,
            "count": len(lines),
            "total": sum(line["amount"] for line in lines) + lie,
            "receipts": lines,
        }
        return self.speaker.answer(200, content)
