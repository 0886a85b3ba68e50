"""Official tables of the other kinds: national rates, quotas, VAT, exchange rates, old and new codes, safeguards, duties on top."""

from datetime import date

import pytest

from zaiton.services.tariff.domain.annex.lines import ColumnMissing, NoHeadings
from zaiton.services.tariff.domain.annex.settings import ImportSettingMissing, read_settings
from zaiton.services.tariff.queries.annex_packs import pack_files
from zaiton.services.tariff.queries.import_reading import read_import
from zaiton.services.tariff.tests.annex.layouts import as_csv, book, saved

TODAY = date(2026, 11, 22)


def read(rows, kind, merged=(), **more):
    settings = {"kind": kind} | (
        {"in_force": "2024-01-01"} if kind in ("vat", "mfn", "general", "provisional", "trq") else {}
    )
    return read_import(saved(book(rows, merged)), "list.xlsx", read_settings(settings | more), today=TODAY)


def pack(reading):
    assert not reading.errors, reading.errors
    (draft,) = reading.drafts
    assert pack_files(draft)
    return draft


NATIONAL = [
    ["序号", "税则号列", "货品名称", "最惠国税率", "普通税率", "进口暂定税率", "增值税率", "出口税率"],
    [1, "0303.5910", "鱼", 7, 40, 2, 9, 0],
    [2, "8471.3000", "电脑", 0, "70％", None, 13, None],
]


@pytest.mark.parametrize(
    ("kind", "table", "agreement", "duties"),
    [("mfn", "cn-mfn", "MFN", ["7", "0"]), ("general", "cn-general", "GENERAL", ["40", "70"])],
)
def test_a_national_tariff_is_read_for_the_kind_that_is_asked(kind, table, agreement, duties):
    draft = pack(read(NATIONAL, kind))
    assert (draft.table, draft.meta["schedule"]["agreement"]) == (table, agreement)
    assert [row[1] for row in draft.rows] == duties


def test_provisional_rates_with_parts_of_lines():
    rows = [
        ["2024年进口商品暂定税率表（演示）"],
        ["序号", "EX", "税则号列", "商品名称", "2024年最惠国税率（%）", "2024年暂定税率（%）"],
        [1, None, "03035910", "甲", 7, 2],
        [2, "ex", "03035990", "冻毛鳞鱼", 7, 5],
        [3, "ex", "03035990", "冻平鲉", 7, 4],
    ]
    draft = pack(read(rows, "provisional", ["A1:F1"]))
    assert draft.meta["schedule"]["agreement"] == "PROVISIONAL"
    assert [(row[0], row[1]) for row in draft.rows] == [
        ("03035910", "2"),
        ("03035990", ""),
        ("03035990", "4"),
        ("03035990", "5"),
    ]
    assert len(draft.questions) == 3
    missing = read([*rows[:3], [2, None, "03035990", "乙", 7, None]], "provisional")
    assert [(f.row, f.code) for f in missing.errors] == [(4, "rate_blank")]


def test_tariff_quotas_with_merged_groups():
    rows = [
        ["序号", "商品类别", "税则号列", "普通税率（％）", "最惠国税率（％）", "关税配额税率(％)"],
        [1, "小麦", 10011000, 180, 65, 1],
        [None, None, 10019010, 180, "65[注1]", 1],
        [2, "化肥", 31021000, 150, 50, "4[注2]"],
    ]
    draft = pack(read(rows, "trq", ["A2:A3", "B2:B3"]))
    assert draft.columns[:3] == ("code", "duty", "when")
    assert draft.rows[:2] == [("10011000", "", "out-of-quota", "小麦"), ("10011000", "1", "in-quota", "小麦")]
    assert ("31021000", "4", "in-quota", "化肥") in draft.rows


def test_vat_by_prefix():
    rows = [["税号", "商品", "增值税率"], ["0303", "鱼", "9%"], ["84", "机器", 13], ["0401", "奶", None]]
    draft = pack(read(rows, "vat", default="13"))
    assert draft.rows == [("0303", "9"), ("0401", ""), ("84", "13")]
    assert draft.meta["vat"] == {"destination": "CN", "default": "13"}
    wrong = read([*rows, ["0303", "鱼", 9], ["O3", "x", 9], ["05", "x", "九"]], "vat")
    assert [f.row for f in wrong.errors] == [5, 6, 7]


