"""Structured duties: ad valorem, specific, compound, alternative and differential, with the text they came from.

Rates are scaled integers (``SCALE`` units to one per cent) because printed schedules carry up to ten decimals and
binary floats would not. Amounts of duty are integers in the minor unit of the currency, rounded half up once, at the end.

Grammar of the compact text kept in packs (see the how-to on packs)::

    8            ad valorem, per cent                 1.3 CNY/kg     specific
    10 + 2 CNY/kg  compound                           max(10, 3 CNY/kg)  min(...)  alternative
    gap(577 JPY/kg) * 0.6   differential: the threshold less the customs value, both per unit, never below zero
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

SCALE = 10**10
MOST_DIGITS = 8
"""Digits before the point that a printed figure may have: ten million yen a head is the largest kind there is."""
MOST_PER = 1_000_000
"""The largest count a specific duty may be printed for (290 yen for 1,000 pieces)."""
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0}
"""Digits after the point of a currency's minor unit (ISO 4217) where they are not two."""

UNITS = ("kg", "t", "g", "l", "kl", "m", "m2", "m3", "pc", "head", "pair", "sheet", "dozen", "mwh")
CONVERSIONS = {("t", "kg"): 1000, ("kl", "l"): 1000, ("kg", "g"): 1000}
"""Exact factors from the larger unit to the smaller."""


class UnreadableDuty(Refusal):
    """The duty text is outside the grammar."""

    code = "unreadable_duty"
    message = gettext_noop("The duty “{text}” cannot be read from “{rest}” on.")
    mend = gettext_noop("Write it like 8, 1.3 CNY/kg, 10 + 2 CNY/kg, max(10, 3 CNY/kg) or gap(577 JPY/kg).")


@dataclass(frozen=True, slots=True)
class Need:
    """A fact without which an amount cannot be told: ``value``, or a quantity in ``unit``."""

    fact: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A share of the customs value; ``rate`` in ``SCALE`` units to one per cent."""

    rate: int


@dataclass(frozen=True, slots=True)
class Specific:
    """An amount of ``currency`` (scaled by ``SCALE``) for each ``per`` ``unit``."""

    amount: int
    currency: str
    per: int
    unit: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The threshold (``amount`` of ``currency`` per ``unit``) less the customs value per unit, times ``factor`` (scaled)."""

    amount: int
    currency: str
    per: int
    unit: str
    factor: int = SCALE


@dataclass(frozen=True, slots=True)
class Together:
    """The sum of its parts (compound duty)."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The higher (``highest``) or the lower of its parts (alternative duty)."""

    parts: tuple["Part", ...]
    highest: bool


