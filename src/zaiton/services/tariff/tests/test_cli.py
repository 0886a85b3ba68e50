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


@pytest.mark.django_db
def test_a_pack_of_the_operators_own_is_asked_at_once_and_a_broken_one_is_named(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("zaiton.services.tariff.queries.ratebook.LOOK_AGAIN_SECONDS", 0.0)
    settings.ZAITON_HOME = tmp_path
    folder = tmp_path / "packs" / "cn-br" / "2020-06-01"
    folder.mkdir(parents=True)
    (folder / "SOURCE.toml").write_text(OWN_PACK, encoding="utf-8")
    (folder / "rows.csv").write_text("code,base,staging\n03035990,12,8\n84713010,12,5\n", encoding="utf-8")
    question = ("--code", "84713010", "--origin", "BR", "--on", "2022-03-01")
    exit_code, answer = best(*question)
    assert (exit_code, answer["best"]["agreement"], answer["best"]["rate_percent"]) == (0, "CN-BR", 4.8)
    assert best("--code", "84713010", "--origin", "BR", "--on", "2028-01-01")[0] == 3
    (folder / "SOURCE.toml").write_text(OWN_PACK.replace("decimals = 1", "decimals = 99"), encoding="utf-8")
    broken = run("best", *question)
    assert broken.exit_code == 3
    assert "cn-br" in broken.stderr


OWN_PACK = """
service = "tariff"
kind = "schedule"
table = "cn-br"
title = { zh = "演示", en = "Demo" }
issuer = { zh = "演示", en = "Demo" }
document = "demo"
published = "unknown"
vintage = "2020"
in_force_from = 2020-06-01
hs_edition = 2017
status = "synthetic"
retrieved = 2026-11-22
licence = "own"

[agreement]
name = { zh = "演示协定", en = "Demo agreement" }
type = "fta"
proof = { zh = "原产地证书", en = "Certificate of origin" }

[schedule]
agreement = "CN-BR"
destination = "CN"
origins = ["BR"]
currency = "CNY"
rounding = { decimals = 1, mode = "half-up" }
"""
