"""A product-specific rule of origin as structure: what the words of an annex say, without the words.

A rule has parts (one, unless it speaks of several goods under one code), a part has ways of which the exporter chooses one, and a
way has tests that must all be met. Sources: RCEP article 3.2 and headnotes of annex 3A; the annexes of the other agreements.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Level = Literal["chapter", "heading", "subheading", "item"]
DIGITS = {"chapter": 2, "heading": 4, "subheading": 6, "item": 8}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of codes of one length (2, 4, 6 or 8 digits), both ends counted. One code: ``first`` and ``last`` are the same."""

    first: str
    last: str

    def holds(self, code: str) -> bool | None:
        """Whether a code stands in the run; None where the code has too few digits to tell."""
        size = len(self.first)
        if len(code) >= size:
            return self.first <= code[:size] <= self.last
        if not self.first[: len(code)] <= code <= self.last[: len(code)]:
            return False
        return None


@dataclass(frozen=True, slots=True)
class Change:
    """Every non-originating material comes from another chapter, heading, subheading or item than the good's own.

    ``excluding``: from these a change does not count. ``only_from``: where not empty, materials must come from these.
    """

    level: Level
    excluding: tuple[Span, ...] = ()
    only_from: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueContent:
    """Originating value is at least ``percent`` of the value base of the agreement (or of ``base`` where the rule names one).

    ``method``: build_down or build_up where the rule allows one only; blank: as the agreement says.
    """

    percent: Fraction
    base: Literal["", "fob", "ex_works"] = ""
    method: Literal["", "build_down", "build_up"] = ""


@dataclass(frozen=True, slots=True)
class ValueCap:
    """Non-originating materials are at most ``percent`` of the value base; ``of``: only those of these codes are counted."""

    percent: Fraction
    base: Literal["", "fob", "ex_works"] = ""
    of: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class WhollyObtained:
    """The good is wholly obtained; with ``inputs``: all materials of these codes are."""

    inputs: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Originating:
    """All materials of these codes originate, or those that ``what`` names (a key of the vocabulary of parts)."""

    inputs: tuple[Span, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """A chemical reaction forms a new molecule in a Party."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something was done in a Party, or is so, that a person must say: ``key`` of the vocabulary of operations, its figures beside it.

    It is a fact of the product: said to be so, said not to be so, or missing.
    """

    key: str
    figures: tuple[tuple[str, str], ...] = ()


Test = Change | ValueContent | ValueCap | WhollyObtained | Originating | Reaction | Operation


@dataclass(frozen=True, slots=True)
class Way:
    """Tests that must all be met."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The ways open to the goods that ``goods`` names (a key of the vocabulary of goods; blank: all goods of the line)."""

    ways: tuple[Way, ...]
    goods: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one line. Where several parts name goods, the product must say which it is."""

    parts: tuple[Part, ...]
