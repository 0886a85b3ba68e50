"""How a message looks, read from data and checked: its elements in order, their types, lengths and codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.services.retail_tax.domain.messages import wired
from zaiton.services.retail_tax.domain.messages_customs import RECORDS, Transfer
from zaiton.services.retail_tax.domain.messages_refusals import LayoutUnfit

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
SERVES = {
    "text": {"text", "fixed", "digits", "code"},
    "amount": {"amount"},
    "decimal": {"decimal", "amount"},
    "whole": {"whole"},
    "time": {"time", "instant"},
    "day": {"day"},
}
"""Which types of elements a kind of field can be read from."""
TYPES = {"text", "fixed", "digits", "code", "amount", "decimal", "whole", "time", "instant", "day"}
LENGTHY = {"text", "fixed", "digits", "whole"}
MEMBERS = {"name", "type", "length", "digits", "places", "codes", "required"}
DIGITS_MOST, PLACES_MOST, LENGTH_MOST, RECORDS_MOST, LINES_MOST = 19, 9, 4000, 100_000, 999


@dataclass(frozen=True, slots=True)
class Element:
    """One element: ``length`` in characters (or digits of a whole number), ``digits`` and ``places`` of decimals."""

    name: str
    type: str
    required: bool = False
    length: int = 0
    digits: int = 0
    places: int = 0
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A run of elements: in an element of its own, or (``element`` blank) right below the record; ``lines`` is how often at most."""

    element: str
    elements: tuple[Element, ...]
    lines: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its elements in order."""
        return tuple(element.name for element in self.elements)


@dataclass(frozen=True, slots=True)
class Layout:
    """One message: root is ``name`` + ``Message``; a record is a head and perhaps lines."""

    name: str
    title: Bilingual
    status: str
    document: str
    record: str
    most: int
    head: Part
    lines: Part | None = None
    receipt: str = ""
    digest: str = ""

    @property
    def root(self) -> str:
        """The name of the root element."""
        return f"{self.name}Message"


def layout_of(name: str, said: Any, digest: str = "") -> Layout:
    """The layout a file says. Raises ``LayoutUnfit`` for whatever a message could not be read by."""
    if not isinstance(said, Mapping) or said.get("message") != name or name not in RECORDS:
        raise _unfit(name, "message", said.get("message") if isinstance(said, Mapping) else said)
    title, parts = said.get("title"), said.get("parts")
    if not isinstance(title, Mapping) or not all(isinstance(title.get(k), str) and title[k] for k in ("zh", "en")):
        raise _unfit(name, "title", title)
    record, most, receipt = said.get("record"), said.get("most"), said.get("receipt", "")
    if not isinstance(record, str) or not NAME.fullmatch(record):
        raise _unfit(name, "record", record)
    if not _within(most, 1, RECORDS_MOST):
        raise _unfit(name, "most", most)
    if receipt and receipt not in RECORDS:
        raise _unfit(name, "receipt", receipt)
    of_head, of_line = RECORDS[name]
    if not isinstance(parts, list) or len(parts) != (2 if of_line else 1):
        raise _unfit(name, "parts", parts)
    head = part_of(name, parts[0], of_head)
    lines = part_of(name, parts[1], of_line) if of_line else None
    if head.lines or (lines and (not lines.lines or not lines.element or not head.element)):
        raise _unfit(name, "lines", lines.lines if lines else head.lines)
    if lines and lines.element == head.element:
        raise _unfit(name, "element", head.element)
    status, document = (str(said.get(member, "")) for member in ("status", "document"))
    if status not in ("unverified", "official"):
        raise _unfit(name, "status", status)
    return Layout(
        name, Bilingual(title["zh"], title["en"]), status, document, record, most, head, lines, receipt, digest
    )


def part_of(name: str, said: Any, record: type) -> Part:
    """One part, with every element that the record of this programme needs. Raises ``LayoutUnfit``."""
    if not isinstance(said, Mapping) or not isinstance(said.get("fields"), list):
        raise _unfit(name, "fields", said)
    element = said.get("element", "")
    if not isinstance(element, str) or (element and not NAME.fullmatch(element)):
        raise _unfit(name, "element", element)
    lines = said.get("lines", 0)
    if lines and not _within(lines, 1, LINES_MOST):
        raise _unfit(name, "lines", lines)
    part = Part(element, tuple(_element(name, each) for each in said["fields"]), lines)
    there = {each.name: each for each in part.elements}
    if len(there) != len(part.elements):
        raise _unfit(name, "fields", sorted(there))
    for _, wanted, kind, optional in wired(record):
        found = there.get(wanted)
        if found is None or found.type not in SERVES[kind] or not (optional or found.required):
            raise _unfit(name, wanted, found)
    return part


def transfer_of(said: Any) -> Part:
    """The part that says who sent a message. Raises ``LayoutUnfit``."""
    return part_of("envelope", said, Transfer)


def _element(layout: str, said: Any) -> Element:
    if not isinstance(said, Mapping) or set(said) - MEMBERS:
        raise _unfit(layout, "fields", said)
    name, kind, required = said.get("name"), said.get("type"), said.get("required", False)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise _unfit(layout, "name", name)
    if kind not in TYPES or not isinstance(required, bool):
        raise _unfit(layout, name, kind)
    length, digits, places = (said.get(member, 0) for member in ("length", "digits", "places"))
    if kind in LENGTHY and not _within(length, 1, 9 if kind == "whole" else LENGTH_MOST):
        raise _unfit(layout, name, length)
    if kind in ("amount", "decimal") and not (
        _within(digits, 1, DIGITS_MOST) and _within(places, 0, min(PLACES_MOST, digits - 1))
    ):
        raise _unfit(layout, name, (digits, places))
    codes = said.get("codes", [])
    if not isinstance(codes, list) or (kind == "code") != bool(codes) or not all(isinstance(c, str) for c in codes):
        raise _unfit(layout, name, codes)
    return Element(name, kind, required, length, digits, places, tuple(codes))


def _within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _unfit(name: str, what: str, given: Any) -> LayoutUnfit:
    return LayoutUnfit(name, name=name, what=what, given=repr(given)[:80])
