"""A step chart: values that hold from a day (or year) until the next, such as the rates of a staged schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe

from .scale import figure, nice_ticks, number_of, spread, text_width

WIDE, NARROW = 720, 280
X = date | int
LABEL_GAP = 17
PATTERNS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and ``(x, y)`` in rising order of x; each y holds until the next x, None is a gap."""

    name: str
    points: Sequence[tuple[X, Decimal | float | int | None]]


def step_chart(
    series: Sequence[Series],
    *,
    x_labels: Sequence[tuple[X, str]] | None = None,
    y_unit: str = "",
    title: str,
    desc: str,
    width: int | None = None,
    markers: Sequence[tuple[X, str]] = (),
) -> SafeString:
    """The drawing as a ``figure`` with a wide and a narrow SVG, of which the page shows the one that fits.

    ``x_labels`` are the ticks (default: every x that occurs, thinned to what has room), ``markers`` vertical lines with a
    word each, ``width`` asks for one drawing only. All texts are escaped. Nothing is drawn outside the box.
    """
    if not any(y is not None for line in series for _, y in line.points):
        return mark_safe("")
    key = f"chart-{crc32((title + desc).encode()):08x}"
    sizes = ((width, "only"),) if width else ((WIDE, "wide"), (NARROW, "narrow"))
    drawings = [
        _Drawing(series, x_labels, y_unit, markers, size).svg(f"{key}-{name}", name, title, desc)
        for size, name in sizes
    ]
    return mark_safe(f'<figure class="chart">{"".join(drawings)}</figure>')


