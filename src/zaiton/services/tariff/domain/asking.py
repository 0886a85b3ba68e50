"""Reading a question as people type it: full-width digits, dots, spaces and thousands marks are understood, the rest refused."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal

from zaiton.base.identifiers import CountryUnknown, country, hs_code
from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.answer import Question
from zaiton.services.tariff.domain.duty import UNITS, minor_digits

LARGEST_AMOUNT = 10**15
LONGEST_NUMERAL = 24
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋　", "0123456789.,-+ ")


class BadDay(Refusal):
    """A day that cannot be read."""

    code = "bad_day"
    message = gettext_noop("“{given}” is not a day.")
    mend = gettext_noop("Write the date like 2024-01-15.")


class BadAmount(Refusal):
    """A customs value or quantity that cannot be read."""

    code = "bad_amount"
    message = gettext_noop("“{given}” is not an amount: {why}.")
    mend = gettext_noop("Write digits only, like 1000000 or 1000000.50.")

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The sentence with its cause in the same language."""
        return translate(self.message).format(given=self.data["given"], why=translate(self.data["why"]))


class BadCurrency(Refusal):
    """A currency that is none."""

    code = "bad_currency"
    message = gettext_noop("“{given}” is not a currency.")
    mend = gettext_noop("Write its three letters (ISO 4217), like USD.")


class BadUnit(Refusal):
    """A quantity without a unit, or with one that is not known."""

    code = "bad_unit"
    message = gettext_noop("“{given}” is not a unit of quantity known here.")
    mend = gettext_noop("Use one of {units}.")


WHY_NOT_NUMBER = gettext_noop("it is not a number")
WHY_NEGATIVE = gettext_noop("it is negative")
WHY_TOO_LARGE = gettext_noop("it is too large")
WHY_TOO_FINE = gettext_noop("it has more decimals than the currency")


def read_question(
    *,
    code: str,
    origin: str,
    destination: str,
    on: str | date,
    value: str = "",
    quantity: str = "",
    unit: str = "",
    facts: Iterable[str] = (),
    currency: str = "CNY",
    territories: Collection[str] = (),
) -> Question:
    """The question as typed, checked field by field.

    ``territories`` are further origins and destinations that packs name. Raises ``HsCodeWrong``, ``CountryUnknown``,
    ``BadDay``, ``BadAmount`` or ``BadUnit``, each with the name of its field.
    """
    minor = read_value(value, currency)
    count = read_amount(quantity, "quantity")
    return Question(
        code=hs_code(code, least=4, most=13, field="code"),
        origin=read_territory(origin, "origin", territories),
        destination=read_territory(destination, "destination", territories),
        day=on if isinstance(on, date) else read_day(on),
        value_minor=minor,
        quantity=count,
        unit=read_unit(unit, count is not None),
        facts=frozenset(f.strip() for f in facts if f.strip()),
    )


def read_value(text: str, currency: str) -> int | None:
    """A customs value in minor units of its currency, or None for a blank. Raises ``BadAmount``."""
    amount = read_amount(text, "value")
    minor = None if amount is None else amount.scaleb(minor_digits(currency))
    if minor is not None and minor != minor.to_integral_value():
        raise BadAmount("value", given=text.strip(), why=WHY_TOO_FINE)
    return None if minor is None else int(minor)


def read_territory(text: str, field: str, known: Collection[str]) -> str:
    """A territory's two-letter code: ISO 3166-1, or one that a pack on file names."""
    plain = text.strip().upper()
    if plain in known:
        return plain
    try:
        return country(text, field=field)
    except CountryUnknown as refusal:
        raise CountryUnknown(field, given=text.strip()[:40]) from refusal


def read_day(text: str) -> date:
    """A day written like 2024-01-15, 2024/1/15, 20240115 or 2024年1月15日."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?", plain) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", plain
    )
    try:
        if match is not None:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        pass
    raise BadDay("on", given=text.strip()[:40])


def read_amount(text: str, field: str) -> Decimal | None:
    """A non-negative number, or None for a blank."""
    plain = text.translate(FULL_WIDTH).strip().replace(",", "").replace(" ", "")
    if not plain:
        return None
    given = text.strip()[:40]
    if not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?|[-+]?\.[0-9]+", plain):
        raise BadAmount(field, given=given, why=WHY_NOT_NUMBER)
    if len(plain) > LONGEST_NUMERAL:
        raise BadAmount(field, given=given, why=WHY_TOO_LARGE)
    amount = Decimal(plain)
    if amount < 0:
        raise BadAmount(field, given=given, why=WHY_NEGATIVE)
    if amount >= LARGEST_AMOUNT:
        raise BadAmount(field, given=given, why=WHY_TOO_LARGE)
    return amount


def read_currency(text: str) -> str:
    """A currency's three letters."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", plain):
        raise BadCurrency("currency", given=text.strip()[:40])
    return plain


def read_unit(text: str, needed: bool) -> str:
    """A unit of quantity; blank only where there is no quantity (then kilograms are meant by none)."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        return "kg" if needed else ""
    if plain not in UNITS:
        raise BadUnit("unit", given=text.strip()[:40], units=", ".join(UNITS))
    return plain
