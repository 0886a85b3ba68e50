"""Tariff codes as official tables write them: dots, spaces, full-width digits, ``ex`` for a part of a line, lost zeros."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from zaiton.services.tariff.domain.annex.cells import Cell, even

_EX = re.compile(r"^\(?ex\b\.?\)?\s*|^ex(?=\d)|\s*\(?ex\)?$|\s*\(部分\)$", re.IGNORECASE)
_GAPS = re.compile(r"[\s.\-·]+")
_ALMOST = re.compile(r"(?=(?:.*\d){4})[0-9A-Za-z*?#]{6,12}")
SHARE = 10
"""A length is one of the table's own when at least one code in so many has it,"""
LEAST = 3
"""and at least so many codes."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as written: its digits where it is nothing but digits, whether it stands for a part of its line, and whether it
    was stored as a number.
    """

    given: str
    digits: str
    part: bool
    number: bool

    @property
    def almost(self) -> bool:
        """Whether it was meant to be a code and has something in it that is no digit."""
        return not self.digits and bool(_ALMOST.fullmatch(_GAPS.sub("", self.given)))


def read_code(cell: Cell) -> Code:
    """The code in a cell; ``digits`` is empty where there is none.

    >>> read_code("ex 0303.59.90").digits
    '03035990'
    """
    text = even(cell).lstrip("'’`")
    bare = _EX.sub("", text)
    compact = _GAPS.sub("", bare)
    digits = compact if compact.isascii() and compact.isdigit() else ""
    return Code(text, digits, bare != text, isinstance(cell, Decimal))


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of a table's codes, and whether its texts have lost their zeros as a whole."""

    usual: int
    allowed: frozenset[int]
    zeros_lost: bool

    def whole(self, code: Code) -> tuple[str, bool]:
        """The digits with a lost zero put back, and whether one was."""
        short = len(code.digits) % 2 == 1 and len(code.digits) + 1 in self.allowed
        if short and (code.number or self.zeros_lost) and code.digits[:1] != "0":
            return "0" + code.digits, True
        return code.digits, False


def lengths_of(codes: Iterable[Code]) -> Lengths:
    """What lengths the codes of lines have; 8 where there are none."""
    codes = [c for c in codes if c.digits]
    texts = [c for c in codes if not c.number]
    short = sum(len(c.digits) % 2 for c in texts)
    zeros_lost = short >= 3 and not any(c.digits.startswith("0") for c in texts)
    counted = Counter(
        len(c.digits) + (len(c.digits) % 2 if c.number or zeros_lost else 0) for c in codes if len(c.digits) >= 5
    )
    counted = Counter({n: count for n, count in counted.items() if n in (6, 8, 10)})
    if not counted:
        return Lengths(8, frozenset({8}), False)
    usual, total = counted.most_common(1)[0][0], sum(counted.values())
    return Lengths(
        usual, frozenset(n for n, k in counted.items() if n == usual or (k >= LEAST and k * SHARE >= total)), zeros_lost
    )
