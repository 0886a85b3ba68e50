"""The simulated year: the same seed gives the same figures, each assumption sways what it should, assumptions that cannot be are refused."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import pytest
import yaml

from zaiton.services.retail_tax.domain.settlement_refusals import AssumptionsUnfit
from zaiton.services.retail_tax.domain.simulating import BEIJING, _listed, _on_paper, simulated
from zaiton.services.retail_tax.queries.simulation import SHIPPED, simulation


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.fixture
def assumed(settings: Any, tmp_path: Any) -> Any:
    settings.ZAITON_HOME = tmp_path
    return simulation().assumed


def test_the_same_seed_gives_the_same_year_and_another_another(assumed):
    year = simulated(assumed, weekday)
    assert year == simulated(assumed, weekday) != simulated(replace(assumed, seed=2), weekday)
    assert year.all.companies == 41 and len(year.months) == 12
    books = sum(one.books for _, one in year.months)
    assert books == year.all.books == year.paper_books + year.all.paid_books


def test_where_nobody_joins_nothing_is_paid_electronically_and_nothing_saved(assumed):
    year = simulated(replace(assumed, joined_before=Fraction(0), join_each_month=Fraction(0)), weekday)
    assert (year.all.paid_books, year.all.amount_share, year.saved_fen) == (0, 0, 0)
    assert year.all.median is None and year.paper_books == year.all.books


def test_where_everybody_pays_electronically_all_is_paid_so_and_work_is_saved_book_by_book(assumed):
    all_in = replace(assumed, joined_before=Fraction(1), electronic_share=Fraction(1), fee_percent_a_year=Fraction(0))
    year = simulated(all_in, weekday)
    assert year.all.amount_share == year.all.company_share == 1 and year.paper_median is None
    books = assumed.sizes["middle"].books * 12
    minutes = assumed.paper_minutes - assumed.electronic_minutes
    assert year.saved_fen == books * minutes / 60 * assumed.yuan_an_hour * 100


def test_slower_banks_and_lost_answers_take_longer(assumed):
    usual = simulated(assumed, weekday).all
    slow = simulated(replace(assumed, bank_minutes=Fraction(600)), weekday).all
    lost = simulated(replace(assumed, lost_answers=Fraction(1, 2), asked_hours=Fraction(30)), weekday).all
    assert slow.median > usual.median and lost.p90 > usual.p90
    assert lost.within_a_day < usual.within_a_day


def test_paper_takes_whole_working_days_and_the_treasury_lists_at_its_hours():
    friday = datetime.combine(date(2026, 11, 20), time(15, 30), BEIJING)
    assert _on_paper(friday, 2, weekday) == datetime.combine(date(2026, 11, 24), time(15, 30), BEIJING)
    hours = (time(11), time(17))
    assert _listed(friday, hours, weekday) == datetime.combine(date(2026, 11, 20), time(17), BEIJING)
    late = friday + timedelta(hours=2)
    assert _listed(late, hours, weekday) == datetime.combine(date(2026, 11, 23), time(11), BEIJING)


@pytest.mark.parametrize(
    "change",
    [
        {"joined_before": "1.5"},
        {"sizes": {"small": {"share": "0.5", "books": 1, "median_yuan": 1, "spread": 1}}},
        {"treasury_hours": []},
        {"paper_days": ["two"]},
        {"companies": 0},
        {"first": "soon"},
        {"varied": {"luck": [1]}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_assumptions_that_cannot_be_are_refused_by_name(change, settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    said = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | change
    own = tmp_path / "retail_tax" / "simulation" / "year.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(yaml.safe_dump(said), encoding="utf-8")
    with pytest.raises(AssumptionsUnfit):
        simulation()


def test_an_operators_assumptions_take_the_place_of_the_shipped(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    said = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | {"companies": 7, "varied": {"bank_minutes": [1]}}
    own = tmp_path / "retail_tax" / "simulation" / "year.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(yaml.safe_dump(said), encoding="utf-8")
    found = simulation()
    assert found.year.all.companies == 7 and [one.name for one in found.swayed] == ["bank_minutes"]
