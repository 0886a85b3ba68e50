"""The shipped packs answer as the documents they came from print: the report's case, and lines drawn at random.

What an answer says is compared with the rows of the pack by a reader of its own, which shares no code with the engine.
"""

import csv
import random
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import zaiton.services.tariff
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.timeline import changes, timeline
from zaiton.services.tariff.queries.ratebook import compile_book

TABLES = Path(zaiton.services.tariff.__file__).parent / "data" / "tables"
SUMMER_2014, SUMMER_2026 = date(2014, 8, 1), date(2026, 6, 1)


@pytest.fixture(scope="module")
def book():
    return compile_book()


def rows_of(table: str) -> dict[str, list[dict[str, str]]]:
    """The rows of the latest version of a table, by code."""
    folder = max((TABLES / table).iterdir())
    rows: dict[str, list[dict[str, str]]] = {}
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["code"], []).append(row)
    return rows


def rates(given) -> dict[str, Decimal | None]:
    return {r.agreement: None if r.finding.rate is None else percent_of(r.finding.rate) for r in given.rates}


def test_the_reports_own_case(book):
    expected = {
        2023: ("APTA", {"APTA": "3.5", "CN-KR": "4", "RCEP": "8.7", "MFN": "7"}),
        2024: ("CN-KR", {"APTA": "3.5", "CN-KR": "3.3", "RCEP": "8", "MFN": "7"}),
    }
    for year, (best, figures) in expected.items():
        given = answer(book, Question("030359", "KR", "CN", date(year, 1, 15)))
        assert given.best.agreement == best
        assert {name: str(rate) for name, rate in rates(given).items()} == figures
    found = changes(timeline(book, Question("030359", "KR", "CN", date(2024, 1, 15))))
    assert [(c.day, c.before, c.after) for c in found] == [(date(2024, 1, 1), "APTA", "CN-KR")]


def test_the_status_of_every_figure_of_the_case_is_said(book):
    given = answer(book, Question("030359", "KR", "CN", date(2024, 1, 15)))
    assert {r.agreement: r.finding.status for r in given.rates} == {
        "MFN": "unverified",
        "APTA": "sample",
        "CN-KR": "sample",
        "RCEP": "sample",
    }


@pytest.mark.parametrize(("origin", "agreement", "table"), [("CH", "CN-CH", "cn-ch"), ("IS", "CN-IS", "cn-is")])
def test_random_lines_of_2014(book, origin, agreement, table):
    mfn, preferential, quotas = rows_of("cn-mfn"), rows_of(table), rows_of("cn-trq")
    assert len(mfn) == len(preferential) == 8277
    for code in random.Random(2014).sample(sorted(mfn), 400):
        given = answer(book, Question(code, origin, "CN", SUMMER_2014))
        printed = preferential[code][0]["duty"]
        assert rates(given)["MFN"] == Decimal(mfn[code][0]["duty"])
        assert rates(given)[agreement] == (Decimal(printed) if printed else None)
        assert given.coverage == ("partial" if code in quotas else "full"), (
            "the in-quota rates of that year are missing"
        )
        assert percent_of(given.best.finding.rate) == min(v for v in rates(given).values() if v is not None)
        after = answer(book, Question(code, origin, "CN", date(2025, 8, 1)))
        assert (after.coverage, after.best) == ("none", None)


def test_swiss_cheese(book):
    given = answer(book, Question("04069000", "CH", "CN", SUMMER_2014))
    assert str(percent_of(given.best.finding.rate)) == "9.84"


@pytest.mark.parametrize(
    ("code", "swiss", "icelandic"), [("12129400", "30", "20"), ("27102000", "5", "6"), ("28530030", "5.5", "6.5")]
)
def test_the_three_lines_on_which_two_announcements_disagree(book, code, swiss, icelandic):
    for origin in ("CH", "IS"):
        given = answer(book, Question(code, origin, "CN", SUMMER_2014))
        assert str(percent_of(given.mfn.finding.rate)) == swiss
        assert [str(percent_of(f.rate)) for f in given.mfn.conflicts] == [icelandic]


