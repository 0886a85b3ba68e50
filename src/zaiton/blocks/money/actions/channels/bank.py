"""A bank by ISO 20022 over mutual TLS: pain.001 goes out, pain.002 comes back, camt.053 is fetched for a day."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.money.actions.channels.http import OTHER, STATEMENT_MOST, Wire
from zaiton.blocks.money.actions.channels.iso20022 import (
    pain001,
    read_camt053,
    read_camt054,
    read_pain002,
)
from zaiton.blocks.money.domain.callbacks import Told
from zaiton.blocks.money.domain.channels import Order, Reply, SourceStatement, Unclear
from zaiton.blocks.money.domain.wire_refusals import StatementMissing

XML = {"Content-Type": "application/xml; charset=utf-8"}


class Bank:
    """``account`` is the one whose statement is asked for. Its word is final when no request can still be on its way."""

    name = "bank"
    title = Bilingual("银行（ISO 20022）", "Bank (ISO 20022)")
    demo = False

    def __init__(self, wire: Wire, account: str) -> None:
        self._wire, self._account = wire, account
        self.final_after = timedelta(seconds=60 + 2 * wire.seconds)

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Give the order; one that no file can hold never will leave, and is rejected here. Raises ``NotSent``, ``Unclear``."""
        try:
            content = pain001([order], at=at)
        except Refusal as refusal:
            return Reply("rejected", refusal.code, str(refusal))
        answer = self._wire.ask("POST", "/pain.001", content, XML)
        if answer.status != 200:
            raise Unclear(OTHER)
        return self._reply(answer.body, order.number)

    def query(self, number: str, *, at: datetime) -> Reply:
        """What became of it; ``not_known`` where the bank has never seen it. Raises ``NotSent``, ``Unclear``."""
        answer = self._wire.ask("GET", f"/status/{quote(number, safe='')}")
        if answer.status == 404:
            return Reply("not_known")
        if answer.status != 200:
            raise Unclear(OTHER)
        return self._reply(answer.body, number, asked=True)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """The account's day. Raises ``NotSent``, ``Unclear``, ``StatementMissing``, or why the file is refused."""
        path = f"/camt.053/{day.isoformat()}?account={quote(self._account, safe='')}"
        answer = self._wire.ask("GET", path, most=STATEMENT_MOST)
        if answer.status == 404:
            raise StatementMissing("day", channel=self.name, day=day)
        if answer.status != 200:
            raise Unclear(OTHER)
        return read_camt053(answer.body)

    def told(self, content: bytes) -> Told:
        """What the bank tells by itself. Raises why the message is refused."""
        return read_camt054(content)

    def _reply(self, body: bytes, number: str, *, asked: bool = False) -> Reply:
        """An answer that cannot be read says nothing about the order: it is asked for again."""
        try:
            return read_pain002(body, number, asked=asked)
        except Refusal as refusal:
            raise Unclear(OTHER) from refusal
