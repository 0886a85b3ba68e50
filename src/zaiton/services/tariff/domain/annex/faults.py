"""What can be wrong in a row of an official table: a code, a sentence, and the cell that has to be mended."""

from dataclasses import dataclass, field
from typing import Any

from zaiton.base.text import gettext_noop

REASONS: dict[str, str] = {
    "both_blank": gettext_noop("Neither an MFN rate nor an agreement rate is given; at least one is needed."),
    "rate_blank": gettext_noop("The rate is blank; give it, or take the row out."),
    "code_blank": gettext_noop("There are rates but no tariff code; give the code, or take the rates out."),
    "code_unreadable": gettext_noop("“{given}” is no tariff code; write its {digits} digits."),
    "code_length": gettext_noop("“{given}” has {found} digits; the other codes of this table have {digits}."),
    "code_order": gettext_noop("“{given}” stands out of order; a digit seems to be missing or wrong."),
    "code_unknown": gettext_noop("“{given}” does not stand in the Harmonized System of {edition}."),
    "code_repeated": gettext_noop("{given} stands already in {earlier}; one of the two is wrong."),
    "negative": gettext_noop("“{given}” is negative; a rate is zero or more."),
    "unreadable": gettext_noop(
        "“{given}” cannot be read as a rate; write it like 8, 8%, free, CNY 1.3/kg or 10% + CNY 2/kg."
    ),
    "no_percent": gettext_noop("“{given}” is more than {most} per cent; the figure seems to have slipped."),
    "foreign_currency": gettext_noop("“{given}” is in {foreign}; the duties of this table are in {currency}."),
    "no_unit": gettext_noop("“{given}” names no unit; write what the amount is charged for, like CNY 1.3/kg."),
    "unknown_unit": gettext_noop("“{given}” is charged for a unit that is not known."),
    "other_table": gettext_noop("“{given}” points to another table; write the rate itself."),
    "unknown_category": gettext_noop(
        "The category “{given}” is not defined; define it like {given}=linear:10, or print the rate of every year."
    ),
    "no_base": gettext_noop("The category “{given}” needs a base rate in per cent, and the row has none."),
    "formula": gettext_noop(
        "The cell holds a formula whose result is not in the file; save the file again with its values."
    ),
    "bad_month": gettext_noop("“{given}” is no month; write it like 2026-01."),
    "bad_currency": gettext_noop("“{given}” is no currency; write its three letters, like USD."),
    "bad_day": gettext_noop("“{given}” is no day; write it like 2026-01-01."),
    "bad_territory": gettext_noop("“{given}” is no country; write its two letters."),
    "blank": gettext_noop("“{name}” is blank."),
    "days_reversed": gettext_noop("It ends on {until}, before it begins on {first}."),
    "no_headings": gettext_noop("No row of headings with a tariff code and a rate was found in the file."),
    "columns_alike": gettext_noop("Several columns could be the agreement rate: {found}."),
    "column_missing": gettext_noop("Among the columns ({found}) there is none for: {missing}."),
}
WARNINGS: dict[str, str] = {
    "note_ignored": gettext_noop(
        "{count} cells point to a note (first “{given}”); what the note says is not computed."
    ),
    "sheet_skipped": gettext_noop("The sheet has no columns that could be recognised and was left out."),
    "hidden_sheet": gettext_noop("The sheet is hidden and was left out."),
    "other_table_mfn": gettext_noop(
        "{count} rows point to another table for their MFN rate (first “{given}”); it stays open."
    ),
    "category_ignored": gettext_noop(
        "{count} categories (first “{given}”) are not defined; the printed rates are used."
    ),
    "year_blank": gettext_noop("{count} rows print rates for some years only; the other years are not covered."),
    "edition_unknown": gettext_noop(
        "The codes are not compared with the Harmonized System: no list of {edition} is on file."
    ),
    "mfn_years": gettext_noop("The MFN rates of {given} are not read; import them as a table of their own."),
    "all_partners": gettext_noop(
        "The rates are taken for all {count} partners of {given}; name the partner if they hold for some of them only."
    ),
    "rules_unread": gettext_noop(
        "{count} rules (first “{given}”) are not understood; they keep their words and wait for a person."
    ),
    "rules_several": gettext_noop(
        "{count} codes (first {given}) have several rules; a person must say which is for which goods."
    ),
    "no_origin": gettext_noop("{count} rows name a new code but no old one; they are left out."),
}
MOST_SHOWN = 1000
"""So many mistakes are named; a file with more is another kind of file."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One mistake, or one remark. ``row`` is the number the spreadsheet shows, ``cell`` its name there; both may be open."""

    sheet: str
    row: int | None
    cell: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The fault as plain JSON, without its sentence."""
        return {"sheet": self.sheet, "row": self.row, "cell": self.cell, "code": self.code, "data": self.data}
