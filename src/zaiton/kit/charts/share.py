"""A share bar: one bar divided among a few parts, such as answered, refused and not covered rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe

WIDE, NARROW = 720, 280
HEIGHT = 28
LEAST = 6
"""A part that is there is at least so wide, in pixels, however small its share."""
TONES = ("ok", "warn", "bad", "info", "grey")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: its name, its count, and its tone (one of ``TONES``)."""

    name: str
    count: int
    tone: str


def share_bar(parts: Sequence[Part], *, title: str, desc: str) -> SafeString:
    """The bar as a ``figure`` with a wide and a narrow SVG. Parts of 0 are left out; nothing when there are none.

    The page says the same in words beside it, with each part's count.
    """
    there = [part for part in parts if part.count > 0]
    if not there:
        return mark_safe("")
    key = f"share-{crc32((title + desc).encode()):08x}"
    drawings = "".join(_svg(there, size, f"{key}-{name}", name, title, desc) for size, name in _SIZES)
    return mark_safe(f'<figure class="chart">{drawings}</figure>')


_SIZES = ((WIDE, "wide"), (NARROW, "narrow"))


def _svg(parts: Sequence[Part], width: int, key: str, name: str, title: str, desc: str) -> str:
    widths = _widths([part.count for part in parts], width)
    x, drawn = 0, []
    for part, size in zip(parts, widths, strict=True):
        drawn.append(f'<rect class="part-{part.tone}" x="{x}" y="0" width="{max(1, size - 2)}" height="{HEIGHT}"/>')
        x += size
    return (
        f'<svg class="{name}" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(desc)}</desc>{"".join(drawn)}</svg>'
    )


def _widths(counts: Sequence[int], width: int) -> list[int]:
    """Whole widths that add up to ``width``, each at least ``LEAST``."""
    total = sum(counts)
    widths = [max(LEAST, count * width // total) for count in counts]
    widths[widths.index(max(widths))] += width - sum(widths)
    return widths