def test_exchange_rates_long_and_wide():
    long = [
        ["币种", "月份", "汇率"],
        ["美元", "2024年1月", 7.1012],
        ["USD", "2024-02", "7.1103"],
        ["日元(JPY)", date(2024, 1, 1), 0.05],
    ]
    draft = pack(read(long, "fx"))
    assert draft.rows == [("JPY", "2024-01", "0.05"), ("USD", "2024-01", "7.1012"), ("USD", "2024-02", "7.1103")]
    assert (draft.meta["in_force_from"], draft.meta["fx"]["per"]) == (date(2024, 1, 1), 1)
    wide = [
        ["人民币对100外币计征汇率（演示）"],
        ["月份", "美元", "欧元"],
        ["2024年1月", 710.12, 780.1],
        ["2024年2月", 711.03, None],
    ]
    draft = pack(read(wide, "fx"))
    assert draft.meta["fx"]["per"] == 100
    assert ("EUR", "2024-01", "780.1") in draft.rows and len(draft.rows) == 3
    wrong = read(
        [*long, ["XYZQ", "2024-01", 1], ["EUR", "2024-13", 1], ["EUR", "2024-01", -1], ["USD", "2024-01", 7]], "fx"
    )
    assert [f.row for f in wrong.errors] == [5, 6, 7, 8]


def test_old_and_new_codes_with_headings_between():
    rows = [
        [
            "2006年税则号列",
            "2006年商品名称",
            "2006年税率（％）",
            "2007年税则号列",
            "2007年商品名称",
            "2007年税率（％）",
        ],
        ["01.05", "家禽", None, "01.05", "家禽", None],
        ["0105.9210", "---改良种用", 0, "0105.9410", "---改良种用（0105.9210；0105.9310）", 0],
        ["0105.9310", "---改良种用", 0, None, None, None],
        ["0106.0010", "甲", 0, "0106.1000", "乙", 0],
        ["0106.0010", "甲", 0, "0106.2000", "丙", 0],
    ]
    draft = pack(read(rows, "concordance"))
    assert draft.table == "cn-concordance-2006-2007"
    assert draft.rows == [
        ("01059210", "01059410"),
        ("01059310", "01059410"),
        ("01060010", "01061000"),
        ("01060010", "01062000"),
    ]
    assert draft.meta["in_force_from"] == date(2007, 1, 1)
    wrong = read([*rows, ["0106.00O0", "甲", 0, "0106.3000", "丁", 0]], "concordance")
    assert [(f.row, f.cell) for f in wrong.errors] == [(7, "A7")]
    plain = [["from code", "to code"], ["01059210", "01059410"]]
    with pytest.raises(ImportSettingMissing):
        read(plain, "concordance")
    assert pack(read(plain, "concordance", from_year="2006", to_year="2007")).rows


def test_safeguards_and_duties_on_top():
    rows = [
        ["协定名称", "原产国", "税号", "起始日期", "截止日期", "文号"],
        ["CN-AU", "澳大利亚", "0201", "2024-03-01", "2024-12-31", "公告1"],
    ]
    draft = pack(read(rows, "safeguard"))
    assert draft.rows == [("CN-AU", "CN", "AU", "0201", "2024-03-01", "2025-01-01", "公告1")]
    rows = [
        ["code", "origin", "measure", "duty", "from", "until", "scope", "document"],
        ["29011000", "US, JP", "anti-dumping", "12.5%", "2024-01-01", "2029-01-01", "某种烃", "公告2"],
    ]
    draft = pack(read(rows, "additional"))
    assert draft.rows[0][:7] == ("29011000", "CN", "US JP", "anti-dumping", "12.5", "2024-01-01", "2029-01-01")
    wrong = read([*rows, ["29011000", "Nowhere", "x", 5, "2024-01-01", None, "", ""]], "additional")
    assert [(f.row, f.code) for f in wrong.errors] == [(3, "bad_territory")]


def test_safeguards_of_two_agreements_from_one_day_do_not_take_each_others_place():
    rows = [["code", "origin", "from", "until"], ["04069000", "NZ", "2026-03-01", "2026-12-31"]]
    names = [pack(read(rows, "safeguard", agreement=agreement)).table for agreement in ("CN-NZ", "CN-AU")]
    assert names == ["cn-safeguards-cn-nz", "cn-safeguards-cn-au"]


def test_what_cannot_be_found_is_said():
    with pytest.raises(NoHeadings):
        read([["a", "b"], [1, 2]], "mfn")
    with pytest.raises(ColumnMissing, match="general"):
        read([["税则号列", "商品名称", "最惠国税率"], ["03035910", "鱼", 1]], "general")
    with pytest.raises(NoHeadings):
        read_import(as_csv([["x"]]), "x.csv", read_settings({"kind": "vat", "in_force": "2024-01-01"}), today=TODAY)
