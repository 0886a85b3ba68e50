"""A small annex as an authority would publish it: title rows, two-row heading, chapters between the lines. Figures are invented."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

LINES = (
    ("02071200", "冻的整只鸡", "1.3元/千克", "0"),
    ("03035990", "冻的其他鱼", "10", "4"),
    ("04069000", "其他乳酪", "12", "7.2"),
    ("09011100", "未焙炒的咖啡", "8", "0"),
)
"""Code, name, MFN rate, agreement rate."""


def annex(lines: Sequence[tuple[str, str, str, str]] = LINES, *, rate_head: str = "协定税率（%）") -> bytes:
    """The annex as XLSX bytes; the first line stands in row 6. ``rate_head`` is the heading of the last column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "附表"
    sheet.append(["附表（演示，虚构数字）"])
    sheet.merge_cells("A1:E1")
    sheet.append([None])
    sheet.append(["序号", "税则号列", "商品名称", "税率", None])
    sheet.merge_cells("D3:E3")
    sheet.append([None, None, None, "最惠国税率（%）", rate_head])
    for column in "ABC":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.append([None, "第一章　虚构", None, None, None])
    for number, (code, name, mfn, agreed) in enumerate(lines, 1):
        sheet.append([number, code, name, mfn, agreed])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_rate(code: str, rate: str) -> bytes:
    """The same annex with another agreement rate for one code."""
    return annex([(c, n, m, rate if c == code else a) for c, n, m, a in LINES])
