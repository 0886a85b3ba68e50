"""Lock-out arithmetic: failures are counted in a window, too many of them lock for a while, and time unlocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import TooManyAttempts


@dataclass(frozen=True, slots=True)
class Count:
    """Failures so far in the running window, and until when the subject is locked."""

    failures: int
    window_started_at: datetime
    locked_until: datetime | None


def attempt(count: Count | None, *, limit: int, at: datetime) -> Count:
    """The count after one more attempt, taken as failed until proved right; refuses while the subject is locked.

    The attempt that reaches the limit is still heard: its success clears the count, its failure leaves the lock.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> attempt(Count(4, noon, None), limit=5, at=noon).locked_until.isoformat()
    '2026-11-20T12:15:00+00:00'
    """
    if count and count.locked_until:
        if at < count.locked_until:
            raise TooManyAttempts(minutes=_minutes(count.locked_until - at))
        count = None
    if count is None or at - count.window_started_at >= LIMITS.failure_window:
        count = Count(0, at, None)
    failures = count.failures + 1
    locked_until = at + LIMITS.lock if failures >= limit else None
    return Count(failures, count.window_started_at, locked_until)


def forgiven(count: Count) -> Count:
    """The count with its last attempt taken back, for an address that proved to belong to someone who knows a password."""
    return Count(max(count.failures - 1, 0), count.window_started_at, None)


def _minutes(wait: timedelta) -> int:
    return -(-int(wait.total_seconds()) // 60) or 1
