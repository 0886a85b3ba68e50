"""Official layouts: what is printed is what is read, in workbooks and in CSV, whatever stands around the figures."""

from datetime import date

import openpyxl
import pytest

from zaiton.services.tariff.domain.annex.lines import ColumnsAlike
from zaiton.services.tariff.domain.annex.settings import read_settings
from zaiton.services.tariff.queries.annex_files import UnreadableTable
from zaiton.services.tariff.queries.import_reading import read_import
from zaiton.services.tariff.tests.annex.layouts import READ, annex_rows, as_csv, book, lines_of, saved

TODAY = date(2026, 11, 22)
SETTINGS = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2011-08-01"}


def read(content, name="annex.xlsx", **more):
    return read_import(content, name, read_settings(SETTINGS | more), today=TODAY)


def duties(reading, table=0, column="duty"):
    draft = reading.drafts[table]
    place = draft.columns.index(column)
    return {row[0]: row[place] for row in draft.rows}


def said(text):
    return READ.get(text, text)


@pytest.fixture(scope="module")
def lines():
    return lines_of(300, 1)


def check(reading, lines):
    assert not reading.errors, reading.errors[:3]
    assert duties(reading) == {x["code"]: said(x["pref"]) for x in lines}
    assert duties(reading, 1) == {x["code"]: said(x["mfn"]) for x in lines}


