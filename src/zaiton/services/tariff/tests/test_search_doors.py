"""Search through its doors: why each good was found, guesses marked and never taken, names of imported tables, own synonyms."""

import json

import pytest
from click.testing import CliRunner

from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.tests.test_cli import OWN_PACK

SYNONYMS = """
service = "tariff"
kind = "synonyms"
table = "own-words"
title = { zh = "演示", en = "Demo" }
issuer = { zh = "演示", en = "Demo" }
document = "demo"
in_force_from = 2020-06-01
status = "synthetic"
"""

pytestmark = pytest.mark.django_db


def search(*words) -> list[dict]:
    result = CliRunner().invoke(tariff, ("search", *words, "--json"))
    assert result.exit_code in (0, 3), result.output
    return json.loads(result.stdout)["results"]


@pytest.fixture
def own_packs(settings, tmp_path, monkeypatch):
    """An operator's table whose lines have names, and synonyms of his own."""
    monkeypatch.setattr("zaiton.services.tariff.queries.ratebook.LOOK_AGAIN_SECONDS", 0.0)
    settings.ZAITON_HOME = tmp_path
    for name, source, rows in (
        ("cn-br", OWN_PACK, "code,duty,name_zh,name_en\n84713010,5,平板式演示机,Tablet demonstration machines\n"),
        ("own-words", SYNONYMS, "words\n演示机 样机 showpiece demonstration_machine\n"),
    ):
        folder = tmp_path / "packs" / name / "2020-06-01"
        folder.mkdir(parents=True)
        (folder / "SOURCE.toml").write_text(source, encoding="utf-8")
        (folder / "rows.csv").write_text(rows, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "match"),
    [
        ("0303.59", "030359", "code"),
        ("冻马鲛鱼", "030359", "name"),
        ("洋芋", "0701", "synonym"),
        ("cellphone", "851713", "synonym"),
        ("冻马交鱼", "030359", "similar"),
        ("pottoes", "110813", "similar"),
    ],
)
def test_every_result_says_why_it_was_found(words, code, match, client):
    assert (code, match) in [(r["code"], r["match"]) for r in search(words)]
    served = client.get("/api/tariff/search", {"q": words}).json()["results"]
    assert (code, match) in [(r["code"], r["match"]) for r in served]


def test_names_of_an_imported_table_and_synonyms_of_the_operators_own(own_packs):
    for words, match in (
        ("平板式演示机", "name"),
        ("tablet demonstration", "name"),
        ("样机", "synonym"),
        ("showpieces", "synonym"),
        ("平版式演示机", "similar"),
        ("demonstartion", "similar"),
    ):
        assert ("84713010", match) in [(r["code"], r["match"]) for r in search(words)], words


def test_a_guess_is_offered_and_not_taken(client):
    page = client.get("/en/tariff/", {"q": "冻马交鱼", "origin": "KR"}).content.decode()
    assert "Which good do you mean?" in page and "similar" in page and 'id="verdict"' not in page
    listed = client.get("/en/tariff/suggest/", {"q": "冻马交鱼"}).content.decode()
    assert 'data-value="030359"' in listed and "similar" in listed


def test_the_terminal_marks_guesses():
    result = CliRunner().invoke(tariff, ("search", "冻马交鱼"))
    assert "030359" in result.output and ("相近" in result.output or "similar" in result.output)
