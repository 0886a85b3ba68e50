"""The texts of one part of a record turned into values: at once where all fit, one by one with every fault told where not."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zaiton.services.retail_tax.domain.messages import wired
from zaiton.services.retail_tax.domain.messages_faults import Faults
from zaiton.services.retail_tax.domain.messages_layout import Element, Part

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
BETWEEN = "\x1f"
"""Stands between texts when they are looked at together; no XML can contain it."""
SIGNS = r"\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
"""What no text may hold: control characters, and those that hide or turn round what stands beside them."""
UNSEEMLY = re.compile(f"[{SIGNS}]")


class Plan:
    """How the texts of a part become the values of a record, compiled once for each layout."""

    def __init__(self, part: Part, record: type) -> None:
        self.part = part
        self.names = part.names
        self.orders: dict[str, dict[tuple[str, ...], tuple[int, ...] | None]] = {}
        self.places = {name: place for place, name in enumerate(part.names)}
        self._pattern = re.compile(BETWEEN.join(_pattern(element) for element in part.elements))
        self._by_field = [
            (self.places[name], None if kind == "text" else CONVERT[part.elements[self.places[name]].type])
            for _, name, kind, _ in wired(record)
        ]

    def fast(self, texts: Sequence[str]) -> list[Any] | None:
        """The values where every text is as the layout wants it, each in its place; None where one is not."""
        if self._pattern.fullmatch(BETWEEN.join(texts)) is None:
            return None
        try:
            return [
                texts[place] if convert is None else convert(texts[place]) if texts[place] else None
                for place, convert in self._by_field
            ]
        except ValueError:
            return None

    def slow(self, texts: Sequence[str], where: str, faults: Faults) -> list[Any]:
        """The values, with a fault for every text that is not as it should be; blanks around a text do not count."""
        trimmed = [text.strip() for text in texts]
        for element, text in zip(self.part.elements, trimmed, strict=True):
            check(element, text, where + element.name, faults)
        if faults.found:
            return []
        return [
            trimmed[place] if convert is None else convert(trimmed[place]) if trimmed[place] else None
            for place, convert in self._by_field
        ]


def check(element: Element, text: str, where: str, faults: Faults) -> None:
    """Add what is wrong with one text, if anything."""
    if not text:
        if element.required:
            faults.add("missing", where)
        return
    if UNSEEMLY.search(text):
        faults.add("signs", where, ascii(text))
    elif element.type == "code":
        if text not in element.codes:
            faults.add("code", where, text, ", ".join(element.codes))
    elif element.type in ("text", "fixed", "digits"):
        _check_text(element, text, where, faults)
    elif re.fullmatch(_bare(element), text) is None:
        name = "time" if element.type in FORMS else "number"
        faults.add(name, where, text, _form(element))
    elif element.type in FORMS:
        try:
            CONVERT[element.type](text)
        except ValueError:
            faults.add("time", where, text, _form(element))


def _check_text(element: Element, text: str, where: str, faults: Faults) -> None:
    if element.type == "digits" and not (text.isascii() and text.isdigit()):
        faults.add("signs", where, text)
    elif len(text) > element.length:
        faults.add("length", where, len(text), f"≤ {element.length}" if element.type == "text" else element.length)
    elif element.type in ("fixed", "digits") and len(text) != element.length:
        faults.add("length", where, len(text), element.length)


@lru_cache(maxsize=4096)
def fen(text: str) -> int:
    """Yuan as the standard writes them, in fen. Raises ``ValueError`` for a part of a fen."""
    whole, _, part = text.partition(".")
    if len(part) > 2 and part[2:].strip("0"):
        raise ValueError(text)
    return int(whole) * 100 + int(f"{part}00"[:2])


def yuan(amount: int) -> str:
    """Fen as the standard writes them: yuan with two places. Raises ``ValueError`` below zero."""
    if amount < 0:
        raise ValueError(amount)
    return f"{amount // 100}.{amount % 100:02d}"


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """``yyyyMMddHHmmss`` in Beijing. Raises ``ValueError``."""
    return datetime(*(int(text[a:b]) for a, b in _CUTS), tzinfo=BEIJING)


def instant(text: str) -> datetime:
    """``yyyyMMddHHmmssSSS`` in Beijing. Raises ``ValueError``."""
    return moment(text[:14]).replace(microsecond=int(text[14:]) * 1000)


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """``yyyyMMdd``. Raises ``ValueError``."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


_CUTS = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
FORMS = {"time": "yyyyMMddHHmmss", "instant": "yyyyMMddHHmmssSSS", "day": "yyyyMMdd"}
CONVERT: dict[str, Callable[[str], Any]] = {
    "amount": fen,
    "decimal": Decimal,
    "whole": int,
    "time": moment,
    "instant": instant,
    "day": day,
    "text": str,
    "fixed": str,
    "digits": str,
    "code": str,
}


def _form(element: Element) -> str:
    if element.type in FORMS:
        return FORMS[element.type]
    if element.type == "whole":
        return f"≤ {element.length}"
    return f"{element.digits},{min(element.places, 2) if element.type == 'amount' else element.places}"


def _bare(element: Element) -> str:
    """The pattern of what an element holds when it is not empty."""
    length = element.length
    if element.type == "code":
        return "(?:" + "|".join(re.escape(code) for code in element.codes) + ")"
    if element.type in FORMS:
        return f"[0-9]{{{len(FORMS[element.type])}}}"
    if element.type == "digits":
        return f"[0-9]{{{length}}}"
    if element.type == "whole":
        return f"[0-9]{{1,{length}}}"
    if element.type in ("amount", "decimal"):
        whole, places = element.digits - element.places, element.places
        if element.type == "amount" and places > 2:
            return rf"[0-9]{{1,{whole}}}(?:\.[0-9]{{1,2}}0{{0,{places - 2}}})?"
        return rf"[0-9]{{1,{whole}}}(?:\.[0-9]{{1,{places}}})?" if places else rf"[0-9]{{1,{whole}}}"
    edge, inner = rf"[^\s{SIGNS}]", rf"[^{SIGNS}]"
    if length == 1:
        return edge
    if element.type == "fixed":
        return rf"{edge}{inner}{{{length - 2}}}{edge}"
    return rf"{edge}(?:{inner}{{0,{length - 2}}}{edge})?"


def _pattern(element: Element) -> str:
    return _bare(element) if element.required else f"(?:{_bare(element)})?"
