"""One list of rules of origin on file: which row holds for a code, and what the answer is where none does.

Input: rows of a pack (code of 2 to 10 digits, rule in the notation of files, words). The row with the most digits
that a code stands under holds; one whose words no person has read yet is an answer, too, and so is none. Never a guess.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.compact import from_compact
from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.rules import Rule

COLUMNS = ("code", "rule", "text")
FEWEST, SUBHEADING, MOST = 2, 6, 10


class NotAList(ValueError):
    """A row that no list can have: its number and what is wrong."""

    def __init__(self, line: int, given: str) -> None:
        super().__init__(f"{line}: {given}")
        self.line, self.given = line, given


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: a code, its rule (None: its words wait for a person)."""

    code: str
    rule: Rule | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list comes from, for the answer to say so."""

    table: str
    title: Bilingual
    document: str
    status: str
    first: date
    edition: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a list for one code: its rule or why there is none, and the row it comes from."""

    rule: Rule | Lack
    row: str
    source: Source | None


class RuleList:
    """The rules of one agreement from one day in one edition. ``complete``: what it does not list has no rule of its own.

    ``importer``: the only party it is for, where each side has its own list.
    """

    def __init__(
        self, agreement: str, source: Source, rows: Iterable[ListRow], *, complete: bool = False, importer: str = ""
    ) -> None:
        self.agreement, self.source, self.complete, self.importer = agreement, source, complete, importer
        self.rows: dict[str, ListRow] = {row.code: row for row in rows}
        self._sizes = sorted({len(code) for code in self.rows}, reverse=True)
        self._below: dict[str, list[ListRow]] = {}
        for code, row in self.rows.items():
            for size in range(SUBHEADING, len(code)):
                self._below.setdefault(code[:size], []).append(row)

    def look(self, code: str) -> Found | None:
        """The row that holds for a code of 6 digits or more; None where the list says nothing of it.

        Where lines below the code have other rules, it stays open which is meant: more digits are needed.
        """
        held = next((row for size in self._sizes if size <= len(code) and (row := self.rows.get(code[:size]))), None)
        for row in self._below.get(code, ()):
            if held is None or row.rule is None or row.rule != held.rule:
                return Found(Lack("not_loaded", row=row.code), row.code, self.source)
        if held is not None:
            rule = Lack("needs_person", held.text, held.code) if held.rule is None else held.rule
            return Found(rule, held.code, self.source)
        return Found(Lack("not_listed", row=code), "", self.source) if self.complete else None


def rows_of(columns: Mapping[str, list[str]]) -> list[ListRow]:
    """The rows of a pack. Raises ``NotAList`` for the first that is none."""
    codes = columns.get("code", [])
    blank = [""] * len(codes)
    rows = []
    for line, (code, rule, text) in enumerate(
        zip(codes, columns.get("rule", blank), columns.get("text", blank), strict=True), 2
    ):
        if not code.isascii() or not code.isdigit() or not FEWEST <= len(code) <= MOST:
            raise NotAList(line, code)
        try:
            rows.append(ListRow(code, _rule(rule) if rule else None, text))
        except ValueError as fault:
            raise NotAList(line, str(fault)) from None
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, 2):
        if seen.setdefault(row.code, line) != line:
            raise NotAList(line, row.code)
    return rows


@lru_cache(maxsize=20_000)
def _rule(text: str) -> Rule:
    return from_compact(text)
