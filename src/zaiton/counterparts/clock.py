"""The counterpart's own clock: the machine's, put forward or back as a test wants it, and the business day after its cut-off."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
NO_CUTOFF = 24


class Clock:
    """``offset`` seconds beside the machine's clock; from the hour ``cutoff`` on (Beijing) business belongs to the next day."""

    def __init__(self, *, cutoff: int = NO_CUTOFF, offset: float = 0) -> None:
        self.cutoff = cutoff
        self.offset = offset

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        return datetime.fromtimestamp(time.time() + self.offset, UTC)

    def seconds(self) -> float:
        """Seconds since 1970 by the machine's clock: what waits does not wait longer because a test moved the day."""
        return time.time()

    def business_day(self) -> date:
        """The day on which something done now is booked."""
        here = self.now().astimezone(BEIJING)
        return here.date() + timedelta(days=1) if here.hour >= self.cutoff else here.date()
