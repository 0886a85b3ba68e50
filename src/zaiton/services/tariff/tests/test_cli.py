"""The command: figures, exit codes, and both languages."""

import csv
import json

import pytest
from click.testing import CliRunner

from zaiton.services.tariff.cli import tariff


def run(*arguments):
    return CliRunner().invoke(tariff, arguments)


def best(*arguments):
    result = run("best", "--json", *arguments)
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "agreement", "rate"), [("2023-06-01", "APTA", 3.5), ("2024-01-15", "CN-KR", 3.3)])
def test_the_reports_case(on, agreement, rate):
    code = json.loads(run("search", "冻马鲛鱼", "--json").stdout)["results"][0]["code"]
    exit_code, answer = best("--code", code, "--origin", "KR", "--on", on)
    assert (exit_code, answer["best"]["agreement"], answer["best"]["rate_percent"]) == (0, agreement, rate)
    assert answer["coverage"] == "full"
    assert answer["sources"]


@pytest.mark.django_db
def test_not_covered_exits_three_and_partial_exits_zero():
    exit_code, answer = best("--code", "04069000", "--origin", "CH", "--on", "2025-08-01")
    assert (exit_code, answer["coverage"]) == (3, "none")
    exit_code, answer = best("--code", "84713000", "--origin", "HK", "--on", "2025-08-01")
    assert (exit_code, answer["coverage"], answer["best"]["agreement"]) == (0, "partial", "CEPA-HK")
    assert run("search", "没有这种货").exit_code == 3


@pytest.mark.django_db
def test_a_missing_option_is_a_usage_error():
    assert run("best", "--code", "030359").exit_code == 2


@pytest.mark.django_db
def test_text_for_people():
    text = run("best", "--code", "030359", "--origin", "KR", "--on", "2024-01-15", "--value", "1,000,000").stdout
    assert "3.3%" in text and "37,000.00 CNY" in text
    years = run("years", "--code", "030359", "--origin", "KR").stdout
    assert "2024-01-01" in years


@pytest.mark.django_db
def test_a_days_rates_as_a_file(tmp_path):
    out = tmp_path / "rates.csv"
    assert run("export", "--out", str(out), "--on", "2014-08-01", "--destination", "CN").exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = {(r["agreement"], r["code"]): r["rate_percent"] for r in csv.DictReader(file)}
    assert rows["CN-CH", "04069000"] == "9.84"
    assert rows["MFN", "04069000"] == "12"
    parquet = tmp_path / "rates.parquet"
    assert run("export", "--out", str(parquet), "--on", "2014-08-01").exit_code == 0
    assert parquet.stat().st_size > 10_000
