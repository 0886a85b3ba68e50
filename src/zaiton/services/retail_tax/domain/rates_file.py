"""Tables of consumption tax and of the goods that may be imported at retail, as their packs say them: by prefix of the code.

A row holds for every code that begins with its own, unless a longer row does. A blank rate means that more than one occurs
beneath the code, or that it is not certain: then nothing is concluded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zaiton.services.retail_tax.domain.exact import number
from zaiton.services.retail_tax.domain.order import Basis
from zaiton.services.retail_tax.domain.rates_refusals import RatesUnfit

LONGEST_CODE, SHORTEST_CODE = 10, 2
YES, NO = "yes", "no"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConsumptionRow:
    """Consumption tax of a code: a percentage (None: not one), fen for each unit, and from which price on it is due."""

    percent: Fraction | None
    fen_per: Mapping[str, Fraction] = field(default_factory=dict)
    when: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsumptionTable:
    """All rows of one pack. ``default``: what is due on a code that stands in none (None: nothing is known of it)."""

    basis: Basis
    default: Fraction | None
    rows: Mapping[str, ConsumptionRow]

    def find(self, code: str) -> ConsumptionRow:
        """The row that holds for a code."""
        found = _longest(self.rows, code)
        return ConsumptionRow(self.default) if found is None else found


@dataclass(frozen=True, slots=True)
class ListedRow:
    """Whether a code may come in, and by which modes of supervision (none named: by each)."""

    listed: bool
    modes: frozenset[str] = frozenset()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class PositiveList:
    """The goods of one list. ``complete``: what it does not name may not come in; else nothing is concluded from its silence."""

    basis: Basis
    complete: bool
    rows: Mapping[str, ListedRow]

    def find(self, code: str) -> ListedRow | None:
        """What the list says of a code; None where it says nothing and is not complete."""
        found = _longest(self.rows, code)
        return ListedRow(False) if found is None and self.complete else found


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list in force says of the codes of a declaration. ``unchecked``: it does not say; ``wrong_mode``: listed, by another mode.

    ``basis`` None: no list is on file for the day, and every code is unchecked.
    """

    unlisted: frozenset[str]
    unchecked: frozenset[str]
    wrong_mode: frozenset[str]
    basis: Basis | None


def listing(found: PositiveList | None, codes: Iterable[str], mode: str = "") -> Listing:
    """The codes of a declaration held against a list; ``mode`` blank: modes are not looked at."""
    if found is None:
        return Listing(frozenset(), frozenset(codes), frozenset(), None)
    said = {code: found.find(code) for code in codes}
    unlisted = frozenset(code for code, row in said.items() if row is not None and not row.listed)
    unchecked = frozenset(code for code, row in said.items() if row is None)
    wrong = (code for code, row in said.items() if row and row.listed and row.modes and mode and mode not in row.modes)
    return Listing(unlisted, unchecked, frozenset(wrong), found.basis)


def consumption_of(basis: Basis, table: str, default: object, rows: Iterable[Row]) -> ConsumptionTable:
    """A table of consumption tax: ``code, percent, fen_per, from_price``; the last two as ``100/L 5/kg``. Raises ``RatesUnfit``."""
    made: dict[str, ConsumptionRow] = {}
    for line, row in enumerate(rows, 2):
        code = _code(table, line, row, made)
        percent = _percent(table, line, row.get("percent", ""))
        fen_per, when = (_per_unit(table, line, name, row.get(name, "")) for name in ("fen_per", "from_price"))
        made[code] = ConsumptionRow(percent, fen_per, when)
    return ConsumptionTable(basis, None if default is None else _percent(table, 0, str(default)), made)


def positive_of(basis: Basis, table: str, complete: object, rows: Iterable[Row]) -> PositiveList:
    """A positive list: ``code, listed, modes, note_zh, note_en``. Raises ``RatesUnfit``."""
    if not isinstance(complete, bool):
        raise RatesUnfit("complete", table=table, line=0, member="complete", given=str(complete)[:40])
    made: dict[str, ListedRow] = {}
    for line, row in enumerate(rows, 2):
        code = _code(table, line, row, made)
        said = row.get("listed", "") or YES
        if said not in (YES, NO):
            raise RatesUnfit("listed", table=table, line=line, member="listed", given=said[:40])
        modes = row.get("modes", "").split()
        for mode in modes:
            if not (len(mode) == 4 and mode.isascii() and mode.isdigit()):
                raise RatesUnfit("modes", table=table, line=line, member="modes", given=mode[:40])
        made[code] = ListedRow(said == YES, frozenset(modes), row.get("note_zh", ""), row.get("note_en", ""))
    return PositiveList(basis, complete, made)


def _longest(rows: Mapping[str, Any], code: str) -> Any:
    for length in range(min(len(code), LONGEST_CODE), SHORTEST_CODE - 1, -1):
        found = rows.get(code[:length])
        if found is not None:
            return found
    return None


def _code(table: str, line: int, row: Row, made: Mapping[str, object]) -> str:
    code = row.get("code", "")
    right = SHORTEST_CODE <= len(code) <= LONGEST_CODE and code.isascii() and code.isdigit()
    if not right or code in made:
        raise RatesUnfit("code", table=table, line=line, member="code", given=code[:40] or "—")
    return code


def _percent(table: str, line: int, text: str) -> Fraction | None:
    if not text:
        return None
    value = number(text)
    if value is None or value >= 100:
        raise RatesUnfit("percent", table=table, line=line, member="percent", given=text[:40])
    return value


def _per_unit(table: str, line: int, name: str, text: str) -> dict[str, Fraction]:
    return dict(_parts(table, line, name, text))


def _parts(table: str, line: int, name: str, text: str) -> Iterator[tuple[str, Fraction]]:
    for part in text.split():
        amount, _, unit = part.partition("/")
        value = number(amount)
        if value is None or not value or not unit.isalnum():
            raise RatesUnfit(name, table=table, line=line, member=name, given=part[:40])
        yield unit, value
