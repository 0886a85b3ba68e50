"""A bank, a treasury and customs in memory, with a truth of their own, behind a network that loses, delays and repeats.

The bank remembers numbers or, in half of the seeds, does not: then only a house that never sends blindly pays once.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zaiton.base.text import Bilingual
from zaiton.blocks.money.domain.channels import (
    NotSent,
    Order,
    Reply,
    SourceStatement,
    StatementLine,
    Unclear,
)
from zaiton.kit.clock import BEIJING

FINAL_AFTER = timedelta(minutes=10)
NEVER_LONGER = timedelta(minutes=8)
"""How long a message is under way to a bank without a memory."""


@dataclass
class Known:
    """One order at the bank, and what became of it."""

    order: Order
    status: str
    reference: str
    code: str = ""
    settled_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True)
class Execution:
    """Money that moved: ``amount`` is signed, + into our account."""

    number: str
    document: str
    amount: int
    day: date


@dataclass
class Bank:
    """The truth. ``tell`` hands a reply to the network on its way to the house."""

    chance: random.Random
    remembers: bool
    cutoff: int
    tell: Callable[[str, Reply], None]
    orders: dict[str, Known] = field(default_factory=dict)
    executions: list[Execution] = field(default_factory=list)
    arrivals: dict[str, int] = field(default_factory=dict)

    def business_day(self, now: datetime) -> date:
        """The day in Beijing; from the cut-off hour on the next one."""
        here = now.astimezone(BEIJING)
        return here.date() + timedelta(days=here.hour >= self.cutoff)

    def receive(self, order: Order, now: datetime) -> Reply:
        """An order has arrived."""
        self.arrivals[order.number] = self.arrivals.get(order.number, 0) + 1
        known = self.orders.get(order.number)
        if known is not None and self.remembers:
            return self._said(known) if _content(known.order) == _content(order) else Reply("rejected", "AM05")
        if known is not None and known.status in ("settled", "returned"):  # no memory: it pays once more
            self._execute(known, now)
            return self._said(known)
        known = Known(order, "pending", f"B{len(self.orders) + 1:06d}")
        self.orders[order.number] = known
        fate = self.chance.random()
        if fate < 0.15:
            known.status, known.code = "rejected", self.chance.choice(("AM04", "AC04", "AC06"))
        elif fate < 0.8:
            self._execute(known, now)
        return self._said(known)

    def query(self, number: str) -> Reply:
        """What it knows of a number."""
        known = self.orders.get(number)
        return Reply("not_known") if known is None else self._said(known)

    def decide(self, now: datetime) -> str | None:
        """Settle or reject one order that is pending; returns its number."""
        waiting = sorted(number for number, known in self.orders.items() if known.status == "pending")
        if not waiting:
            return None
        known = self.orders[self.chance.choice(waiting)]
        if self.chance.random() < 0.8:
            self._execute(known, now)
        else:
            known.status, known.code = "rejected", "AM04"
        return known.order.number

    def give_back(self, now: datetime, *, may: Callable[[Order], bool]) -> str | None:
        """Return one payment it made; returns its number."""
        paid = sorted(n for n, known in self.orders.items() if known.status == "settled" and may(known.order))
        if not paid:
            return None
        known = self.orders[self.chance.choice(paid)]
        known.status, known.returned_on = "returned", self.business_day(now)
        order = known.order
        self.executions.append(Execution(order.number, order.document, -_signed(order), known.returned_on))
        return order.number

    def statement(self, day: date) -> list[Execution]:
        """What moved on a day."""
        return [one for one in self.executions if one.day == day]

    def balance_before(self, day: date) -> int:
        """Of our account, at the beginning of a day."""
        return sum(one.amount for one in self.executions if one.day < day)

    def paid(self, document: str) -> int:
        """How often a document was paid and not given back."""
        found = [one for one in self.executions if one.document == document]
        forward = {known.order.number: _signed(known.order) for known in self.orders.values()}
        return sum(1 if (one.amount > 0) == (forward[one.number] > 0) else -1 for one in found)

    def net(self, document: str) -> int:
        """All that moved for a document."""
        return sum(one.amount for one in self.executions if one.document == document)

    def _execute(self, known: Known, now: datetime) -> None:
        known.status, known.settled_on = "settled", self.business_day(now)
        order = known.order
        self.executions.append(Execution(order.number, order.document, _signed(order), known.settled_on))

    def _said(self, known: Known) -> Reply:
        on = known.returned_on or known.settled_on
        return Reply(known.status, known.code, known.code and f"reason {known.code}", known.reference, on)


class Line:
    """The channel ``bank`` of one seed: every sending and every question may go wrong on the way."""

    name = "bank"
    title = Bilingual("推演用银行", "Bank of the simulation")
    final_after = FINAL_AFTER

    def __init__(self, bank: Bank, world) -> None:
        self._bank = bank
        self._world = world

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Give the order, perhaps. Others act meanwhile, and the process may die on either side."""
        world, chance = self._world, self._world.chance
        began = world.now
        world.deliver_orders()
        if world.calm:
            return self._bank.receive(order, world.now)
        world.meanwhile()
        if not self._bank.remembers and world.now - began > NEVER_LONGER:
            raise Unclear("the time is over")
        fate = chance.random()
        if fate < 0.10:
            raise NotSent("connection refused")
        if fate < 0.18:
            raise Unclear("lost on the way")
        if fate < 0.28:
            delay = self._delay(world.now - began)
            world.under_way(lambda: self._bank.receive(order, world.now), delay, order=True)
            raise Unclear("no answer in time")
        if fate < 0.33:
            world.die()
        reply = self._bank.receive(order, world.now)
        if fate < 0.38:
            world.die()
        world.meanwhile()
        if chance.random() < 0.25:
            world.told_later(order.number, reply)
        if fate < 0.62:
            raise Unclear("the answer was lost")
        return reply

    def query(self, number: str, *, at: datetime) -> Reply:
        """Ask, perhaps in vain."""
        world = self._world
        if not world.calm:
            if world.chance.random() < 0.25:
                raise Unclear("no answer")
            world.meanwhile()
        world.deliver_orders()
        reply = self._bank.query(number)
        if not world.calm and world.chance.random() < 0.1:
            world.told_later(number, reply)
        return reply

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """The day as it was; an open lie about totals is refused by the house and told rightly the next time."""
        lines = [
            StatementLine(one.number, one.amount, "CNY", one.day, "", one.document) for one in self._bank.statement(day)
        ]
        opening = self._bank.balance_before(day)
        return self._world.lies.written("bank", day, lines, opening)

    def _delay(self, gone: timedelta) -> timedelta:
        most = timedelta(minutes=40) if self._bank.remembers else timedelta(minutes=9) - gone
        return timedelta(seconds=self._world.chance.randint(1, max(1, int(most.total_seconds()))))


class Lists:
    """Treasury or customs: they state what the bank made, unless they are told to get it wrong."""

    final_after = FINAL_AFTER

    def __init__(self, name: str, bank: Bank, world) -> None:
        self.name = name
        self.title = Bilingual("推演用来源", "Source of the simulation")
        self._bank = bank
        self._world = world

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Nothing is sent to it."""
        raise NotSent(self.name)

    query = send

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What it has of a day."""
        moved = [one for one in self._bank.statement(day) if self.name != "customs" or one.amount > 0]
        lines = [StatementLine(one.number, one.amount, "CNY", one.day, "", one.document) for one in moved]
        return self._world.lies.written(self.name, day, lines, None)


def _signed(order: Order) -> int:
    return order.amount if order.purpose == "debit" else -order.amount


def _content(order: Order) -> tuple:
    return (order.amount, order.currency, order.debtor, order.creditor, order.document, order.purpose)
