"""Where the official tables lie beside the checkout: every line of every historic annex equals the pack that was made of it.

The tables are not part of the product, so these tests run only where somebody put them there.
"""

import csv
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.duty_text import duty_code
from zaiton.services.tariff.domain.errand import read_errand
from zaiton.services.tariff.queries.mapping import atlas, map_code, years_on_file
from zaiton.services.tariff.queries.ratebook import compile_book

DATA = Path(__file__).resolve().parents[6] / "shared" / "data" / "tariff" / "cn"
pytestmark = [
    pytest.mark.linked,
    pytest.mark.skipif(not DATA.is_dir(), reason="the official tables are not beside this checkout"),
]
UNITS = {"千克": "kg", "平方米": "m2", "升": "l", "吨": "t"}
ASEAN = ("BN", "ID", "MY", "MM", "PH", "SG", "TH", "VN", "LA", "KH")
ANNEXES = [
    ("cn_chile_2007.csv", "pref_pct", "CN-CL", "CL", date(2007, 6, 1)),
    ("cn_peru_2010.csv", "pref_pct", "CN-PE", "PE", date(2010, 6, 1)),
    ("cn_newzealand_2008.csv", "pref_pct", "CN-NZ", "NZ", date(2008, 11, 1)),
    ("cn_pakistan_2007.csv", "pref_pct", "CN-PK", "PK", date(2007, 8, 1)),
    ("cn_cepa_hk_2007.csv", "pref_pct", "CEPA-HK", "HK", date(2007, 6, 1)),
    ("cn_ldc_2010.csv", "pref_pct", "LDC", "ET", date(2010, 8, 1)),
    ("cn_apta_2006_round3.csv", "pref_pct", "APTA", "KR", date(2006, 10, 1)),
    *(("cn_acfta_2007.csv", origin, "ACFTA", origin, date(2007, 6, 1)) for origin in ASEAN),
    *(("cn_acfta_2009_ph_la_kh.csv", origin, "ACFTA", origin, date(2009, 11, 1)) for origin in ("PH", "LA", "KH")),
]
MFN = [
    ("cn_chile_2007.csv", "CL", date(2007, 6, 1)),
    ("cn_newzealand_2008.csv", "NZ", date(2008, 11, 1)),
    ("cn_acfta_2009_ph_la_kh.csv", "PH", date(2009, 11, 1)),
    ("cn_peru_2010.csv", "PE", date(2010, 6, 1)),
    ("cn_ldc_2010.csv", "ET", date(2010, 8, 1)),
    ("cn_apta_2006_round3.csv", "KR", date(2006, 10, 1)),
]


@pytest.fixture(scope="module")
def book():
    return compile_book()


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def said(cell: str) -> Decimal | str | None:
    """A printed cell: a percentage, a duty by quantity, None for blank, ``…`` for a duty that hangs on the value."""
    text = re.sub(r"\s", "", str(cell))
    if not text:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)元/(.+)", text)
    if match:
        return f"{Decimal(match[1]).normalize():f} CNY/{UNITS[match[2]]}"
    assert "美元" in text or text in "①②③④", text
    return "…"


def given(found) -> Decimal | str | None:
    """What the answer holds, in the same words."""
    if found.undecided is not None:
        return "…"
    if found.duty is None:
        return None
    return percent_of(found.rate) if found.rate is not None else duty_code(found.duty)


def rate_of(book, code, origin, day, agreement):
    rates = answer(book, Question(code, origin, "CN", day)).rates
    return next(r.finding for r in rates if r.agreement == agreement)


@pytest.mark.parametrize(("path", "column", "agreement", "origin", "day"), ANNEXES)
def test_every_line_of_an_annex(book, path, column, agreement, origin, day):
    for row in rows(path):
        found = rate_of(book, row["code8"], origin, day, agreement)
        if row[column] == "[注]" or (path == "cn_acfta_2007.csv" and "[注]" in row.values()):
            assert found.duty is None and found.reason.code in ("line_missing", "schedule_later"), row
        elif row.get("ex"):
            assert [given(c) for _, _, c in found.undecided.candidates] == [said(row[column]), None], row
        else:
            assert given(found) == said(row[column]), row


@pytest.mark.parametrize(("path", "origin", "day"), MFN)
def test_every_mfn_rate_printed_beside_them(book, path, origin, day):
    specific = {f"{int(r['税则号列']):08d}": str(r["2007年最惠国税率"]) for r in load("cn_specific_compound_2007.json")}
    for row in rows(path):
        printed = specific[row["code8"]] if "附表" in row["mfn_pct"] else row["mfn_pct"]
        assert given(rate_of(book, row["code8"], origin, day, "MFN")) == said(printed), row


