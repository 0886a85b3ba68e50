"""The engine: golden orders, what must hold for every order, and what is wrong with one."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.retail_tax.domain.assessing import assess, dutiable_values, totals, used_after
from zaiton.services.retail_tax.domain.exact import half_up, number, shares, shown
from zaiton.services.retail_tax.domain.order import Line, Order, Rates
from zaiton.services.retail_tax.domain.order_refusals import (
    FreightAlone,
    LimitsUnknown,
    LineTwice,
    LineUnfit,
    OrderUnfit,
    QuantityMissing,
    RateMissing,
)
from zaiton.services.retail_tax.domain.reading import document_of, order_of
from zaiton.services.retail_tax.queries import limits_on, rates_of

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "orders.yaml").read_text(encoding="utf-8"))
DAY = date(2026, 3, 2)
LIMITS = limits_on(DAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden(case: dict[str, Any]) -> None:
    order = order_of(case["order"], rates_of)
    result = assess(order, limits_on(order.on))
    if "refused" in case:
        assert (result.scheme, result.reason, result.total_fen) == ("refused", case["refused"], 0)
        return
    assert result.scheme == case.get("scheme", "within_limits")
    assert [[line.tariff_fen, line.consumption_fen, line.vat_fen] for line in result.lines] == case["pays"]
    assert result.total_fen == sum(map(sum, case["pays"]))
    if "dutiable" in case:
        assert [line.dutiable_fen for line in result.lines] == case["dutiable"]
    document = document_of(result)
    assert all(step["status"] for line in document["lines"] for step in line["steps"])


PERCENT = st.decimals(0, 60, places=2).map(lambda value: Fraction(str(value)))
LINES = st.builds(
    Line,
    id=st.just("x"),
    price_fen=st.integers(0, 90_000),
    articles=st.integers(1, 3),
    rates=st.builds(
        Rates,
        tariff_percent=PERCENT,
        vat_percent=PERCENT,
        consumption_percent=PERCENT,
        consumption_fen_per=st.sampled_from([{}, {"L": Fraction(22)}, {"L": Fraction(1, 3)}]),
    ),
    quantity=st.sampled_from([{"L": Fraction(10)}, {"L": Fraction(7, 8)}]),
)
ORDERS = st.builds(
    lambda lines, **more: Order(DAY, tuple(replace(line, id=str(n)) for n, line in enumerate(lines)), **more),
    st.lists(LINES, min_size=1, max_size=6).filter(lambda lines: any(line.price_fen for line in lines)),
    buyer_used_fen=st.integers(0, 2_700_000),
    freight_fen=st.integers(0, 5_000),
    insurance_fen=st.integers(0, 500),
)


@given(ORDERS)
def test_freight_and_insurance_add_up_and_nobody_gets_less_than_its_whole_share(order: Order) -> None:
    values = dutiable_values(order)
    prices = [line.price_fen for line in order.lines]
    assert sum(values) == sum(prices) + order.freight_fen + order.insurance_fen
    for value, price in zip(values, prices, strict=True):
        share = Fraction(price * (order.freight_fen + order.insurance_fen), sum(prices))
        assert abs(value - price - share) < 2


@given(ORDERS)
def test_every_tax_is_the_exact_one_rounded_once(order: Order) -> None:
    """Decimal does it once more, in another order of reckoning."""
    result = assess(order, LIMITS)
    if result.scheme == "refused":
        over_year = order.buyer_used_fen + result.dutiable_fen > LIMITS.annual_fen
        assert over_year == (result.reason == "annual_limit") and used_after(order, result) == order.buyer_used_fen
        return
    reduced = Fraction(7, 10) if result.scheme == "within_limits" else 1
    for line, told in zip(order.lines, result.lines, strict=True):
        value, rates = Fraction(told.dutiable_fen), line.rates
        tariff = value * rates.tariff_percent / 100 if result.scheme == "over_single" else Fraction(0)
        by_quantity = line.quantity["L"] * rates.consumption_fen_per.get("L", 0)
        rate = rates.consumption_percent / 100
        consumption = (value + tariff + by_quantity) * rate / (1 - rate) + by_quantity
        vat = (value + tariff + consumption) * rates.vat_percent / 100
        for exact, payable in (
            (tariff, told.tariff_fen),
            (consumption * reduced, told.consumption_fen),
            (vat * reduced, told.vat_fen),
        ):
            quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
            assert abs(payable - exact) <= Fraction(1, 2) and payable == half_up(exact)
            if abs(quotient % 1 - Decimal("0.5")) > Decimal("1e-9"):
                assert payable == int(quotient.quantize(Decimal(1), ROUND_HALF_UP))
        assert told.steps[-1].exact_fen == vat * reduced
    assert sum(totals(result.lines).values()) == result.total_fen


@given(ORDERS, st.integers(1, 5_000))
def test_a_dearer_order_never_pays_less_within_the_same_scheme(order: Order, more: int) -> None:
    first = order.lines[0]
    dearer = replace(order, lines=(replace(first, price_fen=first.price_fen + more), *order.lines[1:]))
    before, after = assess(order, LIMITS), assess(dearer, LIMITS)
    if before.scheme == after.scheme != "refused" and len(order.lines) == 1:
        assert after.total_fen >= before.total_fen
    if before.reason == "annual_limit":
        assert after.reason == "annual_limit"


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_add_up_and_differ_from_the_exact_ones_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = shares(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


def line(**more: Any) -> dict[str, Any]:
    return {"id": "a", "price_fen": 100, "articles": 1, "rates": {"vat_percent": "13"}, **more}


def order(**more: Any) -> dict[str, Any]:
    return {"on": "2026-03-02", "lines": [line()], **more}


@pytest.mark.parametrize(
    "said",
    [
        [],
        order(on="2026-02-30"),
        order(on=20260302),
        order(lines=[]),
        order(lines={}),
        order(freight_fen="1"),
        order(insurance_fen=-1),
        order(buyer_used_fen=True),
        order(freight_fen=1.0),
        order(colour="red"),
    ],
)
def test_an_order_that_cannot_be_read(said: Any) -> None:
    with pytest.raises(OrderUnfit):
        order_of(said, rates_of)


@pytest.mark.parametrize(
    "said",
    [
        "line",
        line(id=None),
        line(id=""),
        line(price_fen="100"),
        line(price_fen=-1),
        line(articles=0),
        line(articles=1.5),
        line(code="ABCD"),
        line(quantity={"L": 10.5}),
        line(quantity={"L": "-1"}),
        line(rates={"vat_percent": 13.0}),
        line(rates={"vat_percent": "13%"}),
        line(rates={"vat_percent": "1e3"}),
        line(rates={"consumption_percent": "100", "vat_percent": "13"}),
        line(rates={"vat": "13"}),
        line(colour="red"),
    ],
)
def test_a_line_that_cannot_be_read(said: Any) -> None:
    with pytest.raises(LineUnfit):
        order_of(order(lines=[said]), rates_of)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (order(lines=[line(), line()]), LineTwice),
        (order(lines=[line(price_fen=0)], freight_fen=5), FreightAlone),
        (order(lines=[line(rates=None)]), RateMissing),
        (order(lines=[line(rates={"consumption_percent": "5"})]), RateMissing),
        (order(lines=[line(price_fen=500_001)]), RateMissing),
        (order(lines=[line(rates={"vat_percent": "13", "consumption_fen_per": {"L": "22"}})]), QuantityMissing),
        (order(on="2016-04-07"), LimitsUnknown),
    ],
)
def test_what_is_not_known_is_not_reckoned(said: Any, refusal: type) -> None:
    read = order_of(said, rates_of)
    with pytest.raises(refusal):
        assess(read, limits_on(read.on))


def test_numbers_are_plain_decimals() -> None:
    assert number("13") == 13 and number("0.5") == Fraction(1, 2) and number(7) == 7
    assert [number(text) for text in ("", "-1", "1,5", "NaN", "1e2", 1.5, None, True, "١")] == [None] * 9
    assert shown(Fraction(1, 3)) == "0.333333…" and shown(Fraction(5, 2)) == "2.5" and shown(Fraction(3)) == "3"
