"""Synthetic annexes in the layouts of official tables, written as workbooks and as CSV. Every figure is invented."""

import csv
import io
import random
from collections.abc import Sequence
from decimal import Decimal

import openpyxl

from zaiton.services.tariff.queries.import_reading import _codes

DUTIES = ("1.3元/千克", "0.5元/千克", "21元/平方米", "10%+2元/千克", "3.7 元／平方米", "10%或3元/千克，从高")
READ = {
    "1.3元/千克": "1.3 CNY/kg",
    "0.5元/千克": "0.5 CNY/kg",
    "21元/平方米": "21 CNY/m2",
    "10%+2元/千克": "10 + 2 CNY/kg",
    "3.7 元／平方米": "3.7 CNY/m2",
    "10%或3元/千克，从高": "max(10, 3 CNY/kg)",
}


def lines_of(count: int, seed: int, edition: int = 2012) -> list[dict[str, str]]:
    """So many invented lines: eight-digit codes of an edition, a name, an MFN and an agreement rate as they are printed."""
    chance = random.Random(seed)
    six = sorted(_codes(edition))
    codes = sorted({f"{chance.choice(six)}{chance.randrange(1, 100):02}" for _ in range(count * 2)})
    codes = sorted(chance.sample(codes, count))
    found = []
    for number, code in enumerate(codes, 1):
        mfn = f"{Decimal(chance.randrange(0, 650)) / 10:f}"
        pref = chance.choice(["", "0", mfn, f"{Decimal(chance.randrange(0, 400)) / 10:f}"])
        if chance.random() < 0.01:
            mfn, pref = chance.choice(DUTIES), chance.choice(DUTIES)
        found.append({"no": str(number), "code": code, "name": f"演示货物{number}", "mfn": mfn, "pref": pref})
    return found


def dotted(code: str) -> str:
    """A code as announcements print it.

    >>> dotted("03035990")
    '0303.5990'
    """
    return f"{code[:4]}.{code[4:]}"


def number(text: str) -> object:
    """A rate as a spreadsheet holds it: a number where it is one."""
    return float(text) if text.replace(".", "", 1).isdigit() else text or None


def book(rows: Sequence[Sequence[object]], merged: Sequence[str] = (), title: str = "附件1") -> openpyxl.Workbook:
    """A workbook with one sheet of these rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return made


def saved(workbook: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    sink = io.BytesIO()
    workbook.save(sink)
    return sink.getvalue()


def annex_rows(lines: Sequence[dict[str, str]], *, dots: bool = True, year: str = "2011年") -> list[list[object]]:
    """The usual annex of an agreement: title rows, headings, chapter titles between the lines, a note beneath."""
    rows: list[list[object]] = [
        ["附件1："],
        ["中国—示例国自由贸易协定税率表（演示，数字虚构）"],
        ["序号", "税则号列", "商品名称", f"{year}最惠国税率（%）", f"{year}协定税率（%）", "备注"],
    ]
    chapter = ""
    for line in lines:
        if line["code"][:2] != chapter:
            chapter = line["code"][:2]
            rows.append([None, chapter, f"第{int(chapter)}章"])
        code = dotted(line["code"]) if dots else line["code"]
        rows.append([int(line["no"]), code, line["name"], number(line["mfn"]), number(line["pref"])])
    return [*rows, [], ["注：税率以进口国公布的为准。"]]


def as_csv(rows: Sequence[Sequence[object]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """The rows as CSV; whole numbers without a point, as spreadsheets save them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow("" if c is None else (f"{c:g}" if isinstance(c, float) else c) for c in row)
    return text.getvalue().encode(encoding)
