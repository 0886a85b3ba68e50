"""Staging: the report's figures, RCEP's calendar, every category, and cuts that never rise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.tariff.domain.duty import SCALE, percent_of
from zaiton.services.tariff.domain.staging import (
    BadStaging,
    Category,
    Rounding,
    category_of,
    derive,
    margin,
    read_category,
    staging_starts,
)

TENTH = Rounding(1, "half-up")


def rate(base, category, index, year=2020, rounding=TENTH):
    return str(percent_of(derive(base * SCALE, category, index, year, rounding).rounded))


@pytest.mark.parametrize(
    ("index", "expected"), [(1, "9.3"), (2, "8.7"), (3, "8"), (9, "4"), (10, "3.3"), (15, "0"), (40, "0")]
)
def test_ten_per_cent_in_fifteen_cuts(index, expected):
    assert rate(10, Category("15", "linear", steps=15), index) == expected


def test_the_unrounded_value_is_kept():
    derivation = derive(10 * SCALE, Category("15", "linear", steps=15), 2, 2023, TENTH)
    assert (derivation.raw_numerator, derivation.raw_denominator) == (130 * SCALE, 15)


@pytest.mark.parametrize(
    ("definition", "index", "year", "expected"),
    [
        ({"type": "linear", "steps": 5, "to": "5"}, 2, 2021, "8"),
        ({"type": "cuts", "percents": ["20", "50", "100"]}, 2, 2021, "5"),
        ({"type": "cuts", "percents": ["20", "50", "100"]}, 9, 2028, "0"),
        ({"type": "steps", "rates": {"2020": "9", "2022": "4.5"}}, 2, 2021, "9"),
        ({"type": "steps", "rates": {"2020": "9", "2022": "4.5"}}, 4, 2023, "4.5"),
        ({"type": "immediate"}, 1, 2020, "0"),
        ({"type": "standstill"}, 7, 2026, "10"),
    ],
)
def test_categories(definition, index, year, expected):
    assert rate(10, read_category("C", definition), index, year) == expected


def test_excluded_lines_have_no_concession():
    assert derive(10 * SCALE, read_category("U", {"type": "excluded"}), 1, 2020, TENTH) is None


def test_steps_before_their_first_year_give_nothing():
    assert derive(10 * SCALE, read_category("S", {"type": "steps", "rates": {"2022": "4"}}), 1, 2020, TENTH) is None


@given(st.integers(0, 650), st.integers(1, 30), st.integers(0, 4), st.sampled_from(["half-up", "down", "up"]))
def test_linear_cuts_never_rise_and_end_at_zero(base, steps, decimals, mode):
    category = Category("n", "linear", steps=steps)
    rates = [
        derive(base * SCALE // 10, category, k, 2020, Rounding(decimals, mode)).rounded for k in range(1, steps + 3)
    ]
    assert rates == sorted(rates, reverse=True)
    assert rates[steps - 1] == 0


def test_margin_of_preference():
    assert percent_of(margin(7 * SCALE, 50 * SCALE, TENTH).rounded) == percent_of(35 * SCALE // 10)


def test_years_of_a_calendar_year_party():
    starts = staging_starts(date(2015, 12, 20), (1, 1), 3)
    assert starts == (date(2015, 12, 20), date(2016, 1, 1), date(2017, 1, 1), date(2018, 1, 1))


def test_years_of_a_party_whose_years_begin_in_april():
    assert staging_starts(date(2022, 1, 1), (4, 1), 2) == (date(2022, 1, 1), date(2022, 4, 1), date(2023, 4, 1))


@pytest.mark.parametrize(
    "definition",
    [
        {"type": "linear", "steps": 0},
        {"type": "linear"},
        {"type": "margin", "percent": "101"},
        {"type": "margin", "percent": "x"},
        {"type": "cuts", "percents": ["50", "20"]},
        {"type": "cuts", "percents": []},
        {"type": "steps", "rates": {}},
        {"type": "sideways"},
        {},
    ],
)
def test_a_category_that_cannot_be_applied_is_refused(definition):
    with pytest.raises(BadStaging):
        read_category("X", definition)


def test_a_plain_number_is_a_number_of_cuts():
    assert category_of("11", {}).steps == 11
    assert category_of("0", {}) is None
    assert category_of("A", {}) is None


def test_a_linear_cut_towards_more_than_the_base_is_refused():
    from zaiton.services.tariff.tests.factories import make_book, make_table

    rows = [{"code": "01012100", "base": "9", "staging": "R"}]
    table = make_table("CN-KR", rows, categories={"R": {"type": "linear", "steps": 4, "to": "12"}})
    with pytest.raises(BadStaging):
        make_book(table)
