"""The arithmetic of a chart: nice ticks, positions, and how wide a label will be."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from math import ceil, floor, log10

CHINESE_WIDTH, BROAD_WIDTH, CAPITAL_WIDTH, DIGIT_WIDTH, LETTER_WIDTH, NARROW_WIDTH = 13.4, 13.1, 10.2, 9.1, 9.0, 5.5
"""Of a character at 13 px in the widest family a system may choose (DejaVu Sans, bold), so that nothing is cut."""


def text_width(text: str) -> float:
    """An upper estimate of the width of a label, in pixels."""
    return sum(map(_character_width, text))


@cache
def _character_width(letter: str) -> float:
    if ord(letter) > 0x2E7F:
        return CHINESE_WIDTH
    if letter in "%@mwMW—":
        return BROAD_WIDTH
    if letter in " .,:;'|-ijlt":
        return NARROW_WIDTH
    if letter.isdigit():
        return DIGIT_WIDTH
    return CAPITAL_WIDTH if letter.isupper() else LETTER_WIDTH


def number_of(x: date | int) -> int:
    """A day as a count of days, a year as itself."""
    return x.toordinal() if isinstance(x, date) else x


def nice_ticks(top: float, wanted: int = 5) -> list[float]:
    """Round values from 0 to at least ``top``, about ``wanted`` of them.

    >>> nice_ticks(8.7)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    >>> nice_ticks(0)
    [0.0, 1.0]
    """
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [round(step * i, 10) for i in range(ceil(top / step - 1e-9) + 1)]


def figure(value: float) -> str:
    """A figure without needless zeros.

    >>> figure(8.0), figure(3.25)
    ('8', '3.25')
    """
    return f"{value:.4f}".rstrip("0").rstrip(".")


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near the wanted ones (given in rising order), at least ``gap`` apart, between ``low`` and ``high``.

    >>> spread([10, 12, 40], 15, 0, 100)
    [10, 25, 40]
    """
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, low) if not placed else max(position, placed[-1] + gap))
    limit = high
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return placed
