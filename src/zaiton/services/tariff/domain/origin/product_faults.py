"""Everything that can be wrong with a product and its bill of materials: the line, the reason and the mend."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from zaiton.base.money import shown
from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop as _


class Fault(NamedTuple):
    """One thing that is wrong. ``line``: ``product`` or the path of a material; ``field``: the member of the document."""

    line: str
    field: str
    code: str
    data: Mapping[str, Any] = {}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """What is wrong and why."""
        return translate(SENTENCES[self.code][0]).format(field=self.field, **self._words())

    def remedy(self, translate: Callable[[str], str]) -> str:
        """How to mend it."""
        return translate(SENTENCES[self.code][1]).format(field=self.field, **self._words())

    def _words(self) -> dict[str, Any]:
        """The data of the fault, amounts written in its currency."""
        currency = self.data.get("currency")
        if currency is None:
            return dict(self.data)
        return {
            key: f"{shown(value, currency)} {currency}" if isinstance(value, int) else value
            for key, value in self.data.items()
        }


class BadProduct(Refusal):
    """A product that cannot be assessed as it is written. ``faults``: all of them, in the order of the document."""

    code = "origin_product_wrong"
    message = _("The product cannot be assessed: {count} things are wrong. First, at {line}: {why}")
    mend = _("Mend each line as it says.")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(line=faults[0].line, count=len(faults))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """How many things are wrong, and the first of them."""
        first = self.faults[0]
        return translate(self.message).format(count=len(self.faults), line=first.line, why=first.sentence(translate))

    def remedy(self, translate: Callable[[str], str]) -> str:
        """How to mend the first of them."""
        return self.faults[0].remedy(translate)


SENTENCES = {
    "not_an_object": (_("“{field}” is not a set of named members."), _("Write it as in the template.")),
    "not_a_list": (_("“{field}” is not a list."), _("Write it as in the template.")),
    "unknown_field": (_("“{field}” is no member of this document."), _("Remove it, or write it as in the template.")),
    "missing": (_("“{field}” is missing."), _("Give it.")),
    "bad_day": (_("“{given}” is not a day."), _("Write the date like 2024-01-15.")),
    "bad_text": (_("“{field}” is not a text of at most {most} characters."), _("Write it shorter.")),
    "bad_code": (
        _("“{given}” is not a commodity code of {least} to {most} digits."),
        _("Write the code of the Harmonized System with at least six digits."),
    ),
    "bad_edition": (
        _("There is no edition “{given}” of the Harmonized System."),
        _("Write the year of an edition: {known}."),
    ),
    "code_unknown": (
        _("{given} is no code of the Harmonized System of {edition}."),
        _("Check the code, or name the edition it belongs to in “hs_edition”."),
    ),
    "code_not_successor": (
        _("{given} is not among the codes that {code} may be in the edition of {edition}: {known}."),
        _("Write one of these, or leave it out."),
    ),
    "bad_territory": (_("“{given}” is not a country or customs territory."), _("Write its two letters (ISO 3166-1).")),
    "same_territory": (
        _("The exporting and the importing party are the same."),
        _("Name the party the good is exported from, and the one it is imported into."),
    ),
    "bad_currency": (_("“{given}” is not a currency."), _("Write its three letters (ISO 4217), like USD.")),
    "no_exchange": (
        _("No exchange rate of {given} into {into} for {month} is on file."),
        _("Give the value in {into}, or have the customs exchange rates of that month imported."),
    ),
    "not_whole": (
        _("“{given}” is not a whole number of minor units (fen, cents)."),
        _("Write 12.50 yuan as 1250."),
    ),
    "negative": (_("“{field}” is negative: {given}."), _("Write zero or more; a loss adds no value.")),
    "too_large": (_("“{field}” is too large: {given}."), _("Check the figure and its unit.")),
    "zero_price": (
        _("The price of the product is zero."),
        _("Write the price; shares of it cannot be computed from nothing."),
    ),
    "bad_weight": (
        _("“{given}” is not a weight in kilograms with at most six decimals."),
        _("Write digits only, like 12.5."),
    ),
    "not_yes_no": (
        _("“{field}” is neither true nor false: {given}."),
        _("Write true or false, or null where it is not known."),
    ),
    "not_a_choice": (_("“{given}” is not possible for “{field}”."), _("Write one of {known}.")),
    "bad_number": (_("“{given}” is not a whole number of days."), _("Write digits only.")),
    "material_above_price": (
        _("The material is worth {value} and the product it goes into only {price}."),
        _("Check both figures and their currency: they must be for the same quantity."),
    ),
    "materials_above_price": (
        _("The materials are worth {value} together and the product they go into only {price}."),
        _("Check the figures and their currency: they must be for the same quantity."),
    ),
    "costs_above_price": (
        _("Materials, costs and profit come to {value}, more than the price of {price}."),
        _("Check the figures: the price is what materials, costs and profit add up to."),
    ),
    "ex_works_above_fob": (
        _("The ex-works price ({value}) is above the FOB price ({price})."),
        _("FOB is the ex-works price with the carriage to the ship: check both."),
    ),
    "deductions_above_value": (
        _("The deductions ({value}) are more than the value of the material ({price})."),
        _("Check both figures."),
    ),
    "cycle": (
        _("“{given}” contains itself."),
        _("A material cannot be made of itself: remove it from its own parts, or give one of them another id."),
    ),
    "repeated_id": (_("The id “{given}” stands twice in the same list."), _("Give every material an id of its own.")),
    "too_deep": (_("The bill goes deeper than {most} levels."), _("Enter the parts of the lowest level as bought.")),
    "too_many": (_("The bill has more than {most} lines."), _("Put small parts of the same code and origin together.")),
    "not_wholly": (
        _("The product is said to be wholly obtained in {exporter}, but this material is not of there."),
        _("Say that the product is not wholly obtained, or correct the material."),
    ),
}
