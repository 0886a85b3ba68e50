"""Duties: the grammar reads and writes the same, amounts agree with exact arithmetic, a missing fact is named."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.tariff.domain.duty import (
    SCALE,
    UNITS,
    AdValorem,
    Choice,
    Duty,
    Gap,
    Need,
    Specific,
    Together,
    UnreadableDuty,
    duty_amount,
    duty_needs,
    half_up,
    parse_duty,
    round_rate,
)
from zaiton.services.tariff.domain.duty_text import UNIT_NAMES, duty_code, duty_words

amounts = st.integers(0, 10**14)
specifics = st.builds(
    Specific, amounts, st.sampled_from(["CNY", "JPY"]), st.sampled_from([1, 10, 1000]), st.sampled_from(UNITS)
)
simple = st.one_of(st.builds(AdValorem, st.integers(0, 300 * SCALE)), specifics)
gaps = st.builds(Gap, amounts, st.just("JPY"), st.just(1), st.just("kg"), st.sampled_from([SCALE, SCALE * 3 // 5]))
sums = st.builds(Together, st.tuples(simple, simple))
parts = st.one_of(
    simple, gaps, sums, st.builds(Choice, st.tuples(st.one_of(simple, sums), st.one_of(simple, gaps)), st.booleans())
)


@given(parts)
def test_what_is_written_is_read_back(part):
    duty = Duty(part, "JPY")
    assert parse_duty(duty_code(duty), "JPY") == duty


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "8 8",
        "max(1,",
        "-3",
        "1.3 CNY/foo",
        "8%%",
        "1,000 JPY/kg",
        "gap(5)",
        "1" * 31,
        "５",
        "²",
        "5 CNY/0 kg",
        "5 CNY/9999999999 kg",
        "gap(5 CNY/kg) * 1" + "0" * 20,
        "10 +",
        "1.12345678901",
    ],
)
def test_text_outside_the_grammar_is_refused_with_the_rest(text):
    with pytest.raises(UnreadableDuty) as refusal:
        parse_duty(text, "CNY")
    assert refusal.value.data["text"] == text


def test_blank_is_no_duty():
    assert parse_duty("  ", "CNY") is None


@given(st.integers(0, 10**18), st.integers(0, 300 * SCALE))
def test_ad_valorem_is_half_up_like_decimal(value, rate):
    exact = Decimal(value) * Decimal(rate) / (100 * SCALE)
    with_decimal = Fraction(value * rate, 100 * SCALE)
    assert duty_amount(Duty(AdValorem(rate), "CNY"), value, None, "") == int((2 * with_decimal + 1) // 2)
    assert abs(exact - half_up(value * rate, 100 * SCALE)) <= Decimal("0.5")


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(0, 4))
def test_rounding_rates_agrees_with_decimal(numerator, denominator, decimals):
    exact = Fraction(numerator, denominator)
    scaled = round_rate(numerator * SCALE, denominator, decimals, "half-up")
    shown = Decimal(scaled) / SCALE
    tie_up = (2 * exact * 10**decimals + 1) // 2
    assert shown == Decimal(int(tie_up)).scaleb(-decimals)


def test_ten_times_thirteen_fifteenths_is_eight_point_seven():
    assert round_rate(130 * SCALE, 15, 1, "half-up") == 87 * SCALE // 10
    assert round_rate(130 * SCALE, 15, 1, "down") == 86 * SCALE // 10


@pytest.mark.parametrize(
    ("text", "value", "quantity", "unit", "due"),
    [
        ("10", 1_000_000, None, "", 100_000),
        ("1.3 CNY/kg", None, Decimal(50), "kg", 6_500),
        ("1.3 CNY/kg", None, Decimal("0.05"), "t", 6_500),
        ("10 + 2 CNY/kg", 1_000_000, Decimal(50), "kg", 110_000),
        ("max(10, 3 CNY/kg)", 1_000_000, Decimal(50), "kg", 100_000),
        ("min(10, 3 CNY/kg)", 1_000_000, Decimal(50), "kg", 15_000),
        ("gap(577 CNY/kg)", 1_000_000, Decimal(50), "kg", 1_885_000),
        ("gap(5 CNY/kg)", 1_000_000, Decimal(50), "kg", 0),
        ("290 CNY/1000 pc", None, Decimal(500), "pc", 14_500),
    ],
)
def test_amounts(text, value, quantity, unit, due):
    assert duty_amount(parse_duty(text, "CNY"), value, quantity, unit) == due


def test_yen_have_no_smaller_unit():
    assert duty_amount(parse_duty("38250 JPY/head", "JPY"), None, Decimal(2), "head") == 76_500


def test_a_missing_fact_is_named():
    duty = parse_duty("max(10, 3 CNY/kg)", "CNY")
    assert duty_needs(duty) == (Need("value"), Need("quantity", "kg"))
    assert duty_amount(duty, 1_000_000, None, "") == Need("quantity", "kg")
    assert duty_amount(duty, 1_000_000, Decimal(3), "l") == Need("quantity", "kg")
    assert duty_amount(duty, None, Decimal(3), "kg") == Need("value")


def test_words_in_both_languages():
    duty = parse_duty("max(min(14.1, 89.25 JPY/l), 56 JPY/l)", "JPY")
    assert duty_words(duty, False) == "（14.1%或89.25日元/升，从低）或56日元/升，从高"
    assert duty_words(duty, True) == "(14.1% or 89.25 JPY/L, whichever is lower) or 56 JPY/L, whichever is higher"
    assert duty_words(None, True) == "—"


def test_every_unit_has_both_names():
    assert set(UNIT_NAMES) == set(UNITS)
