"""The golden cases, in the words of the rules, on the engine alone."""

from datetime import date
from pathlib import Path

import pytest

from zaiton.kit.testing.golden import GoldenCase, golden_cases
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.tests.factories import make_agreement, make_book, make_table

CASES = golden_cases(Path(__file__).parents[1] / "golden")


def table_of(given: dict, row: dict):
    """One schedule of a case."""
    more = {
        name: tuple(row[name]) if name == "year_start" else row[name]
        for name in ("staging_from", "year_start")
        if name in row
    }
    origins = ("*",) if row["agreement"] == "MFN" else tuple(given["partners"][row["agreement"]])
    return make_table(
        row["agreement"],
        row["rows"],
        begins=row["from"],
        categories=row.get("staging"),
        origins=origins,
        destination=given.get("destination", "CN"),
        currency=given.get("currency", "CNY"),
        **more,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.article} {case.given['question']['day']}")
def test_golden(case: GoldenCase):
    given = case.given
    destination = given.get("destination", "CN")
    agreements = [
        make_agreement(name, origins, destination=destination, begins=date(2000, 1, 1))
        for name, origins in given["partners"].items()
    ]
    book = make_book(*(table_of(given, row) for row in given["tables"]), agreements=agreements)
    asked = given["question"]
    found = answer(book, Question(asked["code"], asked["origin"], destination, asked["day"]))
    rates = {r.agreement: None if r.finding.rate is None else str(percent_of(r.finding.rate)) for r in found.rates}
    assert (found.best.agreement, rates, found.coverage) == (
        case.expect["best"],
        case.expect["rates"],
        case.expect["coverage"],
    )


def test_there_are_cases():
    assert len(CASES) >= 7
