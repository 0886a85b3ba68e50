"""What is to be assessed: one order of one buyer on one day, its lines with their rates; and the limits of that day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

WITHIN, OVER, REFUSED = "within_limits", "over_single", "refused"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a figure stands: article, document, and how well it was checked (``official``, ``unverified``, ``given``)."""

    document: str
    article: str = ""
    status: str = "unverified"
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Statutory rates of one line: percentages as fractions of 100, specific consumption tax in fen per unit.

    None: the rate is not known, which matters only where it would be needed.
    """

    tariff_percent: Fraction | None = None
    vat_percent: Fraction | None = None
    consumption_percent: Fraction | None = Fraction(0)
    consumption_fen_per: Mapping[str, Fraction] = field(default_factory=dict)
    consumption_when: Mapping[str, Fraction] = field(default_factory=dict)
    """Consumption tax is due only where the dutiable value reaches so many fen for one of these units; empty: always."""
    basis: Mapping[str, Basis] = field(default_factory=dict)
    """By tax: ``tariff``, ``vat``, ``consumption``."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods. ``price_fen`` is its goods value; freight and insurance come on top."""

    id: str
    price_fen: int
    articles: int
    rates: Rates
    code: str = ""
    quantity: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``buyer_used_fen`` is what the buyer has used of the calendar year before it."""

    on: date
    lines: tuple[Line, ...]
    buyer_used_fen: int = 0
    freight_fen: int = 0
    insurance_fen: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force on a day, in fen, and the share of consumption tax and VAT collected within them."""

    single_fen: int
    annual_fen: int
    collected_percent: Fraction
    tariff_percent: Fraction
    single: Basis
    annual: Basis
    collected: Basis


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning: what, how, the exact amount in fen, and on which ground."""

    name: str
    formula: str
    exact_fen: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """One line's payable taxes in fen, with the steps that lead to them."""

    id: str
    dutiable_fen: int
    tariff_fen: int = 0
    consumption_fen: int = 0
    vat_fen: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def total_fen(self) -> int:
        """All three."""
        return self.tariff_fen + self.consumption_fen + self.vat_fen


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the order pays. ``reason`` names why it is refused, or why the reduction does not hold; empty within the limits."""

    scheme: str
    lines: tuple[AssessedLine, ...]
    reason: str = ""
    dutiable_fen: int = 0

    @property
    def total_fen(self) -> int:
        """Of all lines."""
        return sum(line.total_fen for line in self.lines)
