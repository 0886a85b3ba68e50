"""The entries of a case type's file: texts, names, words, numbers, days, mappings, each refused with its place."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain import faults

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
FACT_NAME = re.compile(r"[a-z][a-z0-9_]*")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,5}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST_NAME = 60
LONGEST_TEXT = 2_000
MOST = 200


def mapping(given: Any, place: str, known: Iterable[str], required: Iterable[str] = ()) -> Mapping[str, Any]:
    """A mapping with no unknown entry and every required one; ``article`` has a fault of its own."""
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise _shape(given, place)
    known = sorted(known)
    for name in given:
        if name not in known:
            raise faults.TypeEntryUnknown(name[:80], place=place, name=name[:80], known=", ".join(known))
    for name in required:
        if name not in given:
            if name == "article":
                raise faults.TypeArticleMissing(name, place=place)
            raise faults.TypeEntryMissing(name, place=place, name=name)
    return given


def entries(given: Any, place: str, *, some: bool = False) -> list[Any]:
    """A list of at most ``MOST`` entries; ``some``: not empty."""
    if not isinstance(given, list) or (some and not given):
        raise _shape(given, place)
    if len(given) > MOST:
        raise faults.TypeTooLarge(place, place=place, given=len(given), most=MOST)
    return given


def named(given: Any, place: str, read: Callable[[Any, str], Any], key: str) -> tuple[Any, ...]:
    """The things of a list, each read by ``read(entry, place)``, no two of one name (``key``)."""
    found: dict[str, Any] = {}
    for number, entry in enumerate(entries(given, place), start=1):
        where = f"{place}[{number}]"
        if isinstance(entry, Mapping) and isinstance(entry.get(key), str):
            where = f"{place}.{entry[key][:LONGEST_NAME]}"
        thing = read(entry, where)
        name = getattr(thing, key)
        if name in found:
            raise faults.TypeRepeated(name, place=where, given=name)
        found[name] = thing
    return tuple(found.values())


def text(given: Any, place: str) -> str:
    """A text that says something."""
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_TEXT:
        raise _shape(given, place)
    return given.strip()


def article(given: Any, place: str) -> str:
    """The article on which something rests."""
    if not isinstance(given, str) or not given.strip():
        raise faults.TypeArticleMissing(place, place=place)
    return text(given, place)


def bilingual(given: Any, place: str) -> Bilingual:
    """A text in both languages."""
    if not isinstance(given, Mapping) or set(given) != {"zh", "en"}:
        raise faults.TypeTextMissing(place, place=place)
    texts = [given[language] for language in ("zh", "en")]
    if not all(isinstance(one, str) and one.strip() and len(one) <= LONGEST_TEXT for one in texts):
        raise faults.TypeTextMissing(place, place=place)
    return Bilingual(texts[0].strip(), texts[1].strip())


def name(given: Any, place: str, form: re.Pattern[str] = ID) -> str:
    """A name of a type, item, role or paper (``ID``) or of a fact (``FACT_NAME``)."""
    found = text(given, place)
    if not form.fullmatch(found) or len(found) > LONGEST_NAME:
        raise faults.TypeName(place, place=place, given=found[:80])
    return found


def names(given: Any, place: str, form: re.Pattern[str] = ID) -> tuple[str, ...]:
    """A list of names, none of them twice."""
    found: list[str] = []
    for number, entry in enumerate(entries(given, place), start=1):
        one = name(entry, f"{place}[{number}]", form)
        if one in found:
            raise faults.TypeRepeated(one, place=f"{place}[{number}]", given=one)
        found.append(one)
    return tuple(found)


def word(given: Any, place: str, known: Iterable[str]) -> str:
    """One of the words known in this place."""
    found = given.strip() if isinstance(given, str) else None
    if found not in known:
        raise faults.TypeWord(place, place=place, given=str(given)[:80], known=", ".join(known))
    return found


def yes(given: Any, place: str) -> bool:
    """``true`` or ``false``."""
    return word(given, place, ("true", "false")) == "true"


def number(given: Any, place: str, least: int, most: int) -> int:
    """A whole number within bounds, in plain digits."""
    plain = isinstance(given, str) and re.fullmatch(r"\d{1,12}", given.strip(), re.ASCII)
    if not plain or not least <= int(given) <= most:
        raise faults.TypeNumber(place, place=place, given=str(given)[:40], least=least, most=most)
    return int(given)


def day(given: Any, place: str) -> date:
    """A day like 2026-01-15."""
    try:
        if isinstance(given, str) and DAY.fullmatch(given.strip()):
            return date.fromisoformat(given.strip())
    except ValueError:
        pass
    raise faults.TypeDay(place, place=place, given=str(given)[:40])


def prefix(given: Any, place: str) -> str:
    """What the numbers of cases begin with."""
    found = text(given, place)
    if not PREFIX.fullmatch(found):
        raise faults.TypePrefix(place, place=place, given=found[:40])
    return found


def _shape(given: Any, place: str) -> faults.TypeShape:
    shown = "empty" if given in (None, "", [], {}) else repr(given)
    return faults.TypeShape(place, place=place, given=shown if len(shown) < 80 else shown[:77] + "…")
