"""Amounts: read and written without loss, decimals by currency, and nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zaiton.base.money import AmountUnreadable, CurrencyUnknown, Money, currencies, exponent, parse, plain, shown


@pytest.mark.parametrize(("code", "decimals"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("TWD", 2), ("IDR", 2)])
def test_decimals_of_a_currency(code: str, decimals: int) -> None:
    assert exponent(code) == decimals


@pytest.mark.parametrize("code", ["", "cny", "RMB", "CN", "DEM", "XXX", "人民币", "CNYY"])
def test_what_is_no_currency(code: str) -> None:
    with pytest.raises(CurrencyUnknown):
        exponent(code)


@given(some.integers(-(10**15) + 1, 10**15 - 1), some.sampled_from(sorted(currencies())))
def test_written_and_read_again(minor: int, code: str) -> None:
    assert parse(plain(minor, code), code) == minor
    assert shown(minor, code).replace(",", "") == plain(minor, code)
    assert Money(code, minor).decimal * 10 ** exponent(code) == minor


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [("12.3", "CNY", 1230), ("-0.01", "CNY", -1), ("5", "JPY", 5), ("5.000", "JPY", 5), ("1.2500", "CNY", 125)],
)
def test_numbers_that_are_read(text: str, code: str, minor: int) -> None:
    assert parse(text, code) == minor


@pytest.mark.parametrize("text", ["", ".5", "1,000", "1e3", "NaN", "0.001", "+1", "1.", "٣", "1 0", "--1", "9" * 20])
def test_numbers_that_are_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        parse(text, "CNY")


def test_amounts_of_two_currencies_do_not_add_up() -> None:
    assert Money("CNY", 1) + Money("CNY", 2) == Money("CNY", 3) and -Money("CNY", 1) == Money("CNY", -1)
    assert str(Money("CNY", -123456)) == "-1234.56 CNY" and shown(-123456, "CNY") == "-1,234.56"
    with pytest.raises(ValueError, match="do not add up"):
        Money("CNY", 1) + Money("USD", 1)
