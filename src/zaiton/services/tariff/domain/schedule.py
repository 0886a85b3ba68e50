"""One compiled schedule: every distinct rate once, and for each code which of them holds in which staging year.

Tens of thousands of lines share a few hundred distinct rates, so a line is a reference (printed rate), a tuple of references
by staging year (staged), or an ``Undecided`` (several candidates and the question that decides).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.duty import AdValorem, Duty, parse_duty, scaled_of
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.staging import BadStaging, Derivation, Rounding, category_of, derive, staging_starts
from zaiton.services.tariff.domain.tables import ScheduleTable, Source


@dataclass(slots=True, eq=False)
class Finding:
    """One rate of one schedule in one period: everything about it that does not depend on the question's value."""

    agreement: str
    duty: Duty | None
    rate: int | None
    applies: bool | None
    reason: Reason
    source: Source | None
    period_from: date | None = None
    period_until: date | None = None
    derivation: Derivation | None = None
    margin: tuple[int, Rounding] | None = None
    undecided: "Undecided | None" = None
    status: str = ""


@dataclass(slots=True, eq=False)
class Undecided:
    """Candidate findings of one line by ``when`` id; which holds depends on the question."""

    question: Bilingual
    candidates: tuple[tuple[str, Bilingual, Finding], ...]
    finding: Finding


Line = Finding | tuple[Finding, ...] | Undecided

_PRINTED = Reason("printed")
_NO_CONCESSION = Reason("no_concession")
_YEAR_MISSING = Reason("year_missing")
_BRACKETED = Reason("bracketed")


