"""What was read out of an official table: its lines with their printed duties, the mistakes, the remarks."""

from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Table:
    """The outcome of reading the sheets of one file."""

    lines: list[Line] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)
    layouts: list[tuple[str, Layout]] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the first sheet that was read; the others are read alike."""
        return self.layouts[0][1].columns if self.layouts else ()

    def of(self, *roles: str) -> list[Column]:
        """Columns of these roles."""
        return [c for c in self.columns if c.role in roles]
