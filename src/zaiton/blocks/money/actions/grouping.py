"""Group commit on SQLite: callers of one process that book at the same moment share one transaction and one sync of the disk.

The first to come leads: it takes what waits, books it as a whole, and wakes the others with their answers; nobody is told
anything before the commit. Where the whole is refused, each caller's entries are booked on their own, so that nobody suffers
for another. Who comes while a leader is at work waits for the next turn, and its first leads that.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions import booking
from zaiton.blocks.money.domain.entries import Draft, Posted
from zaiton.kit.work.turns import turn

MOST = 64
"""Callers in one transaction, so that nobody else waits long for the database."""


@dataclass(slots=True)
class _Wish:
    drafts: Sequence[Draft]
    actor: str
    at: datetime
    woken: threading.Event = field(default_factory=threading.Event)
    posted: tuple[Posted, ...] = ()
    error: BaseException | None = None
    done: bool = False


_lock = threading.Lock()
_waiting: deque[_Wish] = deque()
_led = False


def grouped(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
    """Book with whoever books at this moment; returns after the commit. Outside of a transaction only."""
    global _led
    wish = _Wish(drafts, actor, at)
    with _lock:
        _waiting.append(wish)
        leading = not _led
        _led = True
    if not leading:
        wish.woken.wait()
    if not wish.done:
        _lead()
    if wish.error is not None:
        raise wish.error
    return wish.posted


def _lead() -> None:
    global _led
    with _lock:
        wishes = [_waiting.popleft() for _ in range(min(len(_waiting), MOST))]
    try:
        with turn():
            _book(wishes)
    except BaseException as error:
        for wish in wishes:
            wish.error = error
        raise
    finally:
        for wish in wishes:
            wish.done = True
            wish.woken.set()
        with _lock:
            if _waiting:
                _waiting[0].woken.set()
            else:
                _led = False


def _book(wishes: list[_Wish]) -> None:
    if len(wishes) > 1:
        try:
            with transaction.atomic():
                answers = iter(
                    booking.book_for([(draft, wish.actor, wish.at) for wish in wishes for draft in wish.drafts])
                )
            for wish in wishes:
                wish.posted = tuple(next(answers) for _ in wish.drafts)
            return
        except Refusal:
            pass
    for wish in wishes:
        try:
            with transaction.atomic():
                wish.posted = booking.book(wish.drafts, actor=wish.actor, at=wish.at)
        except Exception as error:
            wish.error = error