Part = AdValorem | Specific | Gap | Together | Choice


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as structure. ``rate`` is set only where the whole duty is one ad valorem rate."""

    part: Part
    currency: str

    @property
    def rate(self) -> int | None:
        """The scaled ad valorem rate, or None for every other kind."""
        return self.part.rate if isinstance(self.part, AdValorem) else None

    @property
    def free(self) -> bool:
        """Whether nothing is ever due."""
        return isinstance(self.part, AdValorem) and self.part.rate == 0

    @property
    def rate_percent(self) -> Decimal | None:
        """The ad valorem rate in per cent, exactly as printed, or None."""
        return None if self.rate is None else percent_of(self.rate)


def percent_of(scaled: int) -> Decimal:
    """A scaled rate as a Decimal without trailing zeros."""
    value = Decimal(scaled) / SCALE
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def scaled_of(text: str) -> int:
    """A decimal numeral as a scaled integer; ValueError when it is none or finer than ten decimals."""
    whole, _, decimals = text.strip().partition(".")
    plain = text.isascii() and whole.isdigit() and (decimals.isdigit() or not decimals)
    if not plain or len(decimals) > 10 or len(whole) > MOST_DIGITS:
        raise ValueError(text)
    return int(whole) * SCALE + int(decimals.ljust(10, "0") or "0")


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` rounded to an integer, ties away from zero; both non-negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def round_rate(numerator: int, denominator: int, decimals: int, mode: str) -> int:
    """A scaled rate ``numerator / denominator`` rounded to ``decimals`` by ``mode`` (half-up, down or up)."""
    step = SCALE // 10**decimals
    if mode == "down":
        return numerator // (denominator * step) * step
    if mode == "up":
        return -(-numerator // (denominator * step)) * step
    return half_up(numerator, denominator * step) * step


_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_TOKEN = re.compile(rf"\s*(?:(max|min|gap)\s*\(|({_NUMBER})|([A-Z]{{3}})\s*/\s*([0-9]+)?\s*([a-z]+[23]?)|([-+*(),%]))")


def parse_duty(text: str, currency: str) -> Duty | None:
    """Read a duty text of the pack grammar; blank gives None (no concession).

    Raises ``UnreadableDuty`` with the rest that could not be read. ``currency`` is the importing territory's.
    """
    if not text.strip():
        return None
    reader = _Reader(text)
    part = reader.together()
    if reader.peek() is not None:
        reader.fail()
    return Duty(part, currency)


class _Reader:
    """A small recursive-descent reader over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self) -> re.Match | None:
        if not self.text[self.at :].strip():
            return None
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            self.fail()
        return match

    def fail(self) -> NoReturn:
        raise UnreadableDuty(text=self.text, rest=self.text[self.at :].strip() or "…")

    def take(self) -> re.Match:
        match = self.peek()
        if match is None:
            self.fail()
        self.at = match.end()
        return match

    def skip(self, sign: str) -> bool:
        match = self.peek()
        if match is not None and match[6] == sign:
            self.at = match.end()
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.skip(sign):
            self.fail()

    def together(self) -> Part:
        parts = [self.single()]
        while self.skip("+"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Together(tuple(parts))

    def single(self) -> Part:
        match = self.peek()
        if match is not None and match[1] in ("max", "min"):
            self.take()
            parts = [self.together()]
            while self.skip(","):
                parts.append(self.together())
            self.need(")")
            return Choice(tuple(parts), match[1] == "max")
        if match is not None and match[1] == "gap":
            self.take()
            inner = self.number()
            self.need(")")
            factor = self.factor()
            if not isinstance(inner, Specific):
                self.fail()
            return Gap(inner.amount, inner.currency, inner.per, inner.unit, factor)
        return self.number()

    def factor(self) -> int:
        if not self.skip("*"):
            return SCALE
        match = self.take()
        try:
            return scaled_of(match[2] or "")
        except ValueError:
            self.fail()

    def number(self) -> AdValorem | Specific:
        start = self.at
        match = self.take()
        if not match[2]:
            self.at = start
            self.fail()
        try:
            amount = scaled_of(match[2])
        except ValueError:
            self.at = start
            self.fail()
        follow = self.peek()
        if follow is not None and follow[3]:
            self.take()
            if follow[5] not in UNITS or not 1 <= int(follow[4] or "1") <= MOST_PER:
                self.at = start
                self.fail()
            return Specific(amount, follow[3], int(follow[4] or "1"), follow[5])
        self.skip("%")
        return AdValorem(amount)


def duty_needs(duty: Duty) -> tuple[Need, ...]:
    """The facts the amount of this duty depends on, in a stable order."""
    found: dict[Need, None] = {}

    def walk(part: Part) -> None:
        if isinstance(part, AdValorem):
            if part.rate:
                found[Need("value")] = None
        elif isinstance(part, Specific):
            found[Need("quantity", part.unit)] = None
        elif isinstance(part, Gap):
            found[Need("value")] = None
            found[Need("quantity", part.unit)] = None
        else:
            for inner in part.parts:
                walk(inner)

    walk(duty.part)
    return tuple(found)


def minor_digits(currency: str) -> int:
    """Digits after the point of the currency's minor unit."""
    return MINOR_DIGITS.get(currency, 2)


def duty_amount(duty: Duty, value_minor: int | None, quantity: Decimal | None, unit: str) -> int | Need:
    """The duty in minor units of ``duty.currency`` (half up), or the first fact that is missing.

    ``value_minor`` is the customs value in the same currency; ``quantity`` counts ``unit``.
    """
    part = duty.part
    if isinstance(part, AdValorem):
        if part.rate == 0:
            return 0
        if value_minor is None:
            return Need("value")
        return half_up(value_minor * part.rate, 100 * SCALE)
    exact = _exact(part, value_minor, quantity, unit, 10 ** minor_digits(duty.currency))
    return exact if isinstance(exact, Need) else half_up(exact.numerator, exact.denominator)


def _exact(part: Part, value: int | None, quantity: Decimal | None, unit: str, minor: int) -> Fraction | Need:
    """The exact amount in minor units, or the missing fact."""
    if isinstance(part, AdValorem):
        if part.rate == 0:
            return Fraction(0)
        return Need("value") if value is None else Fraction(value * part.rate, 100 * SCALE)
    if isinstance(part, Specific | Gap):
        count = _converted(quantity, unit, part.unit)
        if count is None:
            return Need("quantity", part.unit)
        amount = Fraction(part.amount, SCALE) * minor * count / part.per
        if isinstance(part, Specific):
            return amount
        if value is None:
            return Need("value")
        return max(Fraction(0), amount - value) * Fraction(part.factor, SCALE)
    amounts = [_exact(inner, value, quantity, unit, minor) for inner in part.parts]
    for amount in amounts:
        if isinstance(amount, Need):
            return amount
    if isinstance(part, Together):
        return sum(amounts, Fraction(0))
    return max(amounts) if part.highest else min(amounts)


def _converted(quantity: Decimal | None, unit: str, wanted: str) -> Fraction | None:
    """The quantity counted in the wanted unit; None where it is not given in a unit that converts."""
    if quantity is None:
        return None
    if unit == wanted:
        return Fraction(quantity)
    if (unit, wanted) in CONVERSIONS:
        return Fraction(quantity) * CONVERSIONS[unit, wanted]
    if (wanted, unit) in CONVERSIONS:
        return Fraction(quantity) / CONVERSIONS[wanted, unit]
    return None
