"""The whole cost of an import, to the minor unit, and what is said where a part of it is not known."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import scaled_of
from zaiton.services.tariff.domain.landed import ExchangeTable, NoExchangeRate, VatTable, exchanged, landed_cost
from zaiton.services.tariff.tests.factories import make_agreement, make_book, make_source, make_table

DAY = date(2024, 1, 15)
VAT = VatTable(
    make_source("vat"), "CN", scaled_of("13"), {"03": scaled_of("9"), "0302": None, "030359": scaled_of("9")}
)


def answered(code="030359", value=100_000_000, mfn="7", pact="3.3"):
    tables = [make_table("MFN", [{"code": code, "duty": mfn}], origins=("*",))]
    tables += [make_table("PACT", [{"code": code, "duty": pact}])] if pact else []
    book = make_book(*tables, agreements=[make_agreement("PACT", ["KR"])])
    return answer(book, Question(code, "KR", "CN", DAY, value_minor=value))


def test_duty_vat_total_and_saving():
    found = landed_cost(answered(), [VAT])
    # 1,000,000.00: duty 33,000.00; VAT 9 % of 1,033,000.00 = 92,970.00
    assert found.best == ("PACT", 3_300_000, 9_297_000, 112_597_000)
    assert found.base == ("MFN", 7_000_000, 9_630_000, 116_630_000)
    assert found.saving == 4_033_000


def test_the_longest_prefix_wins_and_the_default_holds_for_the_rest():
    assert VAT.find("03035990") == (scaled_of("9"), "030359")
    assert VAT.find("85098090") == (scaled_of("13"), "")


@pytest.mark.parametrize(("tables", "reason"), [([], "vat_missing"), ([VAT], "vat_varies")])
def test_an_unknown_vat_is_said_and_the_saving_is_that_of_duty(tables, reason):
    found = landed_cost(answered(code="030213"), tables)
    assert (found.vat_rate, found.vat_note.code, found.best.vat, found.best.total) == (None, reason, None, None)
    assert found.saving == found.base.duty - found.best.duty


def test_a_table_of_another_day_or_destination_does_not_count():
    later = VatTable(make_source("vat", begins=date(2025, 1, 1)), "CN", 0, {})
    abroad = VatTable(make_source("vat"), "JP", 0, {})
    assert landed_cost(answered(), [later, abroad]).vat_note.code == "vat_missing"


def test_without_a_value_there_are_rates_but_no_costs():
    found = landed_cost(answered(value=None), [VAT])
    assert (found.vat_rate, found.best, found.base, found.saving) == (scaled_of("9"), None, None, None)


@examples(st.integers(0, 10**13), st.integers(0, 10_000), st.sampled_from(["13", "9", "0"]))
def test_vat_is_half_up_of_value_and_duty(value, rate, vat):
    table = VatTable(make_source("vat"), "CN", scaled_of(vat), {})
    cost = landed_cost(answered(value=value, mfn=str(Decimal(rate) / 100), pact=""), [table]).best
    duty = (Decimal(value) * rate / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
    tax = ((value + duty) * Decimal(vat) / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert (cost.duty, cost.vat, cost.total) == (duty, tax, value + duty + tax)


FX = ExchangeTable(
    make_source("fx", begins=date(2024, 1, 1), ends=date(2025, 1, 1)), "CNY", {("USD", "2024-01"): Decimal("7.1039")}
)


def test_a_value_is_turned_at_the_rate_of_the_month():
    found = exchanged(Decimal("1234.56"), "USD", "CNY", DAY, [FX])
    assert (found.minor, found.month) == (877019, "2024-01")  # 8770.190784


@pytest.mark.parametrize(("currency", "day"), [("EUR", DAY), ("USD", date(2024, 2, 1)), ("USD", date(2025, 1, 15))])
def test_without_the_month_nothing_is_guessed(currency, day):
    with pytest.raises(NoExchangeRate):
        exchanged(Decimal(1), currency, "CNY", day, [FX])
