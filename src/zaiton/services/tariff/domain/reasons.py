"""Every reason an answer can give, as a sentence template with named arguments; rendered only when somebody reads it."""

from collections.abc import Callable
from typing import NamedTuple

from zaiton.base.text import gettext_noop as _


class Reason(NamedTuple):
    """A reason as its code and arguments; ``SENTENCES`` has the template."""

    code: str
    args: tuple[tuple[str, object], ...] = ()

    def sentence(self, translate: Callable[[str], str], word: Callable[[object], str] = str) -> str:
        """The reason in the language of ``translate``; ``word`` renders each argument."""
        return translate(SENTENCES[self.code]).format(**{key: word(value) for key, value in self.args})


SENTENCES = {
    "mfn": _("The most-favoured-nation rate of the day."),
    "mfn_of_parts": _(
        "The lower of the WTO rate and the temporary rate (the general rate where there is no temporary one)."
    ),
    "lowest": _("The lowest rate that can be claimed."),
    "applies": _("Can be claimed with proof of origin."),
    "printed": _("Printed in the schedule for this period."),
    "above_mfn": _("Higher than the most-favoured-nation rate: no use."),
    "equals_mfn": _("Equal to the most-favoured-nation rate: no proof of origin is needed, use that."),
    "equals_best": _("Equal to {agreement}."),
    "no_concession": _("The schedule makes no concession on this line."),
    "not_in_schedule": _("The line is not in this schedule, which lists every line it covers: no concession."),
    "not_in_force": _("In force from {day} for this origin."),
    "ended": _("Ended on {day}."),
    "schedule_ended": _("The schedule on file ends on {day}; what holds after that is not covered."),
    "schedule_later": _("The schedule on file begins on {day}; what held before that is not covered."),
    "schedule_missing": _("In force, but no schedule for it is on file."),
    "line_missing": _("In force, but the schedule on file has no row for this line."),
    "year_missing": _("In force, but the schedule on file prints no rate of this line for this year."),
    "general": _("The general rate: this origin has no most-favoured-nation treatment."),
    "general_missing": _("This origin has no most-favoured-nation treatment, and its general rate is not on file."),
    "provisional": _("The provisional rate, which takes the place of the most-favoured-nation rate."),
    "replaced_by_provisional": _("Replaced by the provisional rate."),
    "provisional_other_goods": _("The provisional rate is for other goods of this line."),
    "no_provisional_table": _("The provisional rates of this day are not on file; one of them may be lower."),
    "above_base": _("Higher than the rate that is due anyway ({rate}): no use."),
    "equals_base": _("Equal to the rate that is due anyway ({rate}): no proof of origin is needed, use that."),
    "safeguard": _(
        "Switched back to the most-favoured-nation rate by {document}, from {first}; the day it ends: {last}."
    ),
    "vat_missing": _("The rate of import VAT for this line on this day is not on file."),
    "vat_varies": _("Goods under {row} have more than one rate of import VAT; the VAT is left out."),
    "fact_unknown": _("“{fact}” answers no question about this good; it was not used."),
    "bracketed": _("Printed in brackets: not the rate applied."),
    "replaced_by_temporary": _("Replaced by the temporary rate."),
    "part_of_mfn": _("One of the rates that the most-favoured-nation treatment is made of."),
    "depends": _("Depends on a fact: {question}"),
    "margin_without_mfn": _("A share of the most-favoured-nation rate, which is not covered on this day."),
    "margin_of_specific": _("A share of the most-favoured-nation duty, which is not a percentage."),
    "mfn_missing": _("The most-favoured-nation rate of this line on this day is not covered."),
    "mfn_undecided": _("The most-favoured-nation rate depends on facts that are missing."),
    "no_tariff": _("No tariff of {destination} is on file for this day."),
    "code_not_in_tariff": _("{code} is not a line of the tariff on file for this day."),
    "code_not_in_edition": _("{code} does not exist in HS {edition}."),
    "choose_line": _("{code} has {count} lines beneath it: choose one."),
    "conflict": _("“{document}” prints {duty} for this line; the figure of “{chosen}” answers."),
    "only_above": _(
        "On file is row {row}, which holds only for the good it names and says nothing of {code} as a whole."
    ),
    "code_shorter": _("{row} is the only line beneath {code}."),
}
