"""What was read out of an official table: its lines with their printed duties, the mistakes, the remarks."""

from dataclasses import dataclass, field, replace

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.annex.duties import Printed
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import Column, Layout


class NoHeadings(Refusal):
    """No sheet has headings that can be recognised."""

    code = "no_headings"
    message = gettext_noop("No row of headings with a tariff code and a rate was found in the file.")
    mend = gettext_noop("Say which column is which, for example --column B=code --column D=agreement.")


class ColumnMissing(Refusal):
    """The headings were found, but a column that a table of this kind needs was not."""

    code = "column_missing"
    message = gettext_noop("Among the columns ({found}) there is none for: {missing}.")
    mend = gettext_noop("Say which column it is, for example --column D={missing}.")


class ColumnsAlike(Refusal):
    """Several columns could be the one that is needed."""

    code = "columns_alike"
    message = gettext_noop("Several columns could be the agreement rate: {found}.")
    mend = gettext_noop("Say which one it is, for example --column D=agreement, and --column E=ignore for the others.")


class YearsAndOrigins(Refusal):
    """A table printed by years and by countries at once needs one country to be chosen."""

    code = "years_and_origins"
    message = gettext_noop("The table prints its rates by years and by countries at once.")
    mend = gettext_noop("Import it once for each country, naming it as the partner.")


class OtherYear(Refusal):
    """The year over the rates is not the year in which the table is said to come into force."""

    code = "other_year"
    message = gettext_noop("The rates are headed {year}, but the table is said to be in force from {first}.")
    mend = gettext_noop("Give the day on which the rates of {year} came into force.")


ELSEWHERE = 10_000
"""Columns that the first sheet does not have are counted from here on."""


def _sign(column: Column) -> tuple[str, int | None, int | None, str]:
    return column.role, column.year, column.nth, column.origin


@dataclass(slots=True)
class Line:
    """One line of a table. ``printed`` maps a column's index to its duty; ``elsewhere`` are columns that point to another table."""

    sheet: str
    row: int
    code: str
    part: bool = False
    name_zh: str = ""
    name_en: str = ""
    category: str = ""
    printed: dict[int, Printed] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()
    columns: dict[int, int] = field(default_factory=dict)
    """Where the duties and (under -1) the category stand on the line's own sheet."""


@dataclass(slots=True)
class Table:
    """The outcome of reading the sheets of one file."""

    lines: list[Line] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)
    layouts: list[tuple[str, Layout]] = field(default_factory=list)
    keys: dict[tuple[str, int | None, int | None, str, int], Column] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the first sheet that was read, and those that only later sheets have."""
        first = self.layouts[0][1].columns if self.layouts else ()
        return first + tuple(c for c in self.keys.values() if c.index >= ELSEWHERE)

    def key(self, layout: Layout, column: Column) -> int:
        """Where the duties of a column are kept, whatever place it has on its own sheet."""
        alike = [c for c in layout.columns if _sign(c) == _sign(column)].index(column)
        sign = (*_sign(column), alike)
        if sign not in self.keys:
            first = self.layouts[0][1].columns
            same = [c for c in first if _sign(c) == sign[:-1]]
            new = replace(column, index=ELSEWHERE + len(self.keys))
            self.keys[sign] = same[alike] if alike < len(same) else new
        return self.keys[sign].index

    def of(self, *roles: str) -> list[Column]:
        """Columns of these roles."""
        return [c for c in self.columns if c.role in roles]
