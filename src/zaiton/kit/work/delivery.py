"""What a handler is given and what it can say: the delivery, the two exceptions that are no errors, and the mark ``external``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar


class State(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    """Failed too often, or nobody knows its handler: a person decides."""
    UNKNOWN = "unknown"
    """Something was perhaps sent: never sent again by itself, a person decides."""
    CANCELLED = "cancelled"


class Lane(IntEnum):
    """How a row is done. The numbers are stored."""

    BATCH = 0
    """With others in one transaction."""
    EXTERNAL = 1
    """On its own, outside a transaction: it sends something away."""
    ALONE = 2
    """On its own in a transaction, because a batch with it came to grief."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row as its handler sees it.

    ``key`` is the same at every attempt and differs between handlers: hand it to whatever is called, so that it can tell a
    repetition. ``attempt`` counts from 1; above 1 an external handler may have been at it before. Times are aware.
    """

    event: str
    data: Any
    key: str
    attempt: int
    created_at: datetime
    now: datetime


class Retry(Exception):
    """Raised by a handler: not now, and no error. ``after`` is in seconds; None takes the usual pause."""

    def __init__(self, why: str = "", *, after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after = after


class Uncertain(Exception):
    """Raised by an external handler: something was perhaps sent. It is never sent again by itself."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


Handler = Callable[[Delivery], None]
F = TypeVar("F", bound=Handler)


def external(handler: F) -> F:
    """Mark a handler that sends something away: it runs outside a transaction, and again with the same key after a kill."""
    handler.external = True
    return handler


def lane_of(handler: Handler) -> Lane:
    """The lane in which a handler's rows begin."""
    return Lane.EXTERNAL if getattr(handler, "external", False) else Lane.BATCH
