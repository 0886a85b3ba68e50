"""How many reports of the content policy are worth a line in the log."""

from datetime import datetime, timedelta


class ReportGate:
    """Admits a fixed number per minute; the rest are dropped without a trace, so that nobody fills the disk."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._minute_from: datetime | None = None
        self._seen = 0

    def admit(self, at: datetime) -> bool:
        """Whether the report arriving ``at`` this moment is logged."""
        if self._minute_from is None or at - self._minute_from >= timedelta(minutes=1):
            self._minute_from, self._seen = at, 0
        self._seen += 1
        return self._seen <= self._per_minute