def test_the_usual_annex_as_workbook(lines):
    reading = read(saved(book(annex_rows(lines), ["A2:F2"])))
    check(reading, lines)
    main, beside = reading.drafts
    assert (main.table, beside.table) == ("cn-cr", "cn-cr-mfn")
    assert main.meta["in_force_until"] == beside.meta["in_force_until"] == date(2012, 1, 1)
    assert (beside.meta["schedule"]["agreement"], beside.meta["precedence"]) == ("MFN", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_as_csv_in_every_encoding(lines, encoding, delimiter):
    check(read(as_csv(annex_rows(lines), encoding, delimiter), "annex.csv"), lines)


def test_codes_without_dots_and_stored_as_numbers_get_their_zeros_back(lines):
    rows = annex_rows(lines, dots=False)
    check(read(saved(book(rows))), lines)
    for row in rows:
        if len(row) > 1 and isinstance(row[1], str) and len(row[1]) == 8 and row[1].isdigit():
            row[1] = int(row[1])
    check(read(saved(book(rows))), lines)
    check(read(as_csv(rows), "annex.csv"), lines)


def test_two_rows_of_headings_merged_and_years(lines):
    heads = [
        ["RCEP对示例国的关税承诺表（演示）"],
        ["序号", "税则号列", "货品名称", "基准税率", "协定税率（%）", None, None],
        [None, None, None, None, "2011年", "2012年", "2013年"],
    ]
    body = [[i, x["code"], x["name"], 30, 20.0, 10.0, 0] for i, x in enumerate(lines, 1)]
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2"]
    for areas in (merged, []):
        reading = read(saved(book([*heads, *body], areas)))
        assert not reading.errors, reading.errors[:3]
        draft = reading.drafts[0]
        assert draft.columns == ("code", "duty", "2011", "2012", "2013", "name_zh")
        assert {row[2:5] for row in draft.rows} == {("20", "10", "0")}


def test_english_headings_numbered_years_and_several_sheets():
    heads = ["HS Code", "Description of goods", "MFN rate", "Year 1", "Year 2"]
    made = book([["Schedule of China (invented)"], heads, ["0303.59.10", "Fish", 12, "8％", "Free"]], title="Part 1")
    more = made.create_sheet("Part 2")
    more.append(heads)
    more.append(["8471.30.00", "Computers", "CNY 1.3/kg", "5", "0"])
    hidden = made.create_sheet("old")
    hidden.sheet_state = "hidden"
    hidden.append(["8471.30.00", "Computers", "1", "5", "0"])
    made.create_sheet("Notes").append(["Nothing but words."])
    reading = read(saved(made))
    assert not reading.errors
    assert duties(reading, 0, "2011") == {"03035910": "8", "84713000": "5"}
    assert duties(reading, 0, "2012") == {"03035910": "0", "84713000": "0"}
    assert duties(reading, 1)["84713000"] == "1.3 CNY/kg"
    assert {w.code for w in reading.table.warnings} == {"hidden_sheet", "sheet_skipped"}
    assert reading.table.lines[1].sheet == "Part 2"


def test_categories_that_are_defined_known_or_printed():
    rows = [
        ["税则号列", "商品名称", "基准税率", "降税类别"],
        ["03035910", "甲", 10, "A"],
        ["03035990", "乙", 12, "C"],
        ["84713000", "丙", 8, "维持"],
        ["84714100", "丁", 8, "例外"],
    ]
    reading = read(saved(book(rows)), categories={"A": "immediate", "C": "linear:10"})
    assert not reading.errors
    draft = reading.drafts[0]
    assert draft.meta["staging"]["C"] == {"type": "linear", "steps": 10}
    assert [row[draft.columns.index("staging")] for row in draft.rows] == ["A", "C", "standstill", "excluded"]
    undefined = read(saved(book(rows)), categories={"A": "immediate"})
    assert [(f.row, f.cell, f.code) for f in undefined.errors] == [(3, "D3", "unknown_category")]


def test_one_column_for_each_partner():
    rows = [
        ["税则号列", "商品名称", "最惠国税率", "协定税率", None, None],
        [None, None, None, "文莱", "印尼", "Singapore"],
        ["03035910", "甲", 10, 0, 5, ""],
        ["84713000", "乙", 8, 0, "1.3元/千克", 0],
    ]
    rows[1][4] = "印度尼西亚"
    reading = read(saved(book(rows, ["D1:F1"])), agreement="ACFTA")
    assert not reading.errors, reading.errors
    draft = reading.drafts[0]
    assert draft.columns == ("code", "BN", "ID", "SG", "name_zh")
    assert draft.rows == [("03035910", "0", "5", "", "甲"), ("84713000", "0", "1.3 CNY/kg", "0", "乙")]
    single = read(saved(book(rows, ["D1:F1"])), agreement="ACFTA", partners=["ID"])
    assert (single.drafts[0].table, duties(single)) == ("acfta-id", {"03035910": "5", "84713000": "1.3 CNY/kg"})


def test_parts_of_a_line_and_bands_of_value_become_candidates():
    band = "完税价格不高于2000美元/台：30%；\n完税价格高于2000美元/台：3％，加4374元"
    rows = [
        ["序号", "税则号列", "商品名称", "最惠国税率", "协定税率"],
        [1, "ex 03035990", "冻毛鳞鱼", 10, 2],
        [
            2,
            "85211011",
            "广播级磁带录像机",
            band,
            "完税价格不高于2000美元/台:27%; 完税价格高于2000美元/台:3%, 加3936.6元",
        ],
    ]
    reading = read(saved(book(rows)))
    assert not reading.errors
    draft = reading.drafts[0]
    assert [row[:3] for row in draft.rows] == [
        ("03035990", "", "03035990-0"),
        ("03035990", "2", "03035990-1"),
        ("85211011", "27", "value-3"),
        ("85211011", "3 + 3936.6 CNY/pc", "value-4"),
    ]
    answers = {row[0]: row[3:] for row in draft.questions}
    assert answers["value-4"] == ("完税价格高于2000美元/台", "Customs value above USD 2000 a unit")
    assert answers["03035990-1"] == ("冻毛鳞鱼", "冻毛鳞鱼")
    assert duties(reading, 1)["03035990"] == "10"


def test_marks_of_notes_repeated_headings_totals_and_vertical_merges():
    heads = ["序号", "税号", "品名", "最惠国税率％", "特惠税率％"]
    rows = [
        heads,
        [1, "0303.5910", "甲", "9.6①", 0],
        heads,
        [2, "03035990", "乙", 8, None],
        [3, "84713000", "丙", None, 1],
    ]
    rows += [["合计", None, None, 3, 3], [None, "①见说明"]]
    reading = read(saved(book(rows, ["D4:D5"])))
    assert not reading.errors, reading.errors
    assert duties(reading, 1) == {"03035910": "9.6", "03035990": "8", "84713000": "8"}
    assert [w.code for w in reading.table.warnings] == ["note_ignored"]


def test_percent_formats_floats_and_columns_that_are_said():
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["a", "b", "c"], ["03035910", 0.05, 9.600000000000001], ["84713000", 0.065, 8.0]):
        sheet.append(row)
    for cell in ("B2", "B3"):
        sheet[cell].number_format = "0.0%"
    content = saved(made)
    reading = read(content, mapping={"A": "code", "B": "agreement", "C": "mfn"})
    assert duties(reading) == {"03035910": "5", "84713000": "6.5"}
    assert duties(reading, 1) == {"03035910": "9.6", "84713000": "8"}


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04cut", b"\xff\x00\x81\xff\xfe"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(UnreadableTable):
        read(content, "x.xls")


