"""When a delegation or a token is in force: half-open periods that a revocation cuts short."""

from datetime import datetime

LIVE, COMING, ENDED, REVOKED = "live", "coming", "ended", "revoked"


def state_of(*, valid_from: datetime, valid_until: datetime | None, revoked_at: datetime | None, at: datetime) -> str:
    """Live, coming, ended or revoked at a moment; the first moment counts, the last does not."""
    if revoked_at is not None and revoked_at <= at:
        return REVOKED
    if at < valid_from:
        return COMING
    if valid_until is not None and at >= valid_until:
        return ENDED
    return LIVE
