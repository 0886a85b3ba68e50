"""Quiet hours: whether a moment lies in them, and when they end. They may run across midnight; both ends are Beijing's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from zaiton.blocks.notices.domain.limits import QUIET_BEGINS, QUIET_ENDS

BEIJING = timezone(timedelta(hours=8))
"""China keeps one time, without summer time, since before any notice here."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begins`` up to, not including, ``ends``; where they are equal there are none."""

    begins: time = QUIET_BEGINS
    ends: time = QUIET_ENDS


def quiet_until(hours: QuietHours, at: datetime) -> datetime | None:
    """The end of the quiet hours in which ``at`` lies (aware, Beijing); None outside of them."""
    local = at.astimezone(BEIJING)
    now, begins, ends = local.time(), hours.begins, hours.ends
    across_midnight = begins > ends
    inside = (now >= begins or now < ends) if across_midnight else begins <= now < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if across_midnight and now >= begins else local.date()
    return datetime.combine(day, ends, BEIJING)
