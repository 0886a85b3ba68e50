"""What an import costs in all: the customs value, the duty, the import VAT on both, and what the best rate saves of the total.

Import VAT is levied on the composite assessable price: customs value plus duty plus consumption tax (VAT Law art. 16 and the
Regulations before it). Consumption tax and duties on top of all rates are not computed here, and the result says so.
Amounts are integers in minor units, each rounded half up once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.duty import SCALE, half_up, minor_digits
from zaiton.services.tariff.domain.question import Answer, Exchange, Rate
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.tables import Source

LONGEST_PREFIX = 10


class NoExchangeRate(Refusal):
    """No customs exchange rate of the currency for the month of the import is on file."""

    code = "no_exchange_rate"
    message = gettext_noop("No exchange rate of {currency} into {into} for {month} is on file.")
    mend = gettext_noop("Give the value in {into}, or have the customs exchange rates of that month imported.")


@dataclass(frozen=True, slots=True)
class VatTable:
    """Import VAT rates (scaled) by code prefix; None as a rate: more than one rate occurs under the code."""

    source: Source
    destination: str
    default: int | None
    rates: Mapping[str, int | None]

    def find(self, code: str) -> tuple[int | None, str]:
        """The rate of a code and the prefix it stands under; an empty prefix for the rate of everything else."""
        for length in range(min(len(code), LONGEST_PREFIX), 1, -1):
            if code[:length] in self.rates:
                return self.rates[code[:length]], code[:length]
        return self.default, ""


@dataclass(frozen=True, slots=True)
class ExchangeTable:
    """Units of ``currency`` for one unit of another, by (currency, ``YYYY-MM``)."""

    source: Source
    currency: str
    rates: Mapping[tuple[str, str], Decimal]


class Cost(NamedTuple):
    """One way to import: the rate, its duty, the VAT on value and duty, and the sum of all, in minor units."""

    agreement: str
    duty: int
    vat: int | None
    total: int | None


class Landed(NamedTuple):
    """The cost at the best rate and at the rate due without an agreement. ``vat_rate`` None: not on file or not one rate."""

    vat_rate: int | None
    vat_source: Source | None
    vat_note: Reason | None
    best: Cost | None
    base: Cost | None
    saving: int | None


def on_file(tables: Iterable, day: date) -> list:
    """The tables that hold on a day, best authority first."""
    held = [
        t
        for t in tables
        if t.source.in_force_from <= day and (t.source.in_force_until is None or day < t.source.in_force_until)
    ]
    return sorted(held, key=lambda t: t.source.rank)


def landed_cost(given: Answer, tables: Iterable[VatTable]) -> Landed:
    """The whole cost of the import an answer is about, as far as its facts go."""
    asked = given.question
    held = on_file((t for t in tables if t.destination == asked.destination), asked.day)
    rate, source, note = _vat_rate(held, given.code)
    best = _cost(given.best, asked.value_minor, rate)
    base = _cost(given.base, asked.value_minor, rate)
    saving = None
    if best is not None and base is not None:
        both = best.total is not None and base.total is not None
        saving = base.total - best.total if both else base.duty - best.duty
    return Landed(rate, source, note, best, base, saving)


def _vat_rate(held: list[VatTable], code: str) -> tuple[int | None, Source | None, Reason | None]:
    for table in held:
        rate, prefix = table.find(code)
        if rate is not None:
            return rate, table.source, None
        if prefix:
            return None, table.source, Reason("vat_varies", (("row", prefix),))
    return None, None, Reason("vat_missing")


def _cost(rate: Rate | None, value: int | None, vat_rate: int | None) -> Cost | None:
    if rate is None or value is None or not isinstance(rate.amount, int):
        return None
    if vat_rate is None:
        return Cost(rate.agreement, rate.amount, None, None)
    vat = half_up((value + rate.amount) * vat_rate, 100 * SCALE)
    return Cost(rate.agreement, rate.amount, vat, value + rate.amount + vat)


def exchanged(value: Decimal, currency: str, into: str, day: date, tables: Iterable[ExchangeTable]) -> Exchange:
    """A value in the destination's currency at the customs exchange rate of the month. Raises ``NoExchangeRate``.

    The customs use the rate published for the month of the declaration (GACC Order 213 art. 37 and its successors).
    """
    month = f"{day:%Y-%m}"
    for table in on_file((t for t in tables if t.currency == into), day):
        rate = table.rates.get((currency, month))
        if rate is not None:
            exact = (value * rate).scaleb(minor_digits(into))
            minor = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
            return Exchange(value, currency, month, rate, table.source, minor)
    raise NoExchangeRate("currency", currency=currency, into=into, month=month)
