"""Exact arithmetic of taxes: percentages and quantities as fractions, one rounding at the end, shares that add up.

Amounts are whole fen at the edges and ``Fraction`` of fen between; nothing here knows a rate.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")


def number(text: object) -> Fraction | None:
    """A decimal as messages write it (``"13"``, ``"0.5"``); None for anything else, a float or a sign included."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        return None
    plain = str(text).strip()
    return Fraction(plain) if NUMBER.fullmatch(plain) else None


def half_up(value: Fraction) -> int:
    """Whole fen, a half upwards; ``value`` is not negative."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` fen apportioned by weight so that the parts add up to it: largest remainder, the earlier line first when equal.

    Raises ``ZeroDivisionError`` where all weights are zero and something is to be apportioned.
    """
    if not total:
        return [0] * len(weights)
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = [total * weight % whole for weight in weights]
    for index in sorted(range(len(weights)), key=lambda n: (-rest[n], n))[: total - sum(parts)]:
        parts[index] += 1
    return parts


def shown(value: Fraction, places: int = 6) -> str:
    """A fraction of fen for people: exact where it ends within ``places`` decimals, else cut with a sign that it goes on."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}".rstrip("0").rstrip(".")
    return text if scaled.denominator == 1 else f"{text}…"
