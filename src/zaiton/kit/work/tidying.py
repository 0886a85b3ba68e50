"""The queue's own tick: finished rows go after their time, a few at a time, so that nobody waits for it."""

from datetime import datetime

from django.db import connection

from .delivery import State
from .limits import KEEP_DONE, MOST_REMOVALS, REMOVE_ROWS
from .turns import give_way, turn

REMOVE = "DELETE FROM work_job WHERE id IN (SELECT id FROM work_job WHERE state = %s AND finished_at < %s LIMIT %s)"


def remove_done(*, at: datetime) -> int:
    """Remove rows that were done or cancelled longer than ``KEEP_DONE`` ago; returns how many."""
    oldest, removed = connection.ops.adapt_datetimefield_value(at - KEEP_DONE), 0
    for state in (State.DONE, State.CANCELLED):
        for _ in range(MOST_REMOVALS):
            with turn(), connection.cursor() as cursor:
                cursor.execute(REMOVE, [state, oldest, REMOVE_ROWS])
                count = cursor.rowcount
            removed += count
            if count < REMOVE_ROWS:
                break
            give_way()
    return removed
