"""The figures of background work in one place: how long, how often, how many. None of them comes from a decree."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker does what. Seconds."""

    lease: float = 30.0
    """A row whose worker has not renewed its lease for so long belongs to nobody."""
    beat: float = 8.0
    """How often a worker renews the leases it holds."""
    poll: float = 0.25
    """How often an idle worker looks for work."""
    look: float = 1.0
    """How often a worker looks for rows that another has left, and for ticks that are due."""


BATCH_ROWS = 100
"""Most rows that are done in one transaction."""
BATCH_SECONDS = 0.015
"""A batch that has lasted so long is committed as it stands; on SQLite nobody else can write meanwhile."""
SENDERS = 4
"""Threads of a worker for work that runs outside a transaction, so that one slow recipient does not keep the others waiting."""

MOST_ATTEMPTS = 8
"""After so many failures a row is dead and waits for a person."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
"""The pause before the next attempt doubles from the first to the longest."""
KEEP_DONE = timedelta(days=30)
"""So long a finished row is kept; within this time its key cannot be used again."""
REMOVE_ROWS = 200
"""Most finished rows removed in one transaction."""
MOST_REMOVALS = 500
"""Most transactions of removing in one go; what is left is removed the next hour."""

MOST_KEY = 200
MOST_NAME = 150
MOST_ERROR = 8000
"""Characters kept of what a handler said when it failed."""


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures (1 or more): doubling, never longer than ``LONGEST_PAUSE``."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 32), LONGEST_PAUSE)
