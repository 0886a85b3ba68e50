"""What siblings get to know of rates: the same figures that the service's own answers have."""

from datetime import date
from fractions import Fraction

import pytest

from zaiton.services.tariff import public
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import SCALE
from zaiton.services.tariff.queries.ratebook import rate_book

DAY = date(2025, 1, 15)
IN_2014 = date(2014, 3, 1)


@pytest.mark.parametrize(
    ("code", "percent"), [("3304990039", 13), ("33049900", 13), ("0409000000", 9), ("04090000", 9), ("9999", 13)]
)
def test_vat_is_that_of_the_table_with_its_source(code: str, percent: int) -> None:
    told = public.vat_of(code, DAY)
    assert told is not None and told.percent == percent
    assert (told.table, told.status, told.since) == ("cn-vat", "unverified", date(2019, 4, 1))
    assert "39" in told.document


def test_a_heading_with_two_rates_names_none_and_a_day_without_a_table_nothing() -> None:
    told = public.vat_of("0402210000", DAY)
    assert told is not None and told.percent is None and told.table == "cn-vat"
    assert public.vat_of("3304990039", date(2010, 1, 1)) is None


def test_duty_is_what_the_service_answers_without_an_agreement() -> None:
    """Over some hundred lines of the tariff of 2014, for an origin of the WTO without an agreement."""
    book = rate_book()
    (schedule, *_) = book.tariff_on("CN", IN_2014)
    kinds = {True: 0, False: 0}
    for code in schedule.codes[::40]:
        told = public.mfn_of(code + "10" if len(code) == 8 else code, IN_2014)
        base = answer(book, Question(code, "US", "CN", IN_2014)).base
        assert told is not None and base is not None and told.table == base.finding.source.table
        scaled = None if base.finding.undecided else base.finding.rate
        assert told.percent == (None if scaled is None else Fraction(scaled, SCALE))
        kinds[told.percent is None] += 1
    assert kinds[False] > 100


def test_duty_that_is_not_one_percentage_names_none() -> None:
    """By the kilogram; or one or the other, by the value of the apparatus."""
    for code in ("02071200", "85211011"):
        told = public.mfn_of(code, date(2009, 3, 1))
        assert told is not None and told.percent is None and told.table.startswith("cn-mfn")


def test_duty_of_a_day_without_a_tariff_is_not_on_file() -> None:
    assert public.mfn_of("33049900", DAY) is None
    assert public.mfn_of("00000000", IN_2014) is None
