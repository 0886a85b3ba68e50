"""Two at once, statement by statement: threads with connections of their own, whose order the seed decides.

A thread that waits in the database for the other one is not waited for: the order is a wish, and what must hold, holds in
every order.
"""

import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from tests.torture.books import DONE, REFUSED, UNSURE, transfer
from tests.torture.moves_payments import CLIENT, ENTERPRISE, TREASURY
from tests.torture.world import World
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions import posting
from zaiton.blocks.money.actions.holds import hold, hold_post, hold_void
from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.domain.entries import Draft, Line, Reserve
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish
from zaiton.blocks.money.models import Instruction

PATIENCE_SECONDS = 0.004
LONGEST_SECONDS = 30


class Order:
    """Whose statement comes next, as long as that one is able to."""

    def __init__(self, wanted: list[int]) -> None:
        self._wanted = wanted
        self._place = 0
        self._condition = threading.Condition()
        self._gone: set[int] = set()

    def wait(self, who: int) -> None:
        """Until it is ``who``'s turn, or patience is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._next() in (who, None), PATIENCE_SECONDS)
            self._place += 1
            self._condition.notify_all()

    def leave(self, who: int) -> None:
        """The others need not wait for this one any more."""
        with self._condition:
            self._gone.add(who)
            self._condition.notify_all()

    def _next(self) -> int | None:
        if self._place >= len(self._wanted) or self._wanted[self._place] in self._gone:
            return None
        return self._wanted[self._place]


def at_once(world: World, *calls: Callable[[], Any]) -> list[Any]:
    """Run calls in threads; returns results, refusals, or the errors, which are violations."""
    order = Order([world.chance.randrange(len(calls)) for _ in range(40)])
    answers: list[Any] = [None] * len(calls)
    depth, world.depth = world.depth, 99  # nobody else acts meanwhile

    def run(place: int) -> None:
        def wrapper(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
            order.wait(place)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(wrapper):
                answers[place] = calls[place]()
        except Refusal as refusal:
            answers[place] = refusal
        except Exception as error:
            answers[place] = error
            world.violated("no error nobody expects", f"race: {traceback.format_exc(limit=-6)}")
        finally:
            order.leave(place)
            connection.close()

    connection.close()
    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_SECONDS)
        if thread.is_alive():
            world.violated("nobody waits for ever", "a race did not end")
    world.depth = depth
    world.steps += len(calls)
    world.trace.append(f"race: {answers}")
    return answers


def for_the_limit(world: World) -> None:
    """Two entries of which only one has room."""
    room = 270_00
    drafts = [transfer(world.books.key("race"), "c1", "cash", room, world.today) for _ in range(2)]
    answers = at_once(world, *(lambda d=d: posting.post(d, actor=CLIENT, at=world.now) for d in drafts))
    for draft, answer in zip(drafts, answers, strict=True):
        failed = isinstance(answer, Exception) and not isinstance(answer, Refusal)
        world.books.note((draft,), UNSURE if failed else REFUSED if isinstance(answer, Refusal) else DONE)


def for_a_key(world: World) -> None:
    """One entry by two clients: one effect, and both hear of it."""
    draft = transfer(world.books.key("race"), "cash", "c2", 77, world.today)
    answers = at_once(world, *[lambda: posting.post(draft, actor=CLIENT, at=world.now)] * 2)
    if {getattr(one, "repeated", None) for one in answers} != {True, False}:
        world.violated("the same key and content: the same answer", f"{draft.key}: {answers}")
    world.books.note((draft,), DONE)


def for_a_document(world: World) -> None:
    """One document by two clients: one payment."""
    document = f"doc/{world.seed}/race"
    wish = Wish(document, "debit", "bank", ENTERPRISE, TREASURY, 555_55, "CNY", "cash", "due")
    world.wishes[document] = wish
    made = at_once(world, *[lambda: instruction_make(wish, business_date=world.today, actor=CLIENT, at=world.now)] * 2)
    for answer in made:
        if isinstance(answer, InstructionCard):
            world.promised[answer.public_id] = answer.number


def for_a_sending(world: World) -> None:
    """One payment by two workers: one of them sends it."""
    row = Instruction.objects.filter(state="queued").order_by("number").first()
    if row is None:
        return
    before, calm = world.bank.arrivals.get(row.number, 0), world.calm
    world.calm = True
    at_once(world, *[lambda: instruction_send(row.public_id, at=world.now)] * 2)
    world.calm = calm
    if world.bank.arrivals.get(row.number, 0) > before + 1:
        world.violated("one sends", f"{row.number} went out twice at once")


def for_a_hold(world: World) -> None:
    """Posted by one and given back by another: one of them."""
    key = world.books.key("hold")
    reserve = Reserve(key, "c2", "cash", 5, world.today, world.now + timedelta(hours=1))
    world.books.holds[key] = reserve
    if world.act(f"hold {key}", lambda: hold(reserve, actor=CLIENT, at=world.now), mortal=False) is None:
        return
    entry = world.books.key("held")
    draft = Draft(entry, "hold", world.today, (Line("c2", 5), Line("cash", -5)), hold=key)
    answers = at_once(
        world,
        lambda: hold_post(key, entry_key=entry, business_date=world.today, actor=CLIENT, at=world.now),
        lambda: hold_void(key, actor=CLIENT, at=world.now),
    )
    refused = [isinstance(answer, Refusal) for answer in answers]
    world.books.note((draft,), REFUSED if refused[0] else DONE)
    if refused == [False, False]:
        world.violated("a hold ends once", f"{key}: {answers}")


RACES = (for_the_limit, for_the_limit, for_a_key, for_a_document, for_a_sending, for_a_hold)