def test_random_unconditional_lines_of_japan(book):
    tables = {name: rows_of(f"jp-{name}") for name in ("general", "temporary", "wto", "rcep-cn")}
    plain = [
        code
        for code in tables["general"]
        if len(code) == 9
        and all(_is_plain(tables[name].get(code, [])) for name in tables)
        and code in tables["rcep-cn"]
    ]
    assert len(plain) > 5000
    for code in random.Random(2026).sample(plain, 800):
        given = answer(book, Question(code, "CN", "JP", SUMMER_2026))
        cells = {name: _cell(rows.get(code, [])) for name, rows in tables.items()}
        applies = {r.agreement: r.applies for r in given.rates}
        assert rates(given)["RCEP"] == cells["rcep-cn"]
        if cells["wto"] is not None:
            assert rates(given)["WTO"] == cells["wto"]
            assert applies["WTO"] is (tables["wto"][code][0]["applies"] != "no")
        own = cells["temporary"] if cells["temporary"] is not None else cells["general"]
        assert rates(given)["MFN"] == min(v for v in (own, cells["wto"]) if v is not None)
        assert not {"GSP", "LDC"} & set(rates(given))


def test_a_japanese_line_without_suffix_is_reached_by_six_digits(book):
    given = answer(book, Question("293219", "CN", "JP", SUMMER_2026))
    assert (given.code, given.coverage) == ("293219000", "full")
    below = answer(book, Question("293321", "CN", "JP", SUMMER_2026))
    assert below.lines == ("293321100", "293321900")
    assert (rates(below)["RCEP"], rates(below)["GENERAL"]) == (Decimal(0), Decimal("4.6"))


def test_a_seasonal_line_returns_its_candidates_and_the_question(book):
    question = Question("080310100", "CN", "JP", SUMMER_2026)
    wto = next(r for r in answer(book, question).rates if r.agreement == "WTO")
    assert [str(percent_of(f.rate)) for _, _, f in wto.finding.undecided.candidates] == ["20", "25"]
    decided = answer(book, question._replace(facts=frozenset({"apr-sep"})))
    assert rates(decided)["MFN"] == Decimal(20)


def test_hong_kong_is_free_while_mfn_is_named_as_missing(book):
    given = answer(book, Question("84713000", "HK", "CN", date(2025, 8, 1)))
    assert (given.coverage, given.best.agreement, given.best.finding.rate) == ("partial", "CEPA-HK", 0)
    assert [name for name, _ in given.missing] == ["MFN"]


def test_tariff_quota_goods_of_the_least_developed_are_free_within_the_quota_only(book):
    question = Question("100111", "BD", "CN", date(2025, 8, 1))
    open_ = next(r for r in answer(book, question).rates if r.agreement == "LDC")
    assert open_.applies is None
    inside = next(
        r for r in answer(book, question._replace(facts=frozenset({"in-quota"}))).rates if r.agreement == "LDC"
    )
    outside = next(
        r for r in answer(book, question._replace(facts=frozenset({"out-of-quota"}))).rates if r.agreement == "LDC"
    )
    assert (inside.finding.rate, inside.applies) == (0, True)
    assert outside.applies is False


def test_every_shipped_figure_names_its_source():
    for source in TABLES.glob("*/*/SOURCE.toml"):
        meta = tomllib.loads(source.read_text(encoding="utf-8"))
        assert meta["issuer"]["zh"] and meta["issuer"]["en"] and meta["licence"] and meta["sha256"], source.parent


def _is_plain(rows: list[dict[str, str]]) -> bool:
    return not rows or (len(rows) == 1 and not rows[0].get("when") and _number(rows[0]["duty"]) is not None)


def _cell(rows: list[dict[str, str]]) -> Decimal | None:
    return _number(rows[0]["duty"]) if rows else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None
