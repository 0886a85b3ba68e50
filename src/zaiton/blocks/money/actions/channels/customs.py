"""Customs: bills are made known there, and its list of bills paid on a day is one of the three that must agree."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from zaiton.base.text import Bilingual
from zaiton.blocks.money.actions.channels.http import OTHER, Wire
from zaiton.blocks.money.actions.channels.signed import sign_request
from zaiton.blocks.money.actions.channels.signedlists import fetched, read, statement
from zaiton.blocks.money.domain.channels import Order, Reply, SourceStatement, Unclear
from zaiton.blocks.money.domain.wire_refusals import BillRefused, ChannelTakesNoOrders


class Customs:
    """Signed JSON over mutual TLS, in one currency."""

    name = "customs"
    title = Bilingual("海关", "Customs")
    final_after = timedelta(0)
    demo = False

    def __init__(self, wire: Wire, currency: str = "CNY") -> None:
        self._wire, self._currency = wire, currency

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Raises ``ChannelTakesNoOrders``."""
        raise ChannelTakesNoOrders("channel", channel=self.name)

    def query(self, number: str, *, at: datetime) -> Reply:
        """Raises ``ChannelTakesNoOrders``."""
        raise ChannelTakesNoOrders("channel", channel=self.name)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """Bills paid on the day, by the number of the payment; the line's words name the bill. Raises as the treasury's."""
        content = fetched(self._wire, self.name, f"/bills/{day.isoformat()}?currency={self._currency}", day)
        return statement(content, self.name, day, "paid", "payment")

    def bill_make(self, number: str, amount: int, currency: str, *, document: str, due: date, at: datetime) -> bool:
        """Make a bill known; whether it was new. Safe to repeat. Raises ``BillRefused``, ``NotSent``, ``Unclear``."""
        bill = {"number": number, "amount": amount, "currency": currency, "document": document, "due": due.isoformat()}
        return self._told("/bills", number, bill, at)

    def bill_paid(self, number: str, *, payment: str, amount: int, currency: str, on: date, at: datetime) -> bool:
        """Say by which payment a bill was paid; whether that was new. Safe to repeat. Raises as ``bill_make``."""
        word = {"payment": payment, "amount": amount, "currency": currency, "on": on.isoformat()}
        return self._told(f"/bills/{quote(number, safe='')}/paid", number, word, at)

    def _told(self, path: str, number: str, content: dict[str, Any], at: datetime) -> bool:
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = sign_request(self._wire.keys, "POST", path, body, at=at)
        answer = self._wire.ask("POST", path, body, headers)
        said = read(self._wire, self.name, answer)
        if answer.status == 200:
            return said.get("repeated") is False
        if answer.status in {404, 409, 422}:
            raise BillRefused("number", number=number, why=str(said.get("error", answer.status))[:80])
        raise Unclear(OTHER)