class Schedule:
    """A compiled schedule. ``lines`` maps codes to lines; ``starts`` are first days of its staging years (empty: not staged)."""

    __slots__ = (
        "table",
        "source",
        "lines",
        "starts",
        "default",
        "unlisted",
        "lengths",
        "codes",
        "from_day",
        "until_day",
        "_memo",
    )

    def __init__(self, table: ScheduleTable) -> None:
        self.table = table
        self.source = table.source
        self.from_day = table.source.in_force_from
        self._memo: dict[tuple, Line] = {}
        staged = self._longest_staging()
        begin = table.staging_from or self.from_day
        self.starts = staging_starts(begin, table.year_start, staged) if staged else ()
        self.until_day = table.source.in_force_until
        if self.starts and self.until_day is None and table.after_end == "not_covered":
            self.until_day = self.starts[-1]
        self.lines = self._compile()
        self.default = self._printed(table.default_duty, True) if table.default_duty is not None else None
        self.unlisted = self._finding(None, None, False, Reason("not_in_schedule"))
        self.codes = sorted(self.lines)
        self.lengths = sorted({len(code) for code in self.codes}, reverse=True)
        self._memo.clear()

    def find(self, code: str) -> tuple[str, Line] | None:
        """The row that holds for ``code``: its own, or (unless the table is exact) the row it stands beneath."""
        line = self.lines.get(code)
        if line is not None:
            return code, line
        if not self.table.exact:
            for length in self.lengths:
                if length < len(code):
                    line = self.lines.get(code[:length])
                    if line is not None:
                        return code[:length], line
        return None

    def exact_above(self, code: str) -> str | None:
        """A row above the code that holds only for the good it names, so that it says nothing of the code."""
        if self.table.exact:
            return next((code[:n] for n in self.lengths if n < len(code) and code[:n] in self.lines), None)
        return None

    def beneath(self, code: str) -> Iterator[str]:
        """Codes of the rows that stand beneath a shorter code, in order."""
        for at in range(bisect_left(self.codes, code), len(self.codes)):
            if not self.codes[at].startswith(code):
                return
            if len(self.codes[at]) > len(code):
                yield self.codes[at]

    def in_year(self, line: Line, year_index: int) -> Finding:
        """The finding of a line in a staging year (1 = first; ignored for lines that are not staged)."""
        if type(line) is tuple:
            return line[min(year_index, len(line)) - 1]
        return line.finding if type(line) is Undecided else line

    # compiling

    def _longest_staging(self) -> int:
        table, longest = self.table, 0
        begin = table.staging_from or table.source.in_force_from
        years = [int(name) for name in table.columns if name.isdigit() and len(name) == 4]
        for name in dict.fromkeys(table.columns.get("staging", ())):
            if name:
                longest = max(longest, self._category(name, "—").years)
                years += [year for year, _ in self._category(name, "—").rates]
        return max(longest, max(years) - begin.year + 1 if years else 0)

    def _category(self, name: str, line: str):
        category = category_of(name, self.table.categories)
        if category is None:
            raise BadStaging(staging=name, line=line, why="no such category")
        return category

    def _compile(self) -> dict[str, Line]:
        columns = self.table.columns
        size = len(columns["code"])
        blank = [""] * size
        duties, applies = columns.get("duty", blank), columns.get("applies", blank)
        bases, stagings = columns.get("base", blank), columns.get("staging", blank)
        whens = columns.get("when", blank)
        years = sorted(name for name in columns if name.isdigit() and len(name) == 4)
        printed_years = list(zip(*(columns[y] for y in years), strict=True)) if years else [()] * size
        lines: dict[str, Line] = {}
        undecided: dict[str, list[tuple[str, Finding]]] = {}
        rows = zip(columns["code"], duties, applies, bases, stagings, whens, printed_years, strict=True)
        for code, duty, mark, base, staging, when, printed in rows:
            if when:
                undecided.setdefault(code, []).append((when, self._printed(duty, mark != "no")))
            elif staging or any(printed):
                lines[code] = self._staged(code, base, staging, tuple(zip(years, printed, strict=True)))
            else:
                lines[code] = self._printed(duty, mark != "no")
        for code, candidates in undecided.items():
            lines[code] = self._undecided(tuple(candidates))
        return lines

    def _finding(
        self, duty: Duty | None, derivation: Derivation | None, applies: bool | None, reason: Reason
    ) -> Finding:
        source = self.source
        return Finding(
            agreement=self.table.agreement,
            duty=duty,
            rate=None if duty is None else duty.rate,
            applies=applies,
            reason=reason,
            source=source,
            period_from=source.in_force_from,
            period_until=self.until_day,
            derivation=derivation,
            status=source.status,
        )

    def _printed(self, text: str, applied: bool) -> Finding:
        key = (text, applied)
        if key not in self._memo:
            duty = parse_duty(text, self.table.currency)
            reason = _NO_CONCESSION if duty is None else _PRINTED if applied else _BRACKETED
            self._memo[key] = self._finding(duty, None, duty is not None and applied, reason)
        return self._memo[key]

    def _staged(self, code: str, base: str, staging: str, printed: tuple[tuple[str, str], ...]) -> Line:
        key = (base, staging, printed)
        if key not in self._memo:
            self._memo[key] = tuple(self._staging_years(code, base, staging, dict(printed)))
        return self._memo[key]

    def _staging_years(self, code: str, base: str, staging: str, printed: dict[str, str]) -> Iterator[Finding]:
        category = self._category(staging, code) if staging else None
        if category is not None and category.kind == "margin":
            finding = self._finding(None, None, True, _PRINTED)
            finding.margin = (category.percent, self.table.rounding)
            yield finding
            return
        try:
            scaled = scaled_of(base.rstrip("%")) if base else 0
        except ValueError as error:
            raise BadStaging(staging=staging, line=code, why=f"base = {base!r}") from error
        if category is not None and not base and category.kind in ("linear", "cuts", "standstill"):
            raise BadStaging(staging=staging, line=code, why="no base rate")
        if category is not None and category.kind == "linear" and category.to > scaled:
            raise BadStaging(staging=staging, line=code, why="“to” is above the base, so that the rate would rise")
        for index, start in enumerate(self.starts[:-1] or (self.from_day,), 1):
            text = printed.get(str(start.year), "")
            derived = category and derive(scaled, category, index, start.year, self.table.rounding)
            yield self._staged_finding(text, derived, index, category is None)

    def _staged_finding(self, printed: str, derived: Derivation | None, index: int, by_year: bool) -> Finding:
        if by_year and not printed:
            finding = self._finding(None, None, False, _YEAR_MISSING)
            finding.source = None
        elif printed:
            finding = self._finding(parse_duty(printed, self.table.currency), derived, True, _PRINTED)
        elif derived is None:
            finding = self._finding(None, None, False, _NO_CONCESSION)
        else:
            finding = self._finding(
                Duty(AdValorem(derived.rounded), self.table.currency), derived, True, Reason("applies")
            )
        if not self.starts:
            return finding
        finding.period_from = max(self.starts[index - 1], self.from_day)
        last = index == len(self.starts) - 1 and self.table.after_end == "final_rate"
        finding.period_until = self.until_day if last else min(self.starts[index], self.until_day or self.starts[index])
        return finding

    def _undecided(self, candidates: tuple[tuple[str, Finding], ...]) -> Undecided:
        key = ("undecided", tuple((when, id(finding)) for when, finding in candidates))
        if key not in self._memo:
            question = self.table.questions[candidates[0][0]]
            listed = tuple((when, self.table.questions[when].answers[when], finding) for when, finding in candidates)
            line = Undecided(
                question.text,
                listed,
                self._finding(None, None, None, Reason("depends", (("question", question.text),))),
            )
            line.finding.undecided = line
            self._memo[key] = line
        return self._memo[key]
