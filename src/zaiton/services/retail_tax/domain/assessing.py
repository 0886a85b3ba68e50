"""The engine: limits, dutiable value, and the three taxes of every line, exact until one rounding at the end.

Guarantee: freight and insurance are spread so that the parts add up; every payable tax of every line is rounded half-up to the
fen once, after the reduction; every amount has its steps. Within both limits the tariff rate is that of the scheme (zero) and
consumption tax and VAT are collected in part; an order over the single limit that is one article pays goods taxes in full;
everything else is refused. VAT is reckoned on the statutory consumption tax, not on the part collected.

Sources: Cai Guan Shui [2016] 18, [2018] 49; Tariff Law art. 23; VAT Law art. 14; Consumption Tax Regulation (composite price).
"""

from collections.abc import Sequence
from fractions import Fraction

from zaiton.services.retail_tax.domain.exact import half_up, shares, shown
from zaiton.services.retail_tax.domain.order import (
    OVER,
    REFUSED,
    WITHIN,
    AssessedLine,
    Assessment,
    Basis,
    Limits,
    Line,
    Order,
    Step,
)
from zaiton.services.retail_tax.domain.order_refusals import FreightAlone, LineTwice, QuantityMissing, RateMissing

OVER_YEAR, OVER_SINGLE_MANY, OVER_SINGLE_ONE = "annual_limit", "single_limit_more_articles", "single_limit_one_article"
HUNDRED = Fraction(100)


def assess(order: Order, limits: Limits) -> Assessment:
    """What the order pays, or why it is refused the channel.

    Raises ``LineTwice``, ``FreightAlone``, ``RateMissing``, ``QuantityMissing``.
    """
    values = dutiable_values(order)
    whole = sum(values)
    scheme, reason = judged(order, whole, limits)
    if scheme == REFUSED:
        lines = [AssessedLine(line.id, value) for line, value in zip(order.lines, values, strict=True)]
    else:
        lines = [_taxed(line, value, limits, scheme) for line, value in zip(order.lines, values, strict=True)]
    return Assessment(scheme, tuple(lines), reason, whole)


def dutiable_values(order: Order) -> list[int]:
    """Goods value with its share of freight and of insurance, in fen, by line."""
    seen: set[str] = set()
    for line in order.lines:
        if line.id in seen:
            raise LineTwice("lines", line=line.id)
        seen.add(line.id)
    prices = [line.price_fen for line in order.lines]
    if (order.freight_fen or order.insurance_fen) and not any(prices):
        raise FreightAlone("freight_fen")
    parts = (prices, shares(order.freight_fen, prices), shares(order.insurance_fen, prices))
    return [sum(of_line) for of_line in zip(*parts, strict=True)]


def judged(order: Order, whole: int, limits: Limits) -> tuple[str, str]:
    """The scheme and the reason. The year is looked at first: what goes over it leaves the channel whatever it holds."""
    if order.buyer_used_fen + whole > limits.annual_fen:
        return REFUSED, OVER_YEAR
    if whole <= limits.single_fen:
        return WITHIN, ""
    if sum(line.articles for line in order.lines) > 1:
        return REFUSED, OVER_SINGLE_MANY
    return OVER, OVER_SINGLE_ONE


def _taxed(line: Line, dutiable: int, limits: Limits, scheme: str) -> AssessedLine:
    within = scheme == WITHIN
    steps: list[Step] = []
    value = Fraction(dutiable)
    percent = limits.tariff_percent if within else _known(line, "tariff", line.rates.tariff_percent)
    tariff = value * percent / HUNDRED
    ground = limits.collected if within else _basis(line, "tariff")
    steps.append(Step("tariff", f"{dutiable} × {_percent(percent)}", tariff, ground))
    consumption = _consumption(line, dutiable, value + tariff, steps)
    vat_percent = _known(line, "vat", line.rates.vat_percent)
    base = value + tariff + consumption
    vat = base * vat_percent / HUNDRED
    formula = f"({dutiable} + {shown(tariff)} + {shown(consumption)}) × {_percent(vat_percent)}"
    steps.append(Step("vat", formula, vat, _basis(line, "vat")))
    taxes = {"tariff": tariff, "consumption": consumption, "vat": vat}
    if within:
        share = limits.collected_percent / HUNDRED
        for name in ("consumption", "vat"):
            formula = f"{shown(taxes[name])} × {_percent(limits.collected_percent)}"
            taxes[name] *= share
            steps.append(Step(f"{name}_collected", formula, taxes[name], limits.collected))
    payable = {name: half_up(tax) for name, tax in taxes.items()}
    return AssessedLine(line.id, dutiable, payable["tariff"], payable["consumption"], payable["vat"], tuple(steps))


def _consumption(line: Line, dutiable: int, base: Fraction, steps: list[Step]) -> Fraction:
    """Where its price is one that is taxed: ad valorem, specific or compound on the composite price: (base + specific) ÷ (1 − rate) × rate + specific."""
    rates = line.rates
    percent = _known(line, "consumption", rates.consumption_percent)
    specific = sum((_by_quantity(line, unit, fen) for unit, fen in rates.consumption_fen_per.items()), Fraction(0))
    if not percent and not specific:
        return Fraction(0)
    if rates.consumption_when and not _dear(line, dutiable, steps):
        return Fraction(0)
    tax = (base + specific) / (HUNDRED - percent) * percent + specific
    formula = " + ".join(
        part
        for part in (
            f"({shown(base)} + {shown(specific)}) ÷ (1 − {_percent(percent)}) × {_percent(percent)}" if percent else "",
            shown(specific) if specific else "",
        )
        if part
    )
    steps.append(Step("consumption", formula, tax, _basis(line, "consumption")))
    return tax


def _dear(line: Line, dutiable: int, steps: list[Step]) -> bool:
    """Whether the dutiable value of one unit reaches what the tax begins at; told as a step where it does not."""
    known = [(unit, least) for unit, least in line.rates.consumption_when.items() if line.quantity.get(unit)]
    if not known:
        raise QuantityMissing("quantity", line=line.id, unit=" / ".join(line.rates.consumption_when))
    if any(dutiable >= least * line.quantity[unit] for unit, least in known):
        return True
    unit, least = known[0]
    formula = f"{dutiable} ÷ {shown(line.quantity[unit])} {unit} < {shown(least)}"
    steps.append(Step("consumption", formula, Fraction(0), _basis(line, "consumption")))
    return False


def _by_quantity(line: Line, unit: str, fen: Fraction) -> Fraction:
    quantity = line.quantity.get(unit)
    if quantity is None:
        raise QuantityMissing("quantity", line=line.id, unit=unit)
    return quantity * fen


def _known(line: Line, tax: str, percent: Fraction | None) -> Fraction:
    if percent is None:
        raise RateMissing("rates", line=line.id, tax=tax)
    return percent


def _basis(line: Line, tax: str) -> Basis:
    return line.rates.basis.get(tax, Basis("", status="given"))


def _percent(percent: Fraction) -> str:
    return f"{shown(percent)}%"


def used_after(order: Order, assessment: Assessment) -> int:
    """What the buyer has used of the year when this order is released, in fen."""
    return order.buyer_used_fen + (0 if assessment.scheme == REFUSED else assessment.dutiable_fen)


def totals(lines: Sequence[AssessedLine]) -> dict[str, int]:
    """The head amounts of a bill: the sums of its lines, tax by tax, in fen."""
    return {
        "tariff_fen": sum(line.tariff_fen for line in lines),
        "consumption_fen": sum(line.consumption_fen for line in lines),
        "vat_fen": sum(line.vat_fen for line in lines),
    }