def load(path: str) -> list[dict]:
    return json.loads((DATA / path).read_text(encoding="utf-8"))


def cell(row: dict, word: str) -> str:
    return next(re.sub(r"\[.*?\]", "", str(v)) for k, v in row.items() if k.strip().startswith(word))


def test_quotas_and_general_rates_of_2007(book):
    day = date(2007, 6, 1)
    for row in load("cn_trq_2007.json"):
        code = f"{int(row['税则号列']):08d}"
        within = rate_of(book, code, "US", day, "TRQ").undecided.candidates
        assert [(when, given(c)) for when, _, c in within] == [
            ("in-quota", said(cell(row, "关税配额税率"))),
            ("out-of-quota", None),
        ]
        assert given(rate_of(book, code, "ZZ", day, "GENERAL")) == said(cell(row, "普通")), row
        assert given(rate_of(book, code, "US", day, "MFN")) == said(cell(row, "最惠国")), row
    for row in load("cn_specific_compound_2007.json"):
        code = f"{int(row['税则号列']):08d}"
        assert given(rate_of(book, code, "ZZ", day, "GENERAL")) == said(row["普通税率"]), row
        assert given(rate_of(book, code, "US", day, "MFN")) == said(row["2007年最惠国税率"]), row


@pytest.mark.parametrize(
    ("code", "origin", "day", "agreement", "candidates"),
    [
        ("85211011", "PE", date(2010, 6, 1), "CN-PE", ["27", "3 + 3936.6 CNY/pc"]),
        ("85258012", "NZ", date(2008, 11, 1), "CN-NZ", ["20", "3 + 6800 CNY/pc"]),
        ("85211020", "KH", date(2009, 11, 1), "ACFTA", ["5", "3 + 324 CNY/pc"]),
        ("85258013", "ZZ", date(2007, 6, 1), "GENERAL", ["130", "6 + 51500 CNY/pc"]),
    ],
)
def test_duties_that_hang_on_the_value(book, code, origin, day, agreement, candidates):
    found = rate_of(book, code, origin, day, agreement).undecided
    assert [duty_code(c.duty) for _, _, c in found.candidates] == candidates


@pytest.mark.parametrize("pair", ["2022_2017", "2022_2012", "2022_2007", "2022_2002", "2017_2012", "2017_2007"])
def test_every_pair_of_a_correlation(pair):
    first, last = (int(edition) for edition in pair.split("_"))
    table = DATA.parent / "hs" / f"hs{first}_hs{last}_correlation.csv"
    printed: dict[str, set[str]] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            printed.setdefault(row[f"hs{first}"], set()).add(row[f"hs{last}"])
    way, via, _ = atlas().way(first, last)
    assert via == ()
    for code, targets in printed.items():
        if code != "999999":
            assert set(way.targets(code)) == targets, code
            mapped = atlas().map(code, first, last)
            assert {target.code for target in mapped.targets} == targets


def test_every_reference_of_the_concordance():
    mapped = years_on_file("CN", date(2026, 1, 1))
    assert {2006, 2007} <= set(mapped)
    named = [row for row in load("cn_concordance_2006_2007.json") if "0301.9919" in str(row["2007年商品名称"])]
    document = map_code("03019919", read_errand(from_year=2006, to_year=2007), today=date(2026, 1, 1))
    wanted = {row["2007年税则号列"].replace(".", "") for row in named}
    assert {code["code"] for code in document["codes"]} == wanted


def test_every_complete_reference_of_the_concordance_is_followed():
    digits = re.compile(r"(?<!\d)(\d{4}\.?\d{4})(?!\d)")
    errand, checked = read_errand(from_year=2006, to_year=2007), 0
    for row in load("cn_concordance_2006_2007.json"):
        line = str(row["2007年税则号列"] or "")
        if not re.fullmatch(r"\d{4}\.\d{4}", line):
            continue
        for group in re.findall(r"[（(]([^（()）]*)[)）]", row["2007年商品名称"] or ""):
            for old in digits.findall(group):
                document = map_code(old, errand, today=date(2026, 1, 1))
                assert line.replace(".", "") in [code["code"] for code in document["codes"]], (old, line)
                assert not document["inferred"]
                checked += 1
    assert checked > 1000
