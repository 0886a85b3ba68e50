"""Exact amounts: whole minor units and the currency they are of. Nothing here rounds by itself.

How many decimals a currency has comes from the table of ISO 4217 that Babel ships (CLDR), except where CLDR gives what is
used in shops rather than what the standard says; those differences are listed here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.core import get_global

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

ISO_WHERE_CLDR_DIFFERS = {
    "AFN": 2, "ALL": 2, "COP": 2, "IDR": 2, "IQD": 3, "IRR": 2, "KPW": 2, "LAK": 2, "LBP": 2, "MGA": 2, "MMK": 2,
    "PKR": 2, "RSD": 2, "SLE": 2, "SOS": 2, "SYP": 2, "TWD": 2, "TZS": 2, "UZS": 2, "YER": 2, "CRC": 2, "CZK": 2,
    "DKK": 2, "HUF": 2, "NOK": 2, "SEK": 2, "GYD": 2, "MNT": 2, "MRU": 2, "STN": 2, "ZMW": 2, "CLF": 4, "UYW": 4,
}  # fmt: skip
_PLAIN = re.compile(r"-?[0-9]{1,16}(\.[0-9]+)?")


class CurrencyUnknown(Refusal):
    """Only currencies of ISO 4217."""

    code = "currency_unknown"
    message = gettext_noop("“{given}” is not the code of a currency.")
    mend = gettext_noop("Give the three letters of ISO 4217, for example CNY.")
    article = "ISO 4217"


class AmountUnreadable(Refusal):
    """An amount is a plain number with at most the decimals of its currency."""

    code = "amount_unreadable"
    message = gettext_noop("“{given}” is not an amount in {currency}.")
    mend = gettext_noop("Write digits, and after a point at most {decimals} decimals, without separators.")
    article = "ISO 4217"


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217). Raises ``CurrencyUnknown``."""
    if not re.fullmatch("[A-Z]{3}", currency) or currency not in get_global("all_currencies"):
        raise CurrencyUnknown("currency", given=currency)
    if currency in ISO_WHERE_CLDR_DIFFERS:
        return ISO_WHERE_CLDR_DIFFERS[currency]
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def parse(text: str, currency: str) -> int:
    """Minor units of a number as people and messages write it (``-12.30``). Raises ``AmountUnreadable``, ``CurrencyUnknown``."""
    decimals = exponent(currency)
    given = text.strip()
    whole, _, rest = given.partition(".")
    if not _PLAIN.fullmatch(given) or len(rest.rstrip("0")) > decimals:
        raise AmountUnreadable("amount", given=text[:40], currency=currency, decimals=decimals)
    return int(whole + rest[:decimals].ljust(decimals, "0"))


def plain(minor: int, currency: str) -> str:
    """The number as messages write it: a point, all decimals, no separators (``-12.30``)."""
    decimals = exponent(currency)
    digits = f"{abs(minor):0{decimals + 1}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def shown(minor: int, currency: str) -> str:
    """The number as people read it: thousands apart, all decimals (``-1,234.50``); the currency stands beside it."""
    whole, point, rest = plain(abs(minor), currency).partition(".")
    return f"{'-' if minor < 0 else ''}{int(whole):,}{point}{rest}"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """So many minor units of a currency; only amounts of one currency add up."""

    currency: str
    minor: int

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.currency, self.minor + other.minor)

    def __neg__(self) -> "Money":
        return Money(self.currency, -self.minor)

    @property
    def decimal(self) -> Decimal:
        """The amount as an exact decimal number of the currency's main unit."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{plain(self.minor, self.currency)} {self.currency}"
