"""Codes mapped between editions and years: the tables shipped, chains, conclusions, lists, and every door."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from zaiton.base.text import Bilingual
from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.domain.checks_codes import check_pairs
from zaiton.services.tariff.domain.codelist import Chain, Concordance, Correlation, Leg, Links, pairs_of
from zaiton.services.tariff.domain.errand import BadYear, NoCodeColumn, WhichWay, read_errand
from zaiton.services.tariff.domain.mapping import Atlas, CodeNotInEdition, NoSuchEdition
from zaiton.services.tariff.domain.mapping_years import CodeNotInYear, Years, YearTable
from zaiton.services.tariff.domain.tables import Nomenclature, Source
from zaiton.services.tariff.queries.list_files import list_file, read_code_list
from zaiton.services.tariff.queries.mapping import atlas, map_code, map_list

TODAY = date(2026, 11, 1)


def source(table: str = "t") -> Source:
    text = Bilingual("表", "table")
    return Source(table, text, text, "1", "2020", "synthetic", date(2020, 1, 1), None, "0" * 64)


def editions(**codes: str) -> list[Nomenclature]:
    return [
        Nomenclature(int(name[1:]), date(int(name[1:]), 1, 1), frozenset(text.split())) for name, text in codes.items()
    ]


def small_atlas() -> Atlas:
    lists = editions(
        h2012="010100 010200 010300 010400", h2017="010100 010210 010220 010300", h2022="010100 010210 010290"
    )
    newer = Correlation(
        source(),
        2017,
        2012,
        Links([("010210", "010200"), ("010220", "010200"), ("010300", "010300"), ("010300", "010400")]),
    )
    newest = Correlation(source(), 2022, 2017, Links([("010290", "010220"), ("010290", "010300")]))
    return Atlas(lists, [newer, newest])


@pytest.mark.parametrize(
    ("code", "first", "last", "status", "relationship", "codes"),
    [
        ("010100", 2012, 2017, "same", "1:1", ["010100"]),
        ("010200", 2012, 2017, "split", "1:n", ["010210", "010220"]),
        ("010210", 2017, 2012, "merged", "n:1", ["010200"]),
        ("010400", 2012, 2017, "merged", "n:1", ["010300"]),
        ("010300", 2017, 2012, "split", "1:n", ["010300", "010400"]),
        ("010220", 2017, 2022, "merged", "n:1", ["010290"]),
        ("010290", 2022, 2017, "split", "1:n", ["010220", "010300"]),
        ("010200", 2012, 2022, "ambiguous", "n:n", ["010210", "010290"]),
        ("010100", 2012, 2022, "same", "1:1", ["010100"]),
    ],
)
def test_what_became_of_a_code(code, first, last, status, relationship, codes):
    found = small_atlas().map(code, first, last)
    assert (found.status, found.relationship, sorted(t.code for t in found.targets)) == (status, relationship, codes)
    assert found.via == ((2017,) if (first, last) == (2012, 2022) else ())


def test_what_is_no_code_or_edition_is_refused():
    with pytest.raises(CodeNotInEdition):
        small_atlas().map("999999", 2012, 2017)
    with pytest.raises(NoSuchEdition):
        small_atlas().map("010100", 2012, 2015)
    assert small_atlas().map("010100", 2012, 1996).status == "not_covered"


def test_collecting_codes_do_not_join_everything():
    many = [f"02{n:04d}" for n in range(80)]
    first = Leg(
        Links([("010100", "010100"), ("010100", "854900"), *((m, "854900") for m in many)]), frozenset(), frozenset()
    )
    second = Leg(Links([("010100", "010199"), *(("854900", m) for m in many)]), frozenset(), frozenset())
    assert Chain(first, second).targets("010100") == ["010199"]


def test_shipped_tables_agree_from_both_sides():
    book = atlas()
    assert book.known == (2002, 2007, 2012, 2017, 2022)
    for first, last in ((2012, 2022), (2007, 2017), (2002, 2022)):
        there, _, _ = book.way(first, last)
        back, _, _ = book.way(last, first)
        for code in sorted(book.codes[first])[::37]:
            assert all(code in back.targets(target) for target in there.targets(code)), code
            assert set(there.targets(code)) <= book.codes[last]


def years() -> Years:
    def table(year, rates, edition, complete=True):
        return YearTable(year, rates, edition, complete, (source(str(year)),))

    tables = [
        table(2012, {"01010010": "5", "01020010": "7", "01030010": "9", "01040010": "1"}, 2012),
        table(2013, {"01010010": "5", "01020011": "7", "01020019": "7", "01030010": "8"}, 2012),
        table(2017, {"01010010": "5", "01021000": "7", "01022000": "7", "01030010": "8"}, 2017),
        table(2018, {"01010010": "5"}, 2017, complete=False),
    ]
    links = Links(pairs_of([{"from": "01030010", "to": "01030020 01030090"}, {"from": "01040010", "to": ""}]))
    return Years(tables, [Concordance(source(), "CN", 2011, 2012, "unchanged", links)], small_atlas())


@pytest.mark.parametrize(
    ("code", "first", "last", "status", "inferred", "codes"),
    [
        ("01010010", 2012, 2013, "same", True, ["01010010"]),
        ("01020010", 2012, 2013, "split", True, ["01020011", "01020019"]),
        ("01020011", 2013, 2012, "merged", True, ["01020010"]),
        ("01040010", 2012, 2013, "gone", False, []),
        ("01020011", 2013, 2017, "ambiguous", True, ["01021000", "01022000"]),
        ("01030010", 2011, 2012, "split", False, ["01030020", "01030090"]),
        ("01010010", 2011, 2012, "same", True, ["01010010"]),
        ("01010010", 2011, 2017, "same", True, ["01010010"]),
        ("01030010", 2017, 2018, "unknown", False, []),
        ("01020010", 2012, 2099, "not_covered", False, []),
    ],
)
def test_what_became_of_a_national_line(code, first, last, status, inferred, codes):
    found = years().map(code, first, last)
    assert (found.status, found.inferred, sorted(t.code for t in found.targets)) == (status, inferred, codes)


def test_a_line_the_complete_tariff_of_the_year_does_not_list_is_refused():
    with pytest.raises(CodeNotInYear):
        years().map("01090000", 2012, 2013)


def test_what_was_concluded_says_what_speaks_for_it():
    (target,) = years().map("01010010", 2012, 2013).targets
    assert set(target.evidence) == {"same_code", "same_six_digits", "same_rate"}
    assert (target.rate_from, target.rate_to) == ("5", "5")
    assert "inferred" in [n.code for n in years().map("01010010", 2012, 2013).notes]


def test_shipped_concordance_and_partial_tables():
    split = map_code("0301.9919", read_errand(from_year=2006, to_year=2007), today=TODAY)
    assert split["status"] == "split" and not split["inferred"]
    assert [c["code"] for c in split["codes"]] == ["03019919", "03019410", "03019510"]
    assert split["question"]["candidates"]
    none = map_code("03037990", read_errand(from_year=2011, to_year=2014), today=TODAY)
    assert none["status"] == "not_covered" and "2014" in none["notes"][0]["text"]


def test_errands_that_are_not_clear_are_refused():
    for given in (
        {},
        {"from_hs": 2012},
        {"from_hs": 2012, "to_year": 2014},
        {"from_hs": 1, "to_hs": 2, "from_year": 3},
    ):
        with pytest.raises(WhichWay):
            read_errand(**given)
    with pytest.raises(BadYear):
        read_errand(from_hs="twelve", to_hs="2022")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_is_read_and_every_row_told(encoding):
    content = "品名,商品编码\n冻鱼,0303.7990\n马,12\n,99999999\n".encode(encoding)
    rows = map_list(read_code_list(content, "l.csv"), read_errand(from_year=2007, to_year=2008), today=TODAY)
    assert [(r["row"], r["status"]) for r in rows] == [("2", "same"), ("3", "not_a_code"), ("4", "unknown")]
    assert rows[1]["note"]


def test_lists_in_workbooks_keep_their_zeros_and_come_back():
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    book.active.append([1012100, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    rows = map_list(read_code_list(out.getvalue(), "l.xlsx"), read_errand(from_hs=2012, to_hs=2022), today=TODAY)
    assert (rows[0]["code"], rows[0]["status"]) == ("01012100", "same")
    sheet = openpyxl.load_workbook(io.BytesIO(list_file(rows, "xlsx"))).active
    assert [c.value for c in sheet[2]][1] == "01012100"
    with pytest.raises(NoCodeColumn):
        read_code_list(b"a,b\nx,y\n", "l.csv")


def test_checks_name_what_is_wrong():
    codes = [
        f.code
        for f in check_pairs(
            [{"from": "0101", "to": "010100"}, {"from": "", "to": "010100"}], None, None, national=False
        )
    ]
    assert codes == ["bad_code", "blank_cell"]
    twice = [{"from": "010100 010200", "to": "010300"}, {"from": "010200", "to": "010300"}]
    assert [f.code for f in check_pairs(twice, None, None, national=False)] == ["repeated_pair"]
    assert [f.code for f in check_pairs(twice[:1], frozenset({"010100"}), None, national=False)] == ["not_in_edition"]


@pytest.mark.django_db
def test_the_command(tmp_path):
    run = CliRunner().invoke(tariff, ["map", "847130", "--from-hs", "2012", "--to-hs", "2022", "--json"])
    told = json.loads(run.output)
    assert (run.exit_code, told["status"], told["codes"][0]["code"]) == (0, "ambiguous", "847130")
    assert told["question"]["candidates"][0]["codes"] == ["847130"]
    assert CliRunner().invoke(tariff, ["map", "010121", "--from-hs", "2012", "--to-hs", "1996"]).exit_code == 3
    listed, out = tmp_path / "codes.csv", tmp_path / "out.csv"
    listed.write_text("code\n03037990\n", encoding="utf-8")
    ends = ["--from-year", "2007", "--to-year", "2008", "--out", str(out)]
    assert CliRunner().invoke(tariff, ["map", "--file", str(listed), *ends]).exit_code == 0
    assert next(csv.DictReader(out.open(encoding="utf-8-sig")))["status"] == "same"


@pytest.mark.django_db
def test_the_interface(client):
    told = client.get("/api/tariff/map?code=010121&from_hs=2012&to_hs=2022").json()
    assert (told["status"], told["codes"][0]["code"]) == ("same", "010121")
    refused = client.get("/api/tariff/map?code=999999&from_hs=2012&to_hs=2022")
    assert (refused.status_code, refused.json()["code"]) == (422, "code_not_in_edition")
    body = {"from_hs": "2012", "to_hs": "2022", "rows": [{"code": "010121"}, {"code": "x"}]}
    listed = client.post("/api/tariff/map/list", json.dumps(body), content_type="application/json").json()
    assert listed["statuses"] == {"same": 1, "not_a_code": 1}
    long = body | {"rows": [{"code": "010121"}] * 5001}
    refused = client.post("/api/tariff/map/list", json.dumps(long), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "code_list_too_long")


@pytest.mark.django_db
def test_the_page(client, cast):
    page = client.get("/tariff/map/?code=847130&from=hs-2012&to=hs-2022")
    assert page.status_code == 200 and "<svg" in page.content.decode()
    assert client.get("/tariff/map/?code=030379&from=hs-2012&to=year-2014").status_code == 422
    file = SimpleUploadedFile("codes.csv", b"code\n01012100\n")
    assert client.post("/tariff/map/list/", {"file": file, "from": "hs-2012", "to": "hs-2022"}).status_code == 302
