"""The bank's counter: takes files of orders, tells the state of a payment, hands out the statement of a day."""

import sqlite3
import uuid
from datetime import date

from zaiton.counterparts.bank import books, paying, reading, writing
from zaiton.counterparts.serving import Answer, Asked, Route
from zaiton.counterparts.starting import Office
from zaiton.counterparts.store import issue_of, last_issue

XML = "application/xml; charset=utf-8"


class Bank:
    """What it answers, over its store."""

    def __init__(self, office: Office, terms: paying.Terms, account: str) -> None:
        self.office, self.terms, self.account = office, terms, account
        office.routes += [
            Route("POST", "/pain\\.001", self.orders, acts=True),
            Route("GET", "/status/(?P<number>[^/]+)", self.status),
            Route("GET", "/camt\\.053/(?P<day>[0-9-]+)", self.statement, lists=True),
        ]
        office.orders |= {"return": self.give_back, "account": self.change}
        office.outbox.before_each = self.settle_due

    def orders(self, asked: Asked) -> Answer:
        """POST /pain.001: everything in the file is taken in one turn; the answer is a pain.002."""
        now, message = self._now(), f"S{uuid.uuid4().hex}"
        try:
            original, orders = reading.orders(asked.body)
        except reading.Malformed as why:
            return Answer(200, writing.refused(str(why), message=message, original=why.message, at=now.at), XML)
        faults = self.office.faults
        twist = paying.Twist(faults.word("reject"), faults.seconds("answer_late"), faults.hit("answer_twice"))
        with self.office.store.turn() as db:
            rows = [(order, paying.take(db, order, self.terms, now, twist)) for order in orders]
        self.office.outbox.wake()
        told = [self._told(row, now) for _, row in rows if row is not None]
        refused = [(order.number, order.part) for order, row in rows if row is None]
        return Answer(200, writing.status(told, message=message, original=original, at=now.at, duplicates=refused), XML)

    def status(self, asked: Asked) -> Answer:
        """GET /status/<EndToEndId>: pain.002, or 404 for what was never asked for."""
        now = self._now()
        with self.office.store.turn() as db:
            row = books.payment(db, asked.words["number"])
        if row is None:
            return Answer(404)
        message = f"S{uuid.uuid4().hex}"
        return Answer(
            200, writing.status([self._told(row, now)], message=message, original=row["message"], at=now.at), XML
        )

    def statement(self, asked: Asked) -> Answer:
        """GET /camt.053/<day>[?account=]: of today as far as it has come; 404 for days to come and accounts there are none."""
        now = self._now()
        try:
            day = date.fromisoformat(asked.words["day"])
        except ValueError:
            return Answer(404)
        number = asked.query.get("account", self.account)
        with self.office.store.turn() as db:
            account = books.account(db, number)
            if account is None or day > now.day:
                return Answer(404)
            content = self._issued(db, account, day, now)
        return Answer(200, content, XML)

    def _issued(self, db: sqlite3.Connection, account: sqlite3.Row, day: date, now: paying.Moment) -> bytes:
        rows = books.booked_on(db, account["number"], day)
        opening = books.balance_before(db, account["number"], day)
        said = "\n".join([str(opening), *(f"{row['booking']} {row['signed']}" for row in rows)]).encode()
        issue = issue_of(db, account["number"], day, said)
        kept = last_issue(db, account["number"], day)
        name = f"{account['number'][-20:]}-{day:%Y%m%d}-{issue}"
        if self.office.faults.hit("lie_totals"):
            return writing.statement(account, day, rows, opening=opening, number=name, at=now.at, lie=1)
        if kept["content"]:
            return kept["content"]
        content = writing.statement(account, day, rows, opening=opening, number=name, at=now.at)
        words = "UPDATE issue SET content = ? WHERE kind = ? AND day = ? AND issue = ?"
        db.execute(words, (content, account["number"], day.isoformat(), issue))
        return content

    def settle_due(self) -> None:
        """Settle what has waited long enough."""
        with self.office.store.turn() as db:
            paying.settle_due(db, self.terms, self._now())

    def give_back(self, wanted: dict[str, str]) -> dict[str, str]:
        """Order of the side door: return a settled payment."""
        with self.office.store.turn() as db:
            paying.give_back(db, wanted["number"], self.terms, self._now())
        self.office.outbox.wake()
        return {"returned": wanted["number"]}

    def change(self, wanted: dict[str, object]) -> dict[str, object]:
        """Order of the side door: open an account, or change its state; tells its balance."""
        number = str(wanted["number"])
        with self.office.store.turn() as db:
            if "currency" in wanted:
                balance, name = int(str(wanted.get("balance", 0))), str(wanted.get("name", number))
                books.opened(db, number, name=name, currency=str(wanted["currency"]), balance=balance)
            if "state" in wanted:
                try:
                    db.execute("UPDATE account SET state = ? WHERE number = ?", (wanted["state"], number))
                except sqlite3.IntegrityError as error:
                    raise ValueError(f"no state of an account: {wanted['state']}") from error
            row = books.account(db, number)
        return dict(row) if row else {}

    def _told(self, row: sqlite3.Row, now: paying.Moment) -> sqlite3.Row | dict[str, object]:
        """A payment as it is told now: one that is to be told of later is pending until then."""
        if now.seconds >= row["tell_from"]:
            return row
        return {**dict(row), "state": "pending", "code": "", "words": "", "settled_on": None}

    def _now(self) -> paying.Moment:
        clock = self.office.clock
        return paying.Moment(clock.now(), clock.seconds(), clock.business_day())
