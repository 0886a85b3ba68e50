"""Equal cuts found again in printed rates; conditional cells are never counted; the control is repeatable."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from zaiton.base.text import Bilingual
from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.domain.rederiving import rederive, year_index_on
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.domain.tables import Question, ScheduleTable, Source
from zaiton.services.tariff.queries.rederiving import rederived

TEXT = Bilingual("表", "table")
DAY = date(2026, 6, 1)


def schedule(agreement: str, rows: list[tuple[str, str, str]]) -> Schedule:
    source = Source(agreement, TEXT, TEXT, "1", "", "synthetic", date(2022, 1, 1), None, "0" * 64)
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("code", "duty", "when"))}
    questions = {"a": Question(TEXT, {"a": TEXT, "b": TEXT}), "b": Question(TEXT, {"a": TEXT, "b": TEXT})}
    return Schedule(ScheduleTable(source, agreement, "JP", "JPY", columns, questions=questions))


def test_only_plain_lines_are_counted_and_the_others_numbered():
    base = schedule("WTO", [(f"0101{n:02d}", "10", "") for n in range(6)] + [("020100", "5 JPY/kg", "")])
    rates = schedule(
        "RCEP",
        [
            ("010100", "4.5", ""),  # 10 × 5/11
            ("010101", "6.3", ""),  # 10 × 10/16 = 6.25
            ("010102", "6.2", ""),
            ("010103", "4.5", "a"),
            ("010103", "6.3", "b"),
            ("010104", "0", ""),
            ("010105", "3 JPY/kg", ""),
            ("020100", "4", ""),
            ("030100", "4", ""),
        ],
    )
    found = rederive([rates], [base], year_index=6, cuts=(11, 16, 21), rounds=3)
    assert (found.counted, found.exact) == (3, 2)
    assert {fit.cuts: fit.assigned for fit in found.fits} == {11: 1, 16: 1, 21: 0}
    assert found.left_out == {"base_not_ad_valorem": 1, "conditional": 1, "free": 1, "no_base": 1, "not_ad_valorem": 1}
    assert found == rederive([rates], [base], year_index=6, cuts=(11, 16, 21), rounds=3)


def test_the_staging_year_of_japan():
    assert [year_index_on(date(2022, 1, 1), (4, 1), day) for day in (date(2022, 3, 31), date(2022, 4, 1), DAY)] == [
        1,
        2,
        6,
    ]


def test_the_shipped_schedule_of_japan_against_chance():
    told = rederived("RCEP", "JP", "CN", day=DAY, cuts=(11, 16, 21))
    assert (told["base"], told["year_index"], told["counted"], told["exact"]) == ("WTO", 6, 2403, 2349)
    assert {row["cuts"]: row["assigned"] for row in told["cuts"]} == {11: 1451, 16: 868, 21: 30}
    assert told["control"]["exact_most"] < told["exact"] // 10
    assert {row["reason"]: row["lines"] for row in told["left_out"]}["conditional"] == 113
    assert told["lines"] == told["counted"] + sum(row["lines"] for row in told["left_out"])
    assert isinstance(told["control"]["exact_mean"], Decimal)


@pytest.mark.django_db
def test_the_command():
    given = ["rederive", "--agreement", "RCEP", "--destination", "JP", "--origin", "CN", "--on", "2026-06-01"]
    run = CliRunner().invoke(tariff, [*given, "--json"])
    assert run.exit_code == 0 and json.loads(run.output)["base_in_brackets"] == 206
    assert CliRunner().invoke(tariff, given).exit_code == 0
    assert CliRunner().invoke(tariff, [*given, "--cuts", "0"]).exit_code != 0
