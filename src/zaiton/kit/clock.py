"""The one place that reads the clock. Doors call it and pass the time inward; nothing below them does."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Beijing."""
    return datetime.now(BEIJING).date()
