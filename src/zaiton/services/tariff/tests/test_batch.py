"""A batch says of every row what the single answer says, whichever way it went."""

import csv
import random
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from zaiton.base.refusals import Refusal
from zaiton.services.tariff.domain.outcome import ANSWERED, NOT_COVERED, REFUSED
from zaiton.services.tariff.queries import batch, batch_run
from zaiton.services.tariff.queries.advice import Asked, advise, question_of
from zaiton.services.tariff.queries.batch import COLUMNS, FIELDS, answer_rows
from zaiton.services.tariff.queries.batch_files import (
    ListWithoutColumns,
    UnknownListFormat,
    UnreadableList,
    read_rows,
    write_rows,
)
from zaiton.services.tariff.queries.batch_run import answer_file
from zaiton.services.tariff.queries.ratebook import rate_book

TODAY = date(2024, 6, 1)


def table(rows):
    return pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in COLUMNS})


def single(row):
    """The fields of a row as the single answer gives them."""
    asked = Asked(**{**row, "destination": row.get("destination") or "CN", "on": row.get("on") or TODAY})
    try:
        given, document = advise(question_of(asked))
    except Refusal:
        return {"status": REFUSED}
    best, base, saving = document["best"], document["base"], document["saving"]
    return {
        "status": ANSWERED if best else NOT_COVERED,
        "coverage": document["coverage"],
        "agreement": best["agreement"] if best else "",
        "rate_percent": best["rate_percent"] if best else None,
        "duty_text": best["duty_text"] if best else "",
        "duty": best["duty"] and best["duty"]["amount"] if best else None,
        "base_agreement": base["agreement"] if base else "",
        "base_rate_percent": base["rate_percent"] if base else None,
        "saving_points": saving["percentage_points"],
        "saving": saving["duty"] and saving["duty"]["amount"],
        "on": str(document["question"]["on"]),
        "reason": best["reason"] if best else None,
        "sources": " ".join(
            f"{s['table']}/{s['in_force_from']}" for s in document["sources"] if s["table"] not in BESIDE
        ),
    }


BESIDE = {"cn-vat"}
"""Tables that a page cites beside the rates."""


def random_rows(count, seed):
    chance = random.Random(seed)
    book = rate_book()
    rows = []
    for _ in range(count):
        schedule = chance.choice(book.schedules)
        destination = schedule.table.destination
        info = book.agreements.get((schedule.table.agreement, destination))
        partners = sorted(schedule.table.origins or (info.origins if info else ()))
        origin = chance.choice([p for p in partners if p != "*"] or ["KR", "CH", "CN", "US", "TH", "NZ"])
        day = schedule.from_day + timedelta(days=chance.randrange(-40, 900))
        code = chance.choice(schedule.codes or ["030359"])
        if chance.random() < 0.1:
            code = chance.choice([code[:6], code[:4], code + "0", "99999999", f"{code[:4]}.{code[4:]}"])
        value = chance.choice(
            ["", "0", str(chance.randrange(1, 10**7)), f"{chance.randrange(1, 10**9) / 100:.2f}", "1e5", "-3", "12.345"]
        )
        rows.append({"code": code, "origin": origin, "destination": destination, "on": str(day), "value": value})
    return rows + [{**row, "value": str(chance.randrange(10**9))} for row in chance.choices(rows, k=count // 5)]


def compare(rows, monkeypatch, few):
    monkeypatch.setattr(batch, "FEW", few)
    found = answer_rows(table(rows), today=TODAY).to_pylist()
    assert [f["row"] for f in found] == list(range(1, len(rows) + 1))
    for row, told in zip(rows, found, strict=True):
        expected = single(row)
        if expected.get("reason") is None:
            expected.pop("reason", None)
            assert told["status"] == ANSWERED or told["reason"]
        assert {name: told[name] for name in expected} == expected, row
        assert set(told) == set(FIELDS)
    return found


@pytest.mark.parametrize("few", [0, 10**9], ids=["joined", "one by one"])
def test_every_field_equals_the_single_answer(monkeypatch, few):
    found = compare(random_rows(2_500, seed=few), monkeypatch, few)
    assert {f["status"] for f in found} == {ANSWERED, NOT_COVERED, REFUSED}


@pytest.mark.slow
def test_ten_thousand_random_rows_equal_the_single_answer(monkeypatch):
    compare(random_rows(10_000, seed=3), monkeypatch, 0)


BAD = [
    ({"code": "O30359", "origin": "KR"}, REFUSED),
    ({"code": "030359", "origin": "Korea?"}, REFUSED),
    ({"code": "030359", "origin": "KR", "on": "2024-02-30"}, REFUSED),
    ({"code": "030359", "origin": "KR", "value": "abc"}, REFUSED),
    ({"code": "", "origin": ""}, REFUSED),
    ({"code": "030359", "origin": "KR", "on": "1990-01-01"}, NOT_COVERED),
    ({"code": "030359", "origin": "KR", "on": "2024-01-15", "value": "1,000,000"}, ANSWERED),
    ({"code": "0303.59", "origin": "kr", "on": "2024年1月15日", "value": "１００"}, ANSWERED),
]


@pytest.mark.parametrize("few", [0, 10**9])
def test_bad_rows_are_refused_with_their_reason_and_change_no_other(monkeypatch, few):
    monkeypatch.setattr(batch, "FEW", few)
    found = answer_rows(table([row for row, _ in BAD]), today=TODAY).to_pylist()
    assert [f["status"] for f in found] == [status for _, status in BAD]
    assert all(f["reason"] for f in found)
    assert found[6]["duty"] == Decimal("33000.00") and found[7]["agreement"] == "CN-KR"


def test_progress_reaches_the_end():
    seen = []
    answer_rows(table([BAD[6][0]] * 7), today=TODAY, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 7) and seen[-1] == (7, 7)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.parquet"])
def test_answered_lists_are_read_back(name):
    found = answer_rows(table([row for row, _ in BAD]), today=TODAY)
    again = read_rows(write_rows(found, name), name).to_pylist()
    wanted = [row for row, _ in BAD]
    assert [(row["code"], row["origin"]) for row in again] == [(row["code"], row["origin"]) for row in wanted]


def test_lists_are_read_as_people_keep_them():
    text = "商品编码;原产地;进口日期;完税价格\n0303.59;KR;2024-01-15;1000\n;;;\n"
    for content in (text.encode("gb18030"), text.encode("utf-8-sig")):
        found = read_rows(content, "清单.CSV")
        assert found.to_pylist() == [{"code": "0303.59", "origin": "KR", "on": "2024-01-15", "value": "1000"}]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"code,origin\n", "list.xls", UnknownListFormat),
        (b"PK\x03\x04nonsense", "list.xlsx", UnreadableList),
        (b"nonsense", "list.parquet", UnreadableList),
        (b"code,country\n1,2\n", "list.csv", ListWithoutColumns),
        (b"", "list.csv", ListWithoutColumns),
    ],
)
def test_files_that_are_no_lists_are_refused(content, name, refusal):
    with pytest.raises(refusal):
        read_rows(content, name)


