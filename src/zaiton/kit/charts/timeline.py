"""A timeline: for each thing the time that was promised, the time it took, and its last day, over one axis of days.

The axis is of days of the calendar, or of counted days (a schedule before it begins). Name and note of a row stand above its
bars, so that neither is ever cut; the note says in words what the bars show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .graph import TONES
from .lettering import LINE, widest, wrapped
from .scale import nice_ticks, number_of, text_width

WIDE, NARROW = 720, 280
BAND, BAR, MARGIN, AFTER = 16.0, 8.0, 8.0, 12.0
X = date | int
Span = tuple[X, X]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing on the strip. Spans are from a day up to and including another, in days or in counted days (0 is the start).

    ``promised`` is the time it may take, ``actual`` the time it took or has taken so far, ``due`` its last day; None: not drawn.
    ``tone`` is one of ``TONES`` and colours the time taken; ``note`` says the same in words.
    """

    name: str
    promised: Span | None = None
    actual: Span | None = None
    due: X | None = None
    note: str = ""
    tone: str = "info"


def timeline_svg(rows: Sequence[TimelineRow], *, today: X | None, title: str, desc: str) -> SafeString:
    """The drawing as a ``figure`` with a wide and a narrow SVG and a key to its marks; nothing where no row has a day.

    ``today`` is marked by a line where it lies on the axis or beside it; None draws none. All texts are escaped.
    Raises ``KeyError`` for a tone that is none.
    """
    days = [number_of(day) for row in rows for day in _days(row)]
    if not days:
        return mark_safe("")
    for row in rows:
        if row.tone not in TONES:
            raise KeyError(row.tone)
    key = f"time-{crc32((title + desc).encode()):08x}"
    drawings = "".join(
        _Strip(rows, today, width, days).svg(f"{key}-{name}", name, title, desc)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return mark_safe(f'<figure class="chart">{drawings}</figure>')


def _days(row: TimelineRow) -> list[X]:
    due = [] if row.due is None else [row.due]
    return [*(row.promised or ()), *(row.actual or ()), *due]


class _Strip:
    """One SVG of one width: the key, the word for today, the rows, the axis."""

    def __init__(self, rows: Sequence[TimelineRow], today: X | None, width: int, days: Sequence[int]) -> None:
        self.rows, self.width = rows, width
        self.dated = isinstance(next(day for row in rows for day in _days(row)), date)
        self.first, self.last = min(days), max(days) + self.dated
        self.today = None if today is None else number_of(today)
        if self.today is not None:
            self.first, self.last = min(self.first, self.today), max(self.last, self.today + self.dated)
        self.last = max(self.last, self.first + 1)
        self.parts: list[str] = []
        self.y = 0.0

    def x(self, number: float) -> float:
        """Where a day begins."""
        wide = self.width - 2 * MARGIN
        return round(MARGIN + (number - self.first) / (self.last - self.first) * wide, 1)

    def svg(self, key: str, kind: str, title: str, desc: str) -> str:
        """The whole drawing."""
        self._legend()
        top, behind = self._today_word(), len(self.parts)
        for row in self.rows:
            self._row(row)
        if self.today is not None:
            x = self.x(self.today + self.dated / 2)
            self.parts.insert(behind, f'<path class="marker" d="M{x} {top:.1f}V{self.y:.1f}"/>')
        self._axis()
        height = round(self.y)
        head = (
            f'<svg class="{kind}" viewBox="0 0 {self.width} {height}" width="{self.width}" height="{height}" '
            f'role="img" aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
            f'<desc id="{key}-d">{escape(desc)}</desc>'
        )
        return head + "".join(self.parts) + "</svg>"

    def _legend(self) -> None:
        shown = [
            (gettext("Time allowed"), any(row.promised for row in self.rows), self._band),
            (gettext("Time taken"), any(row.actual for row in self.rows), self._key_bar),
            (gettext("Last day"), any(row.due is not None for row in self.rows), self._key_due),
        ]
        x, self.y = MARGIN, 2.0
        for text, there, draw in shown:
            wide = 30 + text_width(text)
            if not there:
                continue
            if x > MARGIN and x + wide > self.width - MARGIN:
                x, self.y = MARGIN, self.y + LINE + 4
            draw(x, x + 22)
            self._text(x + 28, self.y + 12.5, text)
            x += wide + 16
        self.y += LINE + 8

    def _today_word(self) -> float:
        """The word at the head of today's line; returns where the line begins."""
        if self.today is None:
            return self.y
        day = date.fromordinal(self.today).isoformat() if self.dated else str(self.today)
        word = gettext("Today, {day}").format(day=day)
        x = self.x(self.today + self.dated / 2)
        start = min(max(MARGIN, x - text_width(word) / 2), self.width - MARGIN - text_width(word))
        self._text(start, self.y + 12, word)
        self.y += LINE + 4
        return self.y - 4

    def _row(self, row: TimelineRow) -> None:
        room = self.width - 2 * MARGIN
        name, note = wrapped(row.name, room), wrapped(row.note, room)
        beside = len(name) == len(note) == 1 and widest(name) + widest(note) + 12 <= room
        for line in name:
            self._text(MARGIN, self.y + 13, line, "name")
            self.y += LINE
        if beside:
            self._text(self.width - MARGIN, self.y - LINE + 13, note[0], anchor="end")
        else:
            for line in note:
                self._text(MARGIN, self.y + 13, line)
                self.y += LINE
        self.y += 3
        self.parts.append(f'<path class="grid" d="M{MARGIN:g} {self.y + BAND / 2:.1f}H{self.width - MARGIN:g}"/>')
        if row.promised:
            self._band(*self._ends(row.promised))
        if row.actual:
            self._bar(*self._ends(row.actual), row.tone)
        if row.due is not None:
            self._due(self.x(number_of(row.due) + self.dated))
        self.y += BAND + AFTER

    def _ends(self, span: Span) -> tuple[float, float]:
        """The whole of the last day is in it; counted days are moments."""
        start, end = self.x(number_of(span[0])), self.x(number_of(span[1]) + self.dated)
        return start, max(end, start + 2)

    def _band(self, start: float, end: float) -> None:
        self.parts.append(
            f'<rect class="band" x="{start:.1f}" y="{self.y:.1f}" width="{end - start:.1f}" height="{BAND:g}" rx="3"/>'
        )

    def _bar(self, start: float, end: float, tone: str) -> None:
        y = self.y + (BAND - BAR) / 2
        self.parts.append(
            f'<rect class="part-{tone}" x="{start:.1f}" y="{y:.1f}" width="{end - start:.1f}" height="{BAR:g}"/>'
        )

    def _key_bar(self, start: float, end: float) -> None:
        self._bar(start, end, "info")

    def _due(self, x: float) -> None:
        self.parts.append(f'<path class="due" d="M{x:.1f} {self.y - 3:.1f}v{BAND + 6:g}"/>')

    def _key_due(self, start: float, end: float) -> None:
        self._due((start + end) / 2)

    def _axis(self) -> None:
        self.parts.append(f'<path class="axis" d="M{MARGIN:g} {self.y:.1f}H{self.width - MARGIN:g}"/>')
        free_from = 0.0
        for number, text in self._ticks():
            x, wide = self.x(number), text_width(text)
            start = min(max(0.0, x - wide / 2), self.width - wide)
            if start < free_from:
                continue
            free_from = start + wide + 10
            self.parts.append(f'<path class="axis" d="M{x} {self.y:.1f}v5"/>')
            self._text(start, self.y + 19, text)
        self.y += 26

    def _ticks(self) -> list[tuple[int, str]]:
        if not self.dated:
            return [(int(tick), f"{tick:g}") for tick in nice_ticks(self.last) if tick == int(tick) <= self.last]
        first, last = date.fromordinal(self.first), date.fromordinal(self.last - 1)
        wanted = 6 if self.width > 400 else 3
        step = max(1, round((last - first).days / wanted))
        return [
            (day.toordinal(), day.isoformat())
            for day in (first + timedelta(step * n) for n in range(wanted + 2))
            if day <= last
        ]

    def _text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "") -> None:
        named = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
        self.parts.append(f'<text{named} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>')
