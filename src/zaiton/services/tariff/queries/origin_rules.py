"""The lists of rules of origin on file: which rule an agreement has for a code on a day, from which list, edition and status.

Lists are packs of the kind ``origin_rules``, shipped or imported by the operator. Of each table the latest
version in force answers; a code of which it says nothing is looked up in the agreement's next table, unless the first is complete.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.listing import Found, RuleList, Source, rows_of
from zaiton.services.tariff.domain.origin.rules import Rule
from zaiton.services.tariff.queries.ratebook import SERVICE, book_signature

KIND = "origin_rules"
SECTION = "origin"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shelf:
    """The lists made ready, by pack, and the fingerprint of the packs they came from."""

    signature: str = ""
    lists: tuple[tuple[law.Pack, RuleList], ...] = ()


_shelf = _Shelf()


def rule_for(agreement: str, code: str, on: date, importer: str = "") -> Rule | Lack:
    """The rule of an agreement for a code (digits, in the edition of ``rule_edition``), or why there is none."""
    return found_for(agreement, code, on, importer).rule


def found_for(agreement: str, code: str, on: date, importer: str = "") -> Found:
    """The rule with the row and the list it comes from."""
    for one in lists_on_file(agreement, on, importer):
        found = one.look(code)
        if found is not None:
            return found
    return Found(Lack("not_loaded"), "", None)


def rules_bound(agreement: str, on: date, importer: str = "") -> Callable[[str], Rule | Lack]:
    """The rules of an agreement on a day as a function of the code, looked up once for a whole product."""
    lists = lists_on_file(agreement, on, importer)

    def look(code: str) -> Rule | Lack:
        for one in lists:
            found = one.look(code)
            if found is not None:
                return found.rule
        return Lack("not_loaded")

    return look


def rule_edition(agreement: str, on: date, importer: str = "") -> int | None:
    """The edition of the Harmonized System in which the list that answers first is written; None where no list is on file."""
    return next((one.source.edition for one in lists_on_file(agreement, on, importer)), None)


def lists_on_file(agreement: str, on: date, importer: str = "") -> tuple[RuleList, ...]:
    """The lists of an agreement in force on a day, the one that answers first in front; all of one edition.

    ``importer``: where each side has its own list, only that of this party.
    """
    found: dict[str, RuleList] = {}
    for pack, one in _lists():
        if one.agreement == agreement and pack.in_force.holds(on) and one.importer in ("", importer):
            found.setdefault(pack.table, one)
    lists = tuple(found.values())
    return tuple(one for one in lists if one.source.edition == lists[0].source.edition)


def _lists() -> tuple[tuple[law.Pack, RuleList], ...]:
    signature = book_signature()
    if _shelf.signature != signature:
        _shelf.lists = tuple(_usable())
        _shelf.signature = signature
    return _shelf.lists


def _usable():
    seen: set[tuple[str, date]] = set()
    for pack in law.find_packs(SERVICE, KIND):
        if (pack.table, pack.in_force_from) in seen:  # the operator's own, or the better one, came first
            continue
        seen.add((pack.table, pack.in_force_from))
        try:
            yield pack, list_of(pack)
        except (KeyError, ValueError) as error:
            log.warning("pack %s is left out: %s: %s", pack.label, type(error).__name__, error)


def list_of(pack: law.Pack) -> RuleList:
    """The list of a pack. Raises ``NotAList`` for a row that cannot be one, ``KeyError`` without an agreement."""
    about = pack.meta[SECTION]
    source = Source(pack.table, pack.title, pack.document, pack.status, pack.in_force_from, pack.hs_edition)
    return RuleList(
        str(about["agreement"]),
        source,
        rows_of(pack.columns()),
        complete=bool(about.get("complete", False)),
        importer=str(about.get("importer", "")),
    )
