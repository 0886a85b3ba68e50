"""Rules in the notation in which lists of rules are kept on file: operators and figures only, every rule written in one way.

``CTH -[5106:5113,54] | RVC40`` is a change of heading except from headings 51.06 to 51.13 and chapter 54, or a value content of 40 %.
Ways stand between ``|``, tests that must all be met between ``&``, parts between ``;`` with the key of their goods before a colon.
"""

import re
from fractions import Fraction

from zaiton.services.tariff.domain.origin.rules import (
    DIGITS,
    Change,
    Level,
    Operation,
    Originating,
    Part,
    Reaction,
    Rule,
    Span,
    Test,
    ValueCap,
    ValueContent,
    Way,
    WhollyObtained,
)

MARKS: dict[Level, str] = {"chapter": "CC", "heading": "CTH", "subheading": "CTSH", "item": "CTI"}
LEVELS: dict[str, Level] = {mark: level for level, mark in MARKS.items()}
KEY = r"[a-z][a-z0-9_]*"
_SPANS = r"\[([\d:,]+)\]"
_PERCENT = r"(\d+(?:/\d+)?)"
_CHANGE = re.compile(rf"(CC|CTH|CTSH|CTI)(?: -{_SPANS})?(?: <{_SPANS})?")
_CONTENT = re.compile(rf"RVC{_PERCENT}(?: (fob|ex_works))?(?: (build_down|build_up))?")
_CAP = re.compile(rf"VNM{_PERCENT}(?: (fob|ex_works))?(?: {_SPANS})?")
_WHOLLY = re.compile(rf"WO(?: {_SPANS})?")
_ORIGINATING = re.compile(rf"OM(?: ({KEY}))?(?: {_SPANS})?")
_OPERATION = re.compile(rf"OP ({KEY})(?: \(({KEY}=[^,()=|&;]+(?:,{KEY}=[^,()=|&;]+)*)\))?")
_GOODS = re.compile(rf"({KEY}): ")


class NotCompact(ValueError):
    """A text that is no rule in this notation; the text is the piece that could not be read."""


def compact(rule: Rule) -> str:
    """The rule in the notation of files; ``from_compact`` gives the same rule back."""
    return " ; ".join((f"{p.goods}: " if p.goods else "") + " | ".join(map(_way, p.ways)) for p in rule.parts)


def from_compact(text: str) -> Rule:
    """The rule of a text in the notation of files. Raises ``NotCompact``."""
    return Rule(tuple(_part(piece) for piece in text.split(" ; ")))


def _way(way: Way) -> str:
    return " & ".join(map(_written, way.tests))


def _written(test: Test) -> str:
    match test:
        case Change():
            return MARKS[test.level] + _spans(test.excluding, " -") + _spans(test.only_from, " <")
        case ValueContent():
            return f"RVC{test.percent}{_word(test.base)}{_word(test.method)}"
        case ValueCap():
            return f"VNM{test.percent}{_word(test.base)}{_spans(test.of, ' ')}"
        case WhollyObtained():
            return f"WO{_spans(test.inputs, ' ')}"
        case Originating():
            return f"OM{_word(test.what)}{_spans(test.inputs, ' ')}"
        case Reaction():
            return "CR"
        case Operation():
            figures = ",".join(f"{name}={value}" for name, value in test.figures)
            return f"OP {test.key}" + (f" ({figures})" if figures else "")
    raise TypeError(f"no test: {test!r}")


def _word(word: str) -> str:
    return f" {word}" if word else ""


def _spans(spans: tuple[Span, ...], before: str) -> str:
    if not spans:
        return ""
    return before + "[" + ",".join(s.first if s.first == s.last else f"{s.first}:{s.last}" for s in spans) + "]"


def _part(text: str) -> Part:
    named = _GOODS.match(text)
    ways = text[named.end() :] if named else text
    return Part(tuple(_read_way(way) for way in ways.split(" | ")), named[1] if named else "")


def _read_way(text: str) -> Way:
    return Way(tuple(_read_test(test) for test in text.split(" & ")))


def _read_test(text: str) -> Test:
    if found := _CHANGE.fullmatch(text):
        return Change(LEVELS[found[1]], _read_spans(found[2]), _read_spans(found[3]))
    if found := _CONTENT.fullmatch(text):
        return ValueContent(_fraction(found[1]), found[2] or "", found[3] or "")
    if found := _CAP.fullmatch(text):
        return ValueCap(_fraction(found[1]), found[2] or "", _read_spans(found[3]))
    if found := _WHOLLY.fullmatch(text):
        return WhollyObtained(_read_spans(found[1]))
    if found := _ORIGINATING.fullmatch(text):
        return Originating(_read_spans(found[2]), found[1] or "")
    if text == "CR":
        return Reaction()
    if found := _OPERATION.fullmatch(text):
        figures = (pair.partition("=") for pair in (found[2] or "").split(",") if pair)
        return Operation(found[1], tuple((name, value) for name, _, value in figures))
    raise NotCompact(text[:80])


def _fraction(text: str) -> Fraction:
    try:
        percent = Fraction(text)
    except ZeroDivisionError:
        raise NotCompact(text) from None
    if not 0 <= percent <= 100:
        raise NotCompact(text)
    return percent


def _read_spans(text: str | None) -> tuple[Span, ...]:
    spans = []
    for piece in (text or "").split(",") if text else ():
        first, colon, last = piece.partition(":")
        span = Span(first, last if colon else first)
        if len(span.first) not in DIGITS.values() or len(span.first) != len(span.last) or span.first > span.last:
            raise NotCompact(piece)
        spans.append(span)
    return tuple(spans)
