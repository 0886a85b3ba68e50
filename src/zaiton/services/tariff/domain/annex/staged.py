"""Columns by years and categories of reduction: how a line of an agreement's annex becomes a staged row of a pack.

A printed rate wins over a derived one; a category is only used where it is defined or known by its word, and a letter that
nobody defined is a mistake unless the rates themselves are printed.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from zaiton.services.tariff.domain.annex.cells import cell_name
from zaiton.services.tariff.domain.annex.duties import Printed
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import Column
from zaiton.services.tariff.domain.annex.lines import Line, Table
from zaiton.services.tariff.domain.annex.settings import ImportSettings, category_definition

KNOWN = {
    **dict.fromkeys(("例外", "除外", "excluded", "exclusion", "不减让"), {"type": "excluded"}),
    **dict.fromkeys(("维持", "standstill", "基准税率", "维持基准税率", "base rate"), {"type": "standstill"}),
}
NEED_BASE = ("linear", "cuts", "standstill")


class Staging:
    """The years and categories of one table."""

    def __init__(self, table: Table, settings: ImportSettings, columns: Sequence[Column]) -> None:
        self.table, self.settings = table, settings
        begin = (settings.staging_from or settings.in_force).year
        dated = {c.index: c.year or (begin + c.nth - 1 if c.nth else None) for c in columns}
        years = {index: year for index, year in dated.items() if year is not None}
        self.plain = next((c.index for c in columns if c.index not in years), None)
        self.category = next((c.index for c in table.of("category")), None)
        self.single_year: int | None = None
        if len(set(years.values())) == 1 and self.category is None and self.plain is None:
            self.plain, self.single_year = next(iter(years)), next(iter(years.values()))
            years = {}
        self.years: dict[int, str] = {index: str(year) for index, year in years.items()}
        self.used: dict[str, dict[str, Any]] = {}
        self.given = {name.lower(): (name, text) for name, text in settings.categories.items()}
        self.ignored: list[Line] = []

    @property
    def staged(self) -> bool:
        """Whether any row may move with the years."""
        return bool(self.years) or self.category is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the pack beyond ``duty``."""
        years = set(self.years.values())
        if self.category is not None:
            years |= {str(self.settings.in_force.year)} if self.plain is not None else set()
            return ("base", "staging", *sorted(years))
        return tuple(sorted(years))

    def sections(self, schedule: dict[str, Any], rounding: dict[str, Any]) -> dict[str, Any]:
        """Put the settings of staging into ``[schedule]`` and give the ``[staging]`` section, filled as rows are made."""
        if not self.staged:
            return {}
        schedule["rounding"] = rounding
        schedule["staging_from"] = self.settings.staging_from or self._begin()
        schedule["year_start"] = self.settings.year_start
        schedule["after_end"] = self.settings.after_end
        return {"staging": self.used} if self.category is not None else {}

    def _begin(self) -> date:
        """The first day of staging year 1: of the table, or of the earliest year that is printed."""
        first = min((int(year) for year in self.years.values()), default=self.settings.in_force.year)
        if first >= self.settings.in_force.year:
            return self.settings.in_force
        return date.fromisoformat(f"{first}-{self.settings.year_start}")

    def cells(self, line: Line, text: Callable[[int], str]) -> dict[str, str]:
        """The cells of a row: its duty, or its years, or its base and category."""
        printed = {year: text(index) for index, year in self.years.items()}
        plain = text(self.plain) if self.plain is not None else ""
        if not line.category or self.category is None:
            return self._printed(line, printed, plain)
        name, definition = self._definition(line.category)
        every = bool(printed) and all(printed.values())
        if definition is None:
            if plain or every:
                self._remark(line)
                return self._printed(line, printed, plain)
            self._fault(line, "unknown_category")
            return {}
        base = self._base(line)
        if definition["type"] in NEED_BASE and not base:
            if plain or every:
                return self._printed(line, printed, plain)
            if definition["type"] == "standstill" and self._beside(line):
                return {"duty": self._beside(line)}
            self._fault(line, "no_base")
            return {}
        self.used[name] = definition
        if plain:
            printed[str(self.settings.in_force.year)] = plain
        return {"base": base, "staging": name, **printed}

    def _printed(self, line: Line, printed: dict[str, str], plain: str) -> dict[str, str]:
        if any(printed.values()):
            if not all(printed.values()):
                self.table.warnings.append(RowFault(line.sheet, line.row, "", "year_blank", {"count": 1}))
            return printed
        return {"duty": plain}

    def _definition(self, given: str) -> tuple[str, dict[str, Any] | None]:
        bare = given.strip().lower().removesuffix("类").removeprefix("category").strip()
        for word in (given.strip().lower(), bare):
            if word in self.given:
                name, text = self.given[word]
                return _key(name), category_definition(text)
        for word in (given.strip().lower(), bare):
            if word in KNOWN:
                return KNOWN[word]["type"], KNOWN[word]
        return given, None

    def _beside(self, line: Line) -> str:
        for role in ("base", "mfn"):
            for column in self.table.of(role):
                text = line.printed.get(column.index, Printed()).text
                if text:
                    return text
        return ""

    def _base(self, line: Line) -> str:
        """The base rate in per cent, from its own column or the MFN column; blank where it is no plain rate."""
        text = self._beside(line)
        return text if text.replace(".", "", 1).isdigit() else ""

    def _fault(self, line: Line, code: str) -> None:
        cell = cell_name(line.row - 1, line.columns.get(-1, self.category or 0))
        found = RowFault(line.sheet, line.row, cell, code, {"given": line.category})
        if found not in self.table.faults:
            self.table.faults.append(found)

    def _remark(self, line: Line) -> None:
        self.ignored.append(line)
        first = self.ignored[0]
        place = cell_name(first.row - 1, self.category or 0)
        if len(self.ignored) > 1:
            self.table.warnings = [w for w in self.table.warnings if w.code != "category_ignored"]
        data = {"count": len(self.ignored), "given": first.category}
        self.table.warnings.append(RowFault(first.sheet, first.row, place, "category_ignored", data))


def _key(name: str) -> str:
    """The name of a category as a pack writes it."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