def test_a_workbook_with_macros_is_refused(lines):
    import io
    import zipfile

    sink = io.BytesIO(saved(book(annex_rows(lines[:3]))))
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(UnreadableTable, match="macros"):
        read(sink.getvalue())


def test_sheets_whose_columns_stand_elsewhere_and_tables_side_by_side():
    made = book([["税则号列", "商品名称", "最惠国税率", "协定税率"], ["03035910", "甲", 10, 1]], title="一")
    more = made.create_sheet("二")
    for _ in range(3):
        more.append([])
    more.append([None, None, "序号", "协定税率", "税则号列", "最惠国税率"])
    more.append([None, None, 1, 2, "84713000", 20])
    reading = read(saved(made))
    assert not reading.errors
    assert duties(reading) == {"03035910": "1", "84713000": "2"}
    assert duties(reading, 1) == {"03035910": "10", "84713000": "20"}
    twice = [
        ["序号", "税号", "协定税率", "序号", "税号", "协定税率"],
        [1, "03035910", 1, 3, "84713000", 3],
        [2, "03035990", 2],
    ]
    reading = read(saved(book(twice)))
    assert duties(reading) == {"03035910": "1", "03035990": "2", "84713000": "3"}
    wrong = read(saved(book([*twice, [None, None, None, 4, "8471.41", 1]])))
    assert [(f.row, f.cell) for f in wrong.errors] == [(4, "E4")]


def test_several_columns_that_could_be_meant():
    rows = [["税则号列", "商品名称", "最惠国税率", "协定税率", "特惠税率"], ["03035910", "甲", 10, 1, 0]]
    assert duties(read(saved(book(rows)))) == {"03035910": "1"}
    assert duties(read(saved(book(rows)), agreement="LDC")) == {"03035910": "0"}
    rows[0][3] = "优惠税率"
    rows[0][4] = "减让税率"
    with pytest.raises(ColumnsAlike, match="优惠税率"):
        read(saved(book(rows)))
    assert duties(read(saved(book(rows)), mapping={"E": "ignore"})) == {"03035910": "1"}


def test_a_group_heading_with_the_importing_country_is_no_partner():
    rows = [["税则号列", "商品名称", "中国", None], [None, None, "最惠国税率", "协定税率"], ["03035910", "甲", 10, 1]]
    reading = read(saved(book(rows, ["A1:A2", "B1:B2", "C1:D1"])))
    assert duties(reading) == {"03035910": "1"}
    assert "origins" not in reading.drafts[0].meta["schedule"]


def test_lines_that_take_several_rows_and_rates_merged_across_titles():
    rows = [
        ["税则号列", "商品名称", "最惠国税率", "协定税率"],
        ["03035910", "甲", 10, 1],
        [None, "甲的说明", None, None],
        [None, "小标题", None, None],
        ["03035990", "乙", None, 2],
    ]
    reading = read(saved(book(rows, ["A2:A3", "C2:C5"])))
    assert not reading.errors, reading.errors
    assert duties(reading) == {"03035910": "1", "03035990": "2"}
    assert duties(reading, 1) == {"03035910": "10", "03035990": "10"}