def test_no_cell_of_a_written_list_is_a_formula():
    rows = [{"code": "=1+1", "origin": "@KR"}]
    assert b"'=1+1" in write_rows(answer_rows(table(rows), today=TODAY), "a.csv")


@pytest.mark.parametrize("out", ["answers.csv", "answers.xlsx", "answers.parquet"])
@pytest.mark.parametrize("typed", [True, False])
def test_a_parquet_list_of_any_types_is_answered_into_any_format(tmp_path, out, typed):
    given = table([row for row, _ in BAD] + [{"code": "04069000", "origin": "CH", "on": "2014-08-01", "value": "5.50"}])
    if typed:
        days = pa.array([date(2014, 8, 1)] * given.num_rows)
        values = pa.array([Decimal("5.50")] * given.num_rows, pa.decimal128(18, 2))
        given = pa.table({"HS": given["code"], "origin": given["origin"], "date": days, "value": values})
    pq.write_table(given, tmp_path / "list.parquet")
    found = answer_file(tmp_path / "list.parquet", tmp_path / out, today=TODAY)
    again = read_rows((tmp_path / out).read_bytes(), out).to_pylist()
    assert sum(found[1:]) == found.rows == given.num_rows == len(again)
    assert [row["code"] for row in again][-1] == "04069000" and again[-1]["on"] == "2014-08-01"
    content = (tmp_path / out).read_bytes()
    if out.endswith("csv"):
        last = content.decode().splitlines()[-1]
        assert ",9.84,9.84%,0.54,MFN,12,2.16,0.12,CNY," in last
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["list.parquet", out])


def test_a_long_csv_list_is_read_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(batch_run, "STREAMED_FROM_BYTES", 1)
    (tmp_path / "list.csv").write_text("税号,原产地,日期\n030359,KR,2024-01-15\nx,KR,2024-01-15\n")
    found = answer_file(tmp_path / "list.csv", tmp_path / "a.csv", today=TODAY, fields=("code", "status", "agreement"))
    assert (found.rows, found.answered, found.refused) == (2, 1, 1)
    told = [*csv.reader((tmp_path / "a.csv").open())]
    assert told == [["code", "status", "agreement"], ["030359", "answered", "CN-KR"], ["x", "refused", ""]]


@pytest.mark.parametrize("name", ["none/a.csv", "a.txt"])
def test_a_list_that_cannot_be_written_leaves_nothing(tmp_path, name):
    (tmp_path / "list.csv").write_text("code,origin\n030359,KR\n")
    with pytest.raises(Refusal):
        answer_file(tmp_path / "list.csv", tmp_path / name, today=TODAY)
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("name", ["list.xlsx", "list.parquet"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_code_that_became_a_number_gets_its_zero_back(tmp_path, name, whole):
    if name.endswith("parquet"):
        codes = pa.array([4069000, 30359], pa.int64() if whole else pa.float64())
        pq.write_table(pa.table({"code": codes, "origin": ["CH", "KR"]}), tmp_path / name)
    else:
        book = Workbook()
        for row in (["code", "origin"], [4069000, "CH"], [30359, "KR"]):
            book.active.append(row)
        book.save(tmp_path / name)
    assert read_rows((tmp_path / name).read_bytes(), name)["code"].to_pylist() == ["04069000", "030359"]
    if whole:
        answer_file(tmp_path / name, tmp_path / "a.csv", today=TODAY, fields=("code",))
        assert (tmp_path / "a.csv").read_text("utf-8-sig").split() == ["code", "04069000", "030359"]
