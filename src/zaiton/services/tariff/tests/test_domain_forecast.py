"""The forecast: crossings of all days on file, steps and year ends with their worth, how far the tables reach, gaps."""

from datetime import date

import pytest

from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.forecast import PeriodReversed, forecast
from zaiton.services.tariff.domain.forecast_document import forecast_document
from zaiton.services.tariff.tests.factories import make_agreement, make_book, make_table
from zaiton.services.tariff.tests.test_domain_timeline import QUESTION, fish_book

RICH = QUESTION._replace(value_minor=100_000_000)
"""One million yuan of fish."""


def document(given, currency="CNY"):
    return forecast_document(given, Voice(str, True), currency)


def test_the_reports_fish_crosses_once_and_each_step_is_worth_what_two_answers_say():
    book = fish_book()
    given = forecast(book, RICH)
    assert [(c.day, c.before, c.after, c.coverage) for c in given.crossings] == [
        (date(2024, 1, 1), "APTA", "CN-KR", "full")
    ]
    told = {step.day: step for step in given.steps}
    assert told[date(2024, 1, 1)].saving_minor == 200_000 and told[date(2024, 1, 1)].advice == "wait"
    assert told[date(2023, 1, 1)].advice == "same"
    for day, step in told.items():
        before, after = (answer(book, RICH._replace(day=d)).best for d in (date.fromordinal(day.toordinal() - 1), day))
        assert (step.before.agreement, step.after.agreement) == (before.agreement, after.agreement)
        assert step.saving_minor == before.amount - after.amount


def test_the_document_has_the_fields_that_were_promised():
    made = document(forecast(fish_book(), RICH, date(2023, 6, 1), date(2025, 3, 1)))
    assert made["from"] == date(2023, 6, 1) and made["coverage"] == "full"
    assert [(s["from"], s["to"]) for s in made["stretches"]] == [
        (date(2023, 6, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 3, 1)),
    ]
    (crossing,) = made["crossings"]
    assert {k: crossing[k] for k in ("on", "from", "to")} == {"on": date(2024, 1, 1), "from": "APTA", "to": "CN-KR"}
    assert (float(crossing["from_rate"]), float(crossing["to_rate"])) == (3.5, 3.3)
    assert [s["on"].year for s in made["year_ends"]] == [2024, 2025]
    assert made["year_ends"][0]["saving_of_waiting"]["amount"] == 2000
    assert made["year_ends"][0]["text"] == (
        "Importing on or after 2024-01-01 instead of 2023-12-31 saves 2,000.00 CNY."
    )
    assert made["final"]["best"] == "CN-KR" and float(made["final"]["rate_percent"]) == 2.7
    assert {e["agreement"]: e["on"] for e in made["ends"]} == {
        "APTA": None,
        "CN-KR": date(2030, 1, 1),
        "MFN": date(2027, 1, 1),
        "RCEP": date(2037, 1, 1),
    }
    assert made["sources"] and made["gaps"] == []


def test_without_a_value_the_advice_stands_without_money():
    made = document(forecast(fish_book(), QUESTION))
    step = next(s for s in made["year_ends"] if s["on"] == date(2024, 1, 1))
    assert (step["saving_of_waiting"], step["advice"]) == (None, "wait")
    assert step["text"] == "From 2024-01-01 the best rate is 3.3%; on 2023-12-31 it is still 3.5%: waiting pays."


def test_hurrying_pays_where_an_agreement_ends_and_a_mere_end_of_a_table_gives_no_advice():
    mfn = make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",))
    table = make_table("A", [{"code": "030359", "duty": "3"}])
    ended = make_agreement("A", ["KR"], ends=date(2021, 6, 1))
    asked = RICH._replace(day=date(2020, 1, 1))
    step = next(
        s for s in forecast(make_book(mfn, table, agreements=[ended]), asked).steps if s.day == date(2021, 6, 1)
    )
    assert (step.advice, step.saving_minor) == ("hurry", -6_000_000)
    cut = make_table("A", [{"code": "030359", "duty": "3"}], ends=date(2021, 6, 1))
    steps = forecast(make_book(mfn, cut, agreements=[make_agreement("A", ["KR"])]), asked).steps
    assert date(2021, 6, 1) not in {s.day for s in steps}


def test_year_ends_without_any_change_are_listed_as_the_same():
    book = make_book(make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",), ends=date(2023, 1, 1)))
    steps = forecast(book, RICH).steps
    assert [(s.day.year, s.advice, s.saving_minor) for s in steps] == [(2021, "same", 0), (2022, "same", 0)]


def test_a_gap_is_told_and_bridged_by_nothing():
    rows = [{"code": "030359", "duty": "9"}]
    book = make_book(
        make_table("MFN", rows, origins=("*",), ends=date(2021, 1, 1)),
        make_table("MFN", [{"code": "030359", "duty": "5"}], origins=("*",), table="b", begins=date(2022, 1, 1)),
    )
    given = forecast(book, RICH)
    assert given.crossings == () and given.steps == ()
    assert document(given)["gaps"] == [{"from": date(2021, 1, 1), "to": date(2021, 12, 31)}]


def test_duties_that_cannot_be_compared_without_a_fact_are_not_advised_on():
    rows = [{"code": "030359", "2020": "9", "2021": "3 CNY/kg"}]
    book = make_book(make_table("MFN", rows, origins=("*",)))
    (step,) = [s for s in forecast(book, RICH).steps if s.day == date(2021, 1, 1)]
    assert (step.advice, step.saving_minor) == (None, None)
    assert "depends on the value or the quantity" in document(forecast(book, RICH))["year_ends"][0]["text"]


def test_nothing_on_file_is_none_and_a_period_the_wrong_way_round_is_refused():
    given = forecast(make_book(), RICH)
    assert (given.coverage, given.stretches, document(given)["final"]) == ("none", (), None)
    with pytest.raises(PeriodReversed):
        forecast(fish_book(), RICH, date(2024, 1, 2), date(2024, 1, 1))
    assert forecast(fish_book(), RICH, date(2024, 1, 1), date(2024, 1, 1)).crossings[0].day == date(2024, 1, 1)


def test_another_staging_gives_its_own_crossings():
    code = "84713000"
    tables = [
        make_table("MFN", [{"code": code, "duty": "6"}], origins=("*",)),
        make_table("X", [{"code": code, "base": "12", "staging": "8"}]),
        make_table("Y", [{"code": code, "base": "12", "staging": "4"}], begins=date(2022, 1, 1)),
    ]
    book = make_book(
        *tables, agreements=[make_agreement("X", ["BR"]), make_agreement("Y", ["BR"], begins=date(2022, 1, 1))]
    )
    given = forecast(book, Question(code, "BR", "CN", date(2020, 1, 1)))
    # X: 10.5 9 7.5 6 4.5 3 1.5 0 from 2020; Y: 9 6 3 0 from 2022; MFN 6 throughout
    assert [(c.day.year, c.before, c.after) for c in given.crossings] == [(2024, "MFN", "Y")]
