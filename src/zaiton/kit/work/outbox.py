"""Putting work into the queue: inside the caller's transaction, so that it stands or falls with the write it follows from.

Plain SQL, because this lies on the path of every transition of a case; the tables themselves are in ``models``.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from .delivery import State, lane_of
from .limits import MOST_KEY, MOST_NAME
from .registry import handler_of, subscribers

COLUMNS = (
    "key",
    "event",
    "handler",
    "lane",
    "data",
    "state",
    "created_at",
    "due",
    "attempt",
    "failures",
    "owner",
    "error",
)
INSERT = 'INSERT INTO work_job ({columns}) VALUES {rows} ON CONFLICT ("key") DO NOTHING'.replace(
    "{columns}", ", ".join(f'"{name}"' for name in COLUMNS)
)
ROW = "(" + ", ".join(["%s"] * len(COLUMNS)) + ")"
CANCEL = "UPDATE work_job SET state = %s, finished_at = %s WHERE \"key\" = %s AND state = 'waiting'"


class NoTransaction(RuntimeError):
    """Work was put in outside of a transaction: a kill between the write and its work would lose the work."""


def emit(event: str, data: Mapping[str, Any], *, key: str, at: datetime, due: datetime | None = None) -> None:
    """Tell every subscriber of ``event``, from ``due`` (else ``at``) on; the same ``key`` a second time does nothing.

    ``data`` is what JSON can hold. Raises ``NoTransaction`` outside of one, ``ValueError`` for a bad key or data.
    """
    _put(event, subscribers(event), data, key=key, at=at, due=due)


def later(handler: str, data: Mapping[str, Any], *, key: str, at: datetime, due: datetime | None = None) -> None:
    """Give work to one declared handler (``package.module:function``); otherwise as ``emit``. Raises ``Undeclared``."""
    _put("", (handler,), data, key=key, at=at, due=due)


def cancel(handler: str, *, key: str, at: datetime) -> bool:
    """Take back what waits for ``handler`` under ``key``; False where there is none, or it has begun or is over.

    What failed and waits for its next attempt is taken back too. The key stays used.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(CANCEL, [State.CANCELLED, _stored(at), row_key(key, handler)])
        return cursor.rowcount == 1


def row_key(key: str, handler: str) -> str:
    """The key of one handler's row; also what the handler sees."""
    return f"{key}/{handler}"


def _put(
    event: str, handlers: Iterable[str], data: Mapping[str, Any], *, key: str, at: datetime, due: datetime | None
) -> None:
    _require_transaction()
    if not key or len(key) > MOST_KEY or len(event) > MOST_NAME:
        raise ValueError(
            f"a key has 1 to {MOST_KEY} characters, the name of an event at most {MOST_NAME}: {key!r} {event!r}"
        )
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    created, first = _stored(at), _stored(due or at)
    values: list[Any] = []
    for handler in handlers:
        lane = int(lane_of(handler_of(handler)))
        values += [row_key(key, handler), event, handler, lane, text, State.WAITING.value, created, first, 0, 0, "", ""]
    if values:
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(rows=", ".join([ROW] * (len(values) // len(COLUMNS)))), values)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise NoTransaction("work is put in and taken back inside the transaction it belongs to")


def _stored(moment: datetime) -> Any:
    if moment.tzinfo is None:
        raise ValueError("a moment of work must be aware")
    return connection.ops.adapt_datetimefield_value(moment)
