"""How long to wait after a failure, and when to stop trying: for a mail, for one delivery, for an endpoint as a whole."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zaiton.blocks.notices.domain.limits import (
    HOOK_FAILING_MOST,
    HOOK_PAUSES,
    HOOK_REST_FIRST,
    HOOK_REST_MOST,
    HOOK_RETRY_AFTER_MOST,
)


def pause_after(failures: int, pauses: Sequence[timedelta]) -> timedelta | None:
    """The pause after so many failures (1 or more); None when it was the last attempt."""
    return pauses[failures - 1] if failures <= len(pauses) else None


def hook_pause(failures: int, asked_seconds: int | None) -> timedelta | None:
    """The pause of one delivery; a receiver that asks for a longer one gets it, within bounds. None: it is dead."""
    pause = pause_after(failures, HOOK_PAUSES)
    if pause is None or asked_seconds is None:
        return pause
    return max(pause, min(timedelta(seconds=asked_seconds), HOOK_RETRY_AFTER_MOST))


def rest_after(failures_in_a_row: int) -> timedelta:
    """How long an endpoint is left in peace after so many failures in a row (1 or more)."""
    return min(HOOK_REST_FIRST * 2 ** min(failures_in_a_row - 1, 16), HOOK_REST_MOST)


def failed_too_long(failing_since: datetime, at: datetime) -> bool:
    """Whether an endpoint that only failed since then is to be switched off."""
    return at - failing_since >= HOOK_FAILING_MOST
