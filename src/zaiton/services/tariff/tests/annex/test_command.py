"""The command: JSON as documented, exit codes, and the answer that follows at once."""

import json

import pytest
from click.testing import CliRunner

from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.tests.annex.layouts import annex_rows, as_csv, book, lines_of, saved

pytestmark = pytest.mark.django_db
OPTIONS = ("--kind", "agreement", "--agreement", "CN-CR", "--in-force", "2011-08-01", "--hs", "2012", "--json")


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch):
    """The book looks for new packs at every question."""
    monkeypatch.setattr("zaiton.services.tariff.queries.ratebook.LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture(scope="module")
def lines():
    return lines_of(20, 4)


def run(*arguments):
    result = CliRunner().invoke(tariff, [str(a) for a in arguments])
    return result.exit_code, json.loads(result.stdout) if "--json" in arguments else result.stdout


def best(code, **more):
    return run("best", "--code", code, "--origin", "CR", "--on", "2011-09-01", "--json")[1]


def test_import_answers_and_repeats(tmp_path, lines):
    file = tmp_path / "annex.xlsx"
    file.write_bytes(saved(book(annex_rows(lines))))
    exit_code, report = run("import", file, *OPTIONS, "--dry-run")
    assert (exit_code, report["loaded"], report["dry_run"]) == (0, 20, True)
    exit_code, report = run("import", file, *OPTIONS)
    assert (exit_code, report["loaded"], report["unchanged"], report["errors"]) == (0, 20, 0, [])
    for line in lines:
        rates = {r["agreement"]: r for r in best(line["code"])["rates"]}
        for agreement, printed in (("CN-CR", line["pref"]), ("MFN", line["mfn"])):
            if printed.replace(".", "").isdigit():
                assert rates[agreement]["rate_percent"] == float(printed)
            elif not printed:
                assert rates[agreement]["applies"] is False
    assert run("import", file, *OPTIONS)[1]["unchanged"] == 20


def test_mistakes_exit_one_with_row_and_cell(tmp_path, lines):
    rows = annex_rows(lines)
    at = next(i for i, row in enumerate(rows) if row and row[0] == 17)
    rows[at][3] = "1O"
    file = tmp_path / "annex.csv"
    file.write_bytes(as_csv(rows, "gb18030"))
    exit_code, report = run("import", file, *OPTIONS)
    assert (exit_code, report["loaded"]) == (1, 0)
    (error,) = report["errors"]
    assert (error["sheet"], error["row"], error["cell"]) == ("", at + 1, f"D{at + 1}")
    assert "1O" in error["reason"]
    exit_code, text = run("import", file, *OPTIONS[:-1])
    assert exit_code == 1 and f"D{at + 1}" in text


def test_a_draft_waits(tmp_path, lines):
    file = tmp_path / "annex.xlsx"
    file.write_bytes(saved(book(annex_rows(lines))))
    exit_code, report = run("import", file, *OPTIONS, "--draft")
    assert exit_code == 0 and report["draft"]
    assert best(lines[0]["code"])["best"] is None or best(lines[0]["code"])["best"]["agreement"] != "CN-CR"


def test_columns_and_categories_are_pairs(tmp_path, lines):
    file = tmp_path / "annex.xlsx"
    file.write_bytes(saved(book(annex_rows(lines))))
    result = CliRunner().invoke(tariff, ["import", str(file), *OPTIONS[:-1], "--column", "C"])
    assert result.exit_code == 1
    exit_code, report = run("import", file, *OPTIONS, "--column", "E=ignore", "--column", "D=agreement")
    assert (exit_code, [t["table"] for t in report["tables"]]) == (0, ["cn-cr"])


def test_a_file_that_is_no_table_is_one_mistake_without_a_row(tmp_path):
    file = tmp_path / "annex.xlsx"
    file.write_bytes(b"\xff\x00\x81\xff\xfe")
    exit_code, report = run("import", file, *OPTIONS)
    assert (exit_code, report["loaded"], report["error"]["code"]) == (1, 0, "unreadable_table")
    assert [e["row"] for e in report["errors"]] == [None]


def test_a_file_that_leaves_out_rows_of_the_table_it_replaces_says_so(tmp_path):
    for name, text in (("a.csv", "币种,2024年1月\n美元,7.1\n欧元,7.8\n"), ("b.csv", "币种,2024年1月\n日元,0.05\n")):
        (tmp_path / name).write_text(text)
    options = ("--kind", "fx", "--in-force", "2024-01-01", "--until", "2025-01-01")
    assert run("import", tmp_path / "a.csv", *options, "--json")[1]["tables"][0]["dropped"] == 0
    assert "cn-fx" in run("import", tmp_path / "b.csv", *options, "--dry-run")[1]
    assert run("import", tmp_path / "b.csv", *options, "--json")[1]["tables"][0]["dropped"] == 2
