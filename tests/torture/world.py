"""One seed's world: its clock, its network, its dice, and the processes that die and come back.

Everything happens in one thread, in an order that the seed decides: while a channel waits for an answer, others act, as they
would in other processes. Only races between statements (``races``) take threads.
"""

import heapq
import logging
import random
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.torture.books import Books
from tests.torture.counterpart import Bank, Line, Lists
from tests.torture.lies import Lies
from tests.torture.reaper import Killed, Reaper
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.domain.instructions import Wish
from zaiton.blocks.papers import jobs as papers_jobs
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import running, turns
from zaiton.kit.work.delivery import Lane

DEEPEST = 2
LEASE_SECONDS = 30.0
BEGINS = (datetime(2026, 3, 2, 6, 0, tzinfo=UTC), datetime(2026, 3, 6, 15, 40, tzinfo=UTC))
CALLBACK = "callback"


class World:
    """``meanwhile`` is set by the script: what others do while somebody waits."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.now = self.chance.choice(BEGINS) + timedelta(seconds=self.chance.randrange(3000))
        self.start = self.now.astimezone(BEIJING).date()
        self.calm = False
        self.depth = 0
        self.steps = 0
        self.deaths = 0
        self.violations: list[str] = []
        self.trace: list[str] = []
        self.dying = self.chance.choice((0.1, 0.3, 0.6))
        self.bank = Bank(
            random.Random(seed + 1), self.chance.random() < 0.5, self.chance.choice((24, 24, 17, 23)), self.told_later
        )
        self.lies = Lies(
            random.Random(seed + 2), self.chance.choice((0, 0, 0.3)), totals_wrong=self.chance.random() < 0.3
        )
        self.books = Books()
        self.wishes: dict[str, Wish] = {}
        self.promised: dict[str, str] = {}
        self.contradicted: set[str] = set()
        self.untold: set[str] = set()
        self.others: Callable[[], None] = lambda: None
        self.retail: Any = None
        self.senders: Any = None
        self.running: dict[str, Any] = {}
        self._network: list[tuple[datetime, int, Callable[[], Any]]] = []
        self._orders: list[tuple[datetime, int, Callable[[], Any]]] = []
        self._sent = 0
        self.reaper = Reaper()
        self.channels = {"bank": Line(self.bank, self)}
        self.channels |= {name: Lists(name, self.bank, self) for name in ("treasury", "customs")}

    def enter(self) -> None:
        """Put this world's channels in the place of the real ones."""
        for name, channel in self.channels.items():
            channels._makers[name] = lambda channel=channel: channel
        turns.PAUSE_SECONDS = 0
        papers_jobs.files_made = lambda **_: None  # no seal here, and nothing to draw for
        logging.disable(logging.CRITICAL)

    def leave(self) -> None:
        """Give the connection back."""
        self.reaper.remove()
        connection.close()

    @property
    def today(self):
        """The day in Beijing."""
        return self.now.astimezone(BEIJING).date()

    def act(self, name: str, call: Callable[[], Any], *, mortal: bool = True) -> Any:
        """One step of one process: its result, a refusal, or None where it was killed."""
        self.steps += 1
        self.trace.append(f"{'  ' * self.depth}{self.now:%d %H:%M:%S} {name}")
        before = (self.reaper._moment, self.reaper._left)
        self.reaper.disarm()
        if mortal and not self.calm and self.chance.random() < self.dying:
            moment = self.chance.choice(Reaper.MOMENTS)
            self.reaper.arm(moment, self.chance.randint(1, 2 if "commit" in moment else 25))
        try:
            return call()
        except Killed:
            self.trace[-1] += " KILLED" if self.trace[-1].endswith(name) else ""
            self.trace.append(f"{'  ' * self.depth}killed in {name}")
            self.deaths += 1
            return None
        except Refusal as refusal:
            self.trace.append(f"{'  ' * self.depth}{name}: {refusal.code}")
            return refusal
        except Exception:
            self.violated("no error nobody expects", f"{name}: {traceback.format_exc(limit=-6)}")
            return None
        finally:
            if self.reaper.dead:
                self.reaper.restart()
            self.reaper._moment, self.reaper._left = before

    def die(self) -> None:
        """kill -9 of whoever acts now."""
        if not self.calm:
            self.reaper.dead = True
            raise Killed

    def meanwhile(self) -> None:
        """Others act, while somebody waits for an answer."""
        if self.calm or self.depth >= DEEPEST or self.chance.random() < 0.6:
            return
        self.depth += 1
        try:
            self.others()
        finally:
            self.depth -= 1

    def under_way(self, arrives: Callable[[], Any], delay: timedelta, *, order: bool = False) -> None:
        """Something that arrives later; an order for the bank is there before the bank is asked after that time."""
        self._sent += 1
        heapq.heappush(self._orders if order else self._network, (self.now + delay, self._sent, arrives))

    def told_later(self, number: str, reply: Reply) -> None:
        """A reply on its way: lost, late, more than once, or overtaken by a younger one."""
        asked = self.now
        if self.chance.random() < 0.15:
            return
        for _ in range(1 + (self.chance.random() < 0.3)):
            delay = timedelta(seconds=self.chance.choice((0, 5, 70, 600, 7200)) + self.chance.randrange(5))
            self.under_way(lambda: self.take(number, reply, asked), delay)

    def take(self, number: str, reply: Reply, asked: datetime) -> Any:
        """The house takes a reply that came by itself."""
        at = asked if reply.outcome == "not_known" else self.now
        return self.act(
            f"take {reply.outcome} {number[-6:]}", lambda: reply_take(number, reply, at=at, source=CALLBACK)
        )

    def deliver(self) -> int:
        """Whatever has arrived by now; returns how much."""
        count = self.deliver_orders()
        while self._network and self._network[0][0] <= self.now:
            _, _, arrives = heapq.heappop(self._network)
            arrives()
            count += 1
        return count

    def deliver_orders(self) -> int:
        """Whatever is at the bank by now; the clock may have jumped."""
        count = 0
        while self._orders and self._orders[0][0] <= self.now:
            _, _, arrives = heapq.heappop(self._orders)
            arrives()
            count += 1
        return count

    def bank_repeats(self) -> None:
        """Returns are told until somebody has heard; a bank that gives up leaves a difference for the statements."""
        for number, known in self.bank.orders.items():
            if known.status == "returned":
                if self.chance.random() < 0.7:
                    self.under_way(lambda n=number: self.take(n, self.bank.query(n), self.now), timedelta(seconds=1))
                else:
                    self.untold.add(number)

    def bank_decides(self) -> None:
        """The bank brings what it had put off to its end, and says so."""
        while number := self.bank.decide(self.now):
            self.told_later(number, self.bank.query(number))

    def next_arrival(self) -> datetime | None:
        """When something comes next."""
        return min((queue[0][0] for queue in (self._network, self._orders) if queue), default=None)

    def work(self, rows: int = 1) -> int:
        """A worker's turn: claimed rows of the outbox, done by the production code; returns how many."""
        done = 0
        for _ in range(rows):
            took = self.act(
                "work", lambda: running.do_outside(now=lambda: self.now, lease=LEASE_SECONDS, holding=set())
            )
            if not isinstance(took, int) or not took:
                break
            done += took
        for lane in (Lane.BATCH, Lane.ALONE):  # notices
            self.act("tell", lambda lane=lane: running.do_inside(lane, now=lambda: self.now, lease=LEASE_SECONDS))
        return done

    def violated(self, invariant: str, what: str) -> None:
        """Write down what must not be."""
        self.violations.append(f"{invariant}: {what}")
