"""The picture beside a mapped code: codes of the old list on the left, of the new on the right, a line for each way.

The table beside it says the same; the line to the most likely code is the heavy one.
"""

from collections.abc import Sequence
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe

SHOWN = 16
WIDE, NARROW = 720, 280
ROW, TOP, TEXT = 24, 16, 84
"""Pixels: height of a row, margin above, width of the column of codes."""
_SIZES = ((WIDE, "wide"), (NARROW, "narrow"))


def mapping_picture(
    left: Sequence[str], code: str, right: Sequence[tuple[str, bool]], more: str, *, title: str, desc: str
) -> SafeString:
    """The picture as a ``figure`` with a wide and a narrow SVG; nothing where there is no successor.

    ``left`` are other codes leading to the same successors, ``right`` successors with whether each is the likely one,
    ``more`` what is said of those not drawn.
    """
    if not right:
        return mark_safe("")
    key = f"map-{crc32((title + desc).encode()):08x}"
    drawings = "".join(_svg(left, code, right, more, size, f"{key}-{name}", name, title, desc) for size, name in _SIZES)
    return mark_safe(f'<figure class="chart">{drawings}</figure>')


def _svg(
    left: Sequence[str],
    code: str,
    right: Sequence[tuple[str, bool]],
    more: str,
    width: int,
    key: str,
    name: str,
    title: str,
    desc: str,
) -> str:
    olds = [code, *left[: SHOWN - 1]] if len(right) == 1 else [code]
    news = list(right[:SHOWN])
    rows = max(len(olds), len(news) + (1 if more else 0))
    height = TOP * 2 + ROW * rows
    parts = []
    for at, old in enumerate(olds):
        parts.append(_words(0, _y(at, len(olds), rows), old, "name" if old == code else "", "start"))
    for at, (new, likely) in enumerate(news):
        y = _y(at, len(news), rows)
        parts.append(_words(width, y, new, "name" if likely else "", "end"))
        for start, old in enumerate(olds):
            kind = "step s1" if likely and old == code else "axis"
            parts.append(_line(TEXT, _y(start, len(olds), rows), width - TEXT, y, kind))
    if more:
        parts.append(_words(width, TOP + ROW * (rows - 0.5), more, "", "end"))
    return (
        f'<svg class="{name}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(desc)}</desc>{"".join(parts)}</svg>'
    )


def _y(at: int, count: int, rows: int) -> float:
    """The middle of a row; a shorter column stands in the middle of the longer one."""
    return TOP + ROW * ((rows - count) / 2 + at + 0.5)


def _words(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text{mark} x="{x}" y="{y + 4:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    middle = (x1 + x2) / 2
    return f'<path class="{kind}" fill="none" d="M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"/>'