def test_a_whole_tariff_with_a_column_for_each_agreement():
    rows = [["税则号列", "商品名称", "最惠国税率", "协定税率", None], [None, None, None, "智利", "哥斯达黎加"]]
    rows.append(["03035910", "甲", 10, 1, 2])
    reading = read(saved(book(rows, ["D1:E1"])))
    assert duties(reading) == {"03035910": "2"}
    assert reading.drafts[0].meta["schedule"]["origins"] == ["CR"]


def test_codes_quoted_to_keep_their_zeros():
    content = '税则号列,最惠国税率,协定税率\r\n="03035910",10,1\r\n'.encode()
    assert duties(read(content, "a.csv")) == {"03035910": "1"}


def test_years_before_the_first_day_belong_to_the_staging():
    rows = [["税则号列", "商品名称", "2010年税率", "2011年税率", "2012年税率"], ["03035910", "甲", 10, 8, 6]]
    reading = read(saved(book(rows)))
    assert not reading.errors, reading.errors
    assert reading.drafts[0].meta["schedule"]["staging_from"] == date(2010, 1, 1)


def test_rates_of_an_agreement_with_many_partners_are_said_to_hold_for_all():
    rows = [["税则号列", "商品名称", "协定税率"], ["03035910", "甲", 1]]
    reading = read(saved(book(rows)), agreement="RCEP")
    assert [w.code for w in reading.table.warnings] == ["all_partners"]
    reading = read(saved(book(rows)), agreement="RCEP", partners="KR")
    assert (reading.table.warnings, reading.drafts[0].table) == ([], "rcep-kr")


def test_entities_in_a_workbook_are_refused(lines):
    import io
    import zipfile

    content = saved(book(annex_rows(lines[:3])))
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
                data = bomb + data[data.index(b"<worksheet") :].replace(b"<v>1</v>", b"<v>&b;</v>", 1)
            new.writestr(info.filename, data)
    with pytest.raises(UnreadableTable):
        read(sink.getvalue())


def test_rows_that_number_the_columns_and_other_words_for_a_code():
    for word in ("商品编码", "Product code", "税则列号", "H.S.", "Tariff Item Number", "CN Code"):
        rows = [
            [word, "货品", "最惠国", "协定"],
            [1, 2, 3, 4],
            ["03035910", "甲", 10, 1],
            ["（1）", "（2）", "（3）", "（4）"],
        ]
        rows.append(["03035990", "乙", 10, 2])
        reading = read(saved(book(rows)))
        assert not reading.errors, (word, reading.errors)
        assert duties(reading) == {"03035910": "1", "03035990": "2"}


def test_mfn_rates_of_other_years_are_said_not_to_be_read():
    rows = [
        ["税号", "2011年最惠国税率", "2012年最惠国税率", "2011年协定税率", "2012年协定税率"],
        ["03035910", 10, 9, 5, 4],
    ]
    reading = read(saved(book(rows)))
    assert [(w.code, w.data["given"]) for w in reading.table.warnings] == [("mfn_years", "2012")]
    assert (duties(reading, 1), duties(reading, 0, "2012")) == ({"03035910": "10"}, {"03035910": "4"})


def test_a_table_in_another_order_than_by_code_is_fine():
    codes = [84713000, 3035910, 85171200, 10063010, 2071200, 31021000]
    rows = [["税号", "最惠国税率", "协定税率"], *([code, 5, 1] for code in codes)]
    assert set(duties(read(saved(book(rows))))) == {f"{code:08}" for code in codes}


def test_a_category_on_another_sheet_is_named_where_it_stands():
    made = book([["税号", "基准税率", "降税类别"], ["03035910", 10, "A"]], title="一")
    more = made.create_sheet("二")
    more.append(["降税类别", "税号", "基准税率"])
    more.append(["X", "84713000", 10])
    wrong = read(saved(made), categories={"A": "immediate"})
    assert [(f.sheet, f.row, f.cell) for f in wrong.errors] == [("二", 2, "A2")]
