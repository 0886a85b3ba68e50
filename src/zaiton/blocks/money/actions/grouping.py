"""Group commit on SQLite: callers of one process that book at the same moment share one transaction and one sync of the disk.

The first to come leads: it takes what waits, books it as a whole, and wakes the others with their answers; nobody is told
anything before the commit. Where the whole is refused, each caller's entries are booked on their own, so that nobody suffers
for another. Who comes while a leader is at work waits for the next turn, and its first leads that.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions import booking
from zaiton.blocks.money.actions.straight import Straight
from zaiton.blocks.money.domain.entries import Draft, Posted
from zaiton.kit.work.turns import turn

MOST = 64
"""Callers in one transaction, so that nobody else waits long for the database."""


def _shut() -> threading.Lock:
    door = threading.Lock()
    door.acquire()
    return door


@dataclass(slots=True)
class _Wish:
    drafts: Sequence[Draft]
    actor: str
    at: datetime
    door: threading.Lock = field(default_factory=_shut)
    """Opened once, by whoever has an answer or hands over the lead."""
    posted: tuple[Posted, ...] = ()
    error: BaseException | None = None
    done: bool = False


_lock = threading.Lock()
_waiting: deque[_Wish] = deque()
_led = False
_crowd = False
"""Whether several came the last time."""


def grouped(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
    """Book with whoever books at this moment; returns after the commit. Outside of a transaction only."""
    global _led
    wish = _Wish(drafts, actor, at)
    with _lock:
        _waiting.append(wish)
        leading = not _led
        _led = True
    if not leading:
        wish.door.acquire()
    if not wish.done:
        _lead()
    if wish.error is None:
        return wish.posted
    try:
        raise wish.error
    finally:
        wish.error = None  # else the error keeps, by its way here, all that was open on it


def _lead() -> None:
    global _crowd, _led
    _gather()
    with _lock:
        wishes = [_waiting.popleft() for _ in range(min(len(_waiting), MOST))]
    _crowd = len(wishes) > 1
    try:
        with turn():
            _book(wishes)
    except BaseException as error:
        for wish in wishes:
            wish.error = error
    finally:
        with _lock:
            if _waiting:
                _waiting[0].door.release()
            else:
                _led = False
        for wish in wishes:
            wish.done = True
            wish.door.release()


def _gather() -> None:
    """Where others come at the same moment, let those who are about to ask do so first: all share one sync of the disk."""
    come = len(_waiting)
    while come > 1 or _crowd:
        time.sleep(0)
        if len(_waiting) == come:
            return
        come = len(_waiting)


def _book(wishes: list[_Wish]) -> None:
    own = connections[DEFAULT_DB_ALIAS]
    if own.vendor == "sqlite" and not own.in_atomic_block:
        try:
            with Straight() as cursor:
                answers = iter(
                    booking.book_for(cursor, [(draft, wish.actor, wish.at) for wish in wishes for draft in wish.drafts])
                )
            for wish in wishes:
                wish.posted = tuple(next(answers) for _ in wish.drafts)
            return
        except Refusal as refusal:
            if len(wishes) == 1:
                wishes[0].error = refusal
                return
    for wish in wishes:
        try:
            with transaction.atomic():
                wish.posted = booking.book(wish.drafts, actor=wish.actor, at=wish.at)
        except Exception as error:
            wish.error = error
