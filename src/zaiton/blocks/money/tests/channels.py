"""A counterpart in memory that does what a test tells it, and a channel to it: it knows what it did, whatever we know.

``plan`` holds what happens at the next sendings, one word each: ``settle`` (the default), ``reject``, ``receive``,
``not_sent``, ``lost`` (nothing arrives, no answer), ``timeout`` (acts, no answer), ``late`` (arrives when ``arrive`` is called).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zaiton.base.text import Bilingual
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.domain.channels import NotSent, Order, Reply, SourceStatement, StatementLine, Unclear
from zaiton.kit.clock import BEIJING


@dataclass
class Scripted:
    """The channel and its counterpart in one."""

    name: str = "scripted"
    title: Bilingual = Bilingual("按剧本的渠道", "A scripted channel")
    final_after: timedelta = timedelta(minutes=5)
    plan: list[str] = field(default_factory=list)
    silent: bool = False
    sendings: list[str] = field(default_factory=list)
    executed: dict[str, tuple[Order, date]] = field(default_factory=dict)
    rejected: dict[str, Order] = field(default_factory=dict)
    received: dict[str, Order] = field(default_factory=dict)
    afloat: list[Order] = field(default_factory=list)

    def send(self, order: Order, *, at: datetime) -> Reply:
        """What the plan says."""
        what = self.plan.pop(0) if self.plan else "settle"
        if what == "not_sent":
            raise NotSent("no connection")
        self.sendings.append(order.number)
        if what == "lost":
            raise Unclear("no answer")
        if what == "late":
            self.afloat.append(order)
            raise Unclear("no answer")
        self.act(order, what, at)
        if what == "timeout":
            raise Unclear("no answer")
        return self.told(order.number)

    def act(self, order: Order, what: str, at: datetime) -> None:
        """Do it, once for a number."""
        if order.number in self.executed or order.number in self.rejected:
            return
        if what == "reject":
            self.rejected[order.number] = order
        elif what == "receive":
            self.received[order.number] = order
        else:
            self.received.pop(order.number, None)
            self.executed[order.number] = (order, at.astimezone(BEIJING).date())

    def arrive(self, *, at: datetime) -> None:
        """What was afloat arrives now."""
        for order in self.afloat:
            self.act(order, "settle", at)
        self.afloat.clear()

    def settle(self, number: str, *, at: datetime) -> None:
        """What was received is done now."""
        self.act(self.received[number], "settle", at)

    def told(self, number: str) -> Reply:
        """What it says of a number."""
        if number in self.executed:
            return Reply("settled", "ACSC", reference=f"R{number}", settled_on=self.executed[number][1])
        if number in self.rejected:
            return Reply("rejected", "AM04", "insufficient funds")
        return Reply("received", "RCVD") if number in self.received else Reply("not_known")

    def query(self, number: str, *, at: datetime) -> Reply:
        """What it says of a number, or nothing while it is ``silent``."""
        if self.silent:
            raise Unclear("no answer")
        return self.told(number)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What it did on the day."""
        done = sorted((order.number, order) for order, on in self.executed.values() if on == day)
        lines = tuple(
            StatementLine(
                number,
                order.amount if order.purpose == "debit" else -order.amount,
                order.currency,
                day,
                order.debtor.name,
                order.document,
            )
            for number, order in done
        )
        total = sum(line.amount for line in lines)
        return SourceStatement(self.name, day, f"S{day:%Y%m%d}-{len(lines)}", "CNY", 0, total, lines)


@contextmanager
def scripted(name: str = "scripted") -> Iterator[Scripted]:
    """A scripted channel that is registered inside the block."""
    channel = Scripted(name)
    channels.register(name, lambda: channel)
    try:
        yield channel
    finally:
        channels._makers.pop(name)