class _Drawing:
    """One SVG of one width; margins follow from the longest labels."""

    def __init__(
        self,
        series: Sequence[Series],
        x_labels: Sequence[tuple[X, str]] | None,
        y_unit: str,
        markers: Sequence[tuple[X, str]],
        width: int,
    ) -> None:
        self.series, self.unit, self.width = series, y_unit, width
        self.lines = [[(number_of(x), None if y is None else float(y)) for x, y in line.points] for line in series]
        self.ticks = nice_ticks(max(y for line in self.lines for _, y in line if y is not None))
        found = sorted({x for line in self.lines for x, _ in line})
        self.x_from = found[0]
        step = min((b - a for a, b in zip(found, found[1:], strict=False)), default=1)
        self.x_until = found[-1] + max(step, (found[-1] - found[0]) // 25, 1)
        labels = x_labels if x_labels is not None else [(x, str(x)) for x in _distinct(series)]
        self.x_labels = [(number_of(x), text) for x, text in labels if self.x_from <= number_of(x) <= self.x_until]
        self.names = [self._name(line, points) for line, points in zip(series, self.lines, strict=True)]
        self.beside = max(map(text_width, self.names)) <= width * 0.34
        self._place_box([(number_of(x), text) for x, text in markers if self.x_from <= number_of(x) <= self.x_until])

    def _name(self, line: Series, points: list[tuple[int, float | None]]) -> str:
        last = next((y for _, y in reversed(points) if y is not None), None)
        return line.name if last is None else f"{line.name} {figure(last)}{self.unit}"

    def _place_box(self, markers: list[tuple[int, str]]) -> None:
        self.left = max(text_width(f"{figure(tick)}{self.unit}") for tick in self.ticks) + 10
        self.right = self.width - (max(map(text_width, self.names)) + 26 if self.beside else 12)
        self.marker_rows = self._rows(markers)
        self.top = 12 + 18 * len(self.marker_rows)
        self.bottom = self.top + (230 if self.width > 400 else 190)
        if self.beside:
            self.bottom = max(self.bottom, self.top + LABEL_GAP * len(self.series))
        self.legend = [] if self.beside else self._legend()
        self.height = round(self.bottom + 30 + LABEL_GAP * len(self.legend))

    def _rows(self, markers: list[tuple[int, str]]) -> list[list[tuple[float, float, str]]]:
        rows: list[list[tuple[float, float, str]]] = []
        for number, text in sorted(markers):
            wide, x = text_width(text), self.x(number)
            start = min(max(2.0, x - wide / 2), self.width - wide - 2)
            row = next((r for r in rows if r[-1][1] + text_width(r[-1][2]) + 8 <= start), None)
            if row is None:
                rows.append([(x, start, text)])
            else:
                row.append((x, start, text))
        return rows

    def _legend(self) -> list[list[tuple[float, int]]]:
        rows: list[list[tuple[float, int]]] = []
        x = self.width + 1.0
        for place, name in enumerate(self.names):
            wide = text_width(name) + 42
            if x + wide > self.width:
                rows.append([])
                x = 4.0
            rows[-1].append((x, place))
            x += wide
        return rows

    def x(self, number: int) -> float:
        """Where an x stands."""
        return round(self.left + (number - self.x_from) / (self.x_until - self.x_from) * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Where a y stands."""
        return round(self.bottom - value / self.ticks[-1] * (self.bottom - self.top), 1)

    def svg(self, key: str, kind: str, title: str, desc: str) -> str:
        """The whole drawing."""
        parts = [
            f'<svg class="{kind}" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}" '
            f'role="img" aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
            f'<desc id="{key}-d">{escape(desc)}</desc>'
        ]
        self._axes(parts)
        self._markers(parts)
        for place, points in enumerate(self.lines):
            path = self._path(points)
            if path:
                parts.append(f'<path class="step s{place % PATTERNS + 1}" d="{path}"/>')
        self._labels(parts)
        parts.append("</svg>")
        return "".join(parts)

    def _axes(self, parts: list[str]) -> None:
        for tick in self.ticks:
            y = self.y(tick)
            kind = "grid" if tick else "axis"
            parts.append(f'<line class="{kind}" x1="{self.left:.1f}" y1="{y}" x2="{self.right:.1f}" y2="{y}"/>')
            text = f"{figure(tick)}{escape(self.unit)}"
            parts.append(f'<text x="{self.left - 6:.1f}" y="{y + 4.5:.1f}" text-anchor="end">{text}</text>')
        free_from = 0.0
        for number, text in self.x_labels:
            wide = text_width(text)
            start = min(max(0.0, self.x(number) - wide / 2), self.width - wide)
            if start < free_from:
                continue
            free_from = start + wide + 10
            x = self.x(number)
            parts.append(f'<line class="axis" x1="{x}" y1="{self.bottom}" x2="{x}" y2="{self.bottom + 5}"/>')
            parts.append(f'<text x="{start:.1f}" y="{self.bottom + 20}">{escape(text)}</text>')

    def _markers(self, parts: list[str]) -> None:
        for place, row in enumerate(self.marker_rows):
            base = 14 + 18 * place
            for x, start, text in row:
                parts.append(f'<line class="marker" x1="{x}" y1="{base + 4}" x2="{x}" y2="{self.bottom}"/>')
                parts.append(f'<text x="{start:.1f}" y="{base}">{escape(text)}</text>')

    def _path(self, points: list[tuple[int, float | None]]) -> str:
        steps = []
        pen_down = False
        ends = [number for number, _ in points[1:]] + [self.x_until]
        for (number, value), end in zip(points, ends, strict=True):
            if value is None:
                pen_down = False
                continue
            y = self.y(value)
            steps.append(f"V{y}" if pen_down else f"M{self.x(number)} {y}")
            steps.append(f"H{self.x(end)}")
            pen_down = True
        return "".join(steps)

    def _labels(self, parts: list[str]) -> None:
        if not self.beside:
            for row, entries in enumerate(self.legend):
                y = self.bottom + 30 + LABEL_GAP * row + 10
                for x, place in entries:
                    kind = place % PATTERNS + 1
                    parts.append(f'<path class="step s{kind}" d="M{x:.1f} {y - 4.5}h28"/>')
                    parts.append(
                        f'<text class="name s{kind}" x="{x + 34:.1f}" y="{y}">{escape(self.names[place])}</text>'
                    )
            return
        ends = []
        for place, points in enumerate(self.lines):
            last = next(((i, y) for i, (_, y) in reversed(list(enumerate(points))) if y is not None), None)
            if last is not None:
                until = points[last[0] + 1][0] if last[0] + 1 < len(points) else self.x_until
                ends.append((self.y(last[1]), self.x(until), place))
        ends.sort()
        for (y, x, place), at in zip(ends, spread([e[0] for e in ends], LABEL_GAP, self.top, self.bottom), strict=True):
            kind = place % PATTERNS + 1
            parts.append(f'<path class="leader" d="M{x} {y}L{self.right + 14:.1f} {at:.1f}"/>')
            parts.append(
                f'<text class="name s{kind}" x="{self.right + 18:.1f}" y="{at + 4.5:.1f}">{escape(self.names[place])}</text>'
            )


def _distinct(series: Sequence[Series]) -> list[X]:
    return sorted({x for line in series for x, _ in line.points})
