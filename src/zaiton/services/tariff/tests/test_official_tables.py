"""Where the official tables lie beside the checkout: every line of them, not a sample, against the answer.

The tables are not part of the product, so these tests run only where somebody put them there.
"""

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.queries.ratebook import compile_book

DATA = Path(__file__).resolve().parents[6] / "shared" / "data" / "tariff"
pytestmark = [
    pytest.mark.linked,
    pytest.mark.skipif(not DATA.is_dir(), reason="the official tables are not beside this checkout"),
]
DISAGREE = {"12129400", "27102000", "28530030"}


@pytest.fixture(scope="module")
def book():
    return compile_book()


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rates(given):
    return {
        r.agreement: (None if r.finding.rate is None else percent_of(r.finding.rate), r.applies) for r in given.rates
    }


@pytest.mark.parametrize(
    ("path", "origin", "agreement"),
    [("cn/cn_switzerland_2014.csv", "CH", "CN-CH"), ("cn/cn_iceland_2014.csv", "IS", "CN-IS")],
)
def test_all_lines_of_2014(book, path, origin, agreement):
    for row in rows(path):
        found = rates(answer(book, Question(row["code8"], origin, "CN", date(2014, 8, 1))))
        assert found[agreement][0] == (Decimal(row["pref_pct"]) if row["pref_pct"] else None), row
        if row["code8"] not in DISAGREE:
            assert found["MFN"][0] == Decimal(row["mfn_pct"]), row


def test_all_unconditional_lines_of_japan(book):
    checked = 0
    table = rows("jp/japan_tariff_2026_rcep.csv")
    printed = Counter(row["hs6"] + row["stat3"] for row in table)
    for row in table:
        code = row["hs6"] + row["stat3"]
        if printed[code] > 1:
            continue  # the same line twice, for two seasons
        cells = {name: _plain(row[name]) for name in ("general", "temporary", "wto", "rcep_china")}
        if len(code) != 9 or any(row[name] and cells[name] is None for name in cells):
            continue
        found = rates(answer(book, Question(code, "CN", "JP", date(2026, 6, 1))))
        if cells["rcep_china"]:
            assert found["RCEP"] == cells["rcep_china"], row
        else:
            assert found["RCEP"] == (None, False), row
        if cells["wto"]:
            assert found["WTO"] == cells["wto"], row
        own = cells["temporary"] or cells["general"]
        if own and cells["wto"]:
            assert found["MFN"][0] == min(own[0], cells["wto"][0]), row
            checked += 1
    assert checked > 5000


def _plain(cell: str) -> tuple[Decimal, bool] | None:
    """A cell that is one percentage or free: the rate, and whether it stands without brackets."""
    text = cell.strip().replace("（", "(").replace("）", ")").replace("％", "%")
    bare = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    if bare in ("無税", "免税"):
        return Decimal(0), bare == text
    match = re.fullmatch(r"(\d+(?:\.\d+)?)%", bare)
    return (Decimal(match[1]), bare == text) if match else None
