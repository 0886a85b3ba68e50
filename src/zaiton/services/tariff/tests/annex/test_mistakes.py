"""A table with mistakes loads nothing and names every one of them by its row, and no other row."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.services.tariff.domain.annex.settings import read_settings
from zaiton.services.tariff.queries.import_reading import read_import
from zaiton.services.tariff.tests.annex.layouts import annex_rows, as_csv, book, dotted, lines_of, saved

TODAY = date(2026, 11, 22)
SETTINGS = read_settings({"kind": "agreement", "agreement": "CN-CR", "in_force": "2011-08-01", "hs": 2012})
CODE, MFN, PREF = 1, 3, 4

CORRUPTIONS = {
    "letter O in the code": (CODE, lambda c: c[:5] + "O" + c[6:]),
    "letter after the code": (CODE, lambda c: c + "A"),
    "a digit missing": (CODE, lambda c: c[:-1]),
    "two digits missing": (CODE, lambda c: c[:-2]),
    "a digit too many": (CODE, lambda c: c + "7"),
    "no code": (CODE, lambda c: None),
    "words for a code": (CODE, lambda c: "待定"),
    "code in scientific notation": (CODE, lambda c: "8.47E+07"),
    "chapter that does not exist": (CODE, lambda c: "77" + c[2:]),
    "subheading that does not exist": (CODE, lambda c: "9999.9900"),
    "chapter zero": (CODE, lambda c: "00" + c[2:]),
    "negative": (PREF, lambda c: -5),
    "negative as text": (MFN, lambda c: "－5％"),
    "words for a rate": (PREF, lambda c: "abc"),
    "Chinese words for a rate": (MFN, lambda c: "待定"),
    "letter O in the rate": (PREF, lambda c: "1O"),
    "two points": (MFN, lambda c: "12..5"),
    "three parts": (MFN, lambda c: "1.2.5"),
    "two dashes": (PREF, lambda c: "--"),
    "not available": (PREF, lambda c: "#N/A"),
    "broken reference": (MFN, lambda c: "#REF!"),
    "division by zero": (MFN, lambda c: "#DIV/0!"),
    "question mark": (PREF, lambda c: "8?"),
    "a per cent sign alone": (PREF, lambda c: "%"),
    "no such unit": (PREF, lambda c: "1.3元/光年"),
    "no unit": (MFN, lambda c: "1.3元"),
    "other currency": (MFN, lambda c: "1.3美元/千克"),
    "much too high": (MFN, lambda c: 1e9),
    "four digits": (PREF, lambda c: 9999),
    "a day": (PREF, lambda c: date(2011, 8, 1)),
    "a truth": (MFN, lambda c: True),
    "a decimal comma": (PREF, lambda c: "5,5"),
    "two figures": (PREF, lambda c: "5 8"),
    "a range": (PREF, lambda c: "5-8"),
    "not a number": (MFN, lambda c: "nan"),
    "an alternative without its end": (PREF, lambda c: "10%或3元/千克"),
}


@pytest.fixture(scope="module")
def rows():
    return annex_rows(lines_of(260, 2))


def places(rows):
    """The rows of lines, counted from 0."""
    return [i for i, row in enumerate(rows) if len(row) == 5 and isinstance(row[0], int)]


def corrupted(rows, changes):
    """A copy of the rows with some cells changed."""
    copy = [list(row) for row in rows]
    for row, (column, change) in changes.items():
        copy[row][column] = change(copy[row][column])
    return copy


def found(content, name="annex.xlsx"):
    reading = read_import(content, name, SETTINGS, today=TODAY)
    return sorted(fault.row for fault in reading.errors)


def test_the_good_annex_has_no_mistakes(rows):
    assert found(saved(book(rows))) == found(as_csv(rows), "a.csv") == []


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_each_corruption_alone_is_named_by_its_row(rows, name):
    row = places(rows)[123]
    damaged = corrupted(rows, {row: CORRUPTIONS[name]})
    assert found(saved(book(damaged))) == [row + 1]
    assert found(as_csv(damaged), "a.csv") == [row + 1]


def test_formulas_without_values_are_mistakes_where_a_rate_should_be(rows):
    row = places(rows)[7]
    assert found(saved(book(corrupted(rows, {row: (MFN, lambda c: "=1+1")})))) == [row + 1]


def test_both_rates_blank_and_a_code_that_stands_twice(rows):
    at = places(rows)
    copy = [list(row) for row in rows]
    copy[at[10]][MFN] = copy[at[10]][PREF] = None
    copy[at[200]][CODE] = copy[at[20]][CODE]
    copy[at[30]][PREF] = None
    assert found(saved(book(copy))) == [at[10] + 1, at[200] + 1]
    reading = read_import(saved(book(copy)), "a.xlsx", SETTINGS, today=TODAY)
    assert [f.cell[0] for f in reading.errors] == ["E", "B"]
    assert not reading.drafts or reading.errors


@pytest.mark.parametrize("seed", range(4))
def test_twenty_corruptions_are_twenty_mistakes(rows, seed):
    chance = random.Random(seed)
    at = sorted(chance.sample(places(rows)[40:], 20))
    names = chance.sample(sorted(CORRUPTIONS), 18)
    changes = {row: CORRUPTIONS[name] for row, name in zip(at, names, strict=False)}
    damaged = corrupted(rows, changes)
    damaged[at[18]][MFN] = damaged[at[18]][PREF] = None
    damaged[at[19]][CODE] = rows[places(rows)[3]][CODE]
    expected = [row + 1 for row in at]
    assert found(saved(book(damaged))) == expected
    assert found(as_csv(damaged, "gb18030"), "a.csv") == expected


def test_numbers_that_lost_a_digit_stand_out_by_their_order(rows):
    plain = [list(row) for row in rows]
    for row in places(rows):
        plain[row][CODE] = int(str(plain[row][CODE]).replace(".", ""))
    row = places(rows)[240]
    plain[row][CODE] = int(str(plain[row][CODE])[:-1])
    assert found(saved(book(plain))) == [row + 1]


RATE = st.one_of(
    st.decimals(0, 999, places=1).map(lambda d: f"{d:f}"),
    st.decimals(0, 99, places=4).map(lambda d: f"{d:f}％"),
    st.sampled_from(["", "免税", "1.3元/千克", "CNY 2/kg", "10%+2元/千克", "10%或3元/千克，从高", "每千克1.5元"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(RATE, RATE.filter(bool)), min_size=1, max_size=30))
def test_whatever_is_printed_in_the_official_layout_is_read_back(pairs):
    from zaiton.services.tariff.domain.annex.cells import even
    from zaiton.services.tariff.domain.annex.duties import read_printed

    lines = lines_of(30, 9)
    rows = [["税则号列", "商品名称", "协定税率", "最惠国税率"]]
    rows += [[dotted(x["code"]), x["name"], pref, mfn] for x, (pref, mfn) in zip(lines, pairs, strict=False)]
    reading = read_import(saved(book(rows)), "a.xlsx", SETTINGS, today=TODAY)
    assert not reading.errors
    for place, index in ((0, 0), (1, 1)):
        read = {row[0]: row[1] for row in reading.drafts[place].rows}
        assert read == {
            x["code"]: read_printed(even(pair[index]), "CNY").text for x, pair in zip(lines, pairs, strict=False)
        }
