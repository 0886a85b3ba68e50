"""Exact amounts: whole minor units and the currency they are of. Nothing here rounds by itself.

Which currencies there are comes from the table that Babel ships (CLDR); how many decimals they have from ISO 4217.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.core import get_global

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
FOUR_DECIMALS = frozenset(["CLF", "UYW"])
"""ISO 4217, list one: every other currency has two. CLDR's own figures are of what shops use, and differ for some."""
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
    if currency not in currencies():
        raise CurrencyUnknown("currency", given=currency[:20])
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 4 if currency in FOUR_DECIMALS else 2


@cache
def currencies() -> frozenset[str]:
    """The codes of the currencies that somewhere are money today (from the table that Babel ships)."""
    uses = (use for country in get_global("territory_currencies").values() for use in country)
    return frozenset(code for code, _, until, tender in uses if until is None and tender) | {"CLF", "UYI", "UYW"}


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
