"""Certificates drawn as PDF/A on one core: the sheet as the product draws it, against bare typst and against WeasyPrint.

Bare typst gets the same template, fonts and data, made ready beforehand; ours reads the sheet, looks for characters without a shape,
draws the QR code and puts the data together. Each certificate has another number, taken in turns, so that nothing is remembered.
WeasyPrint draws a page of its own with the same words, font and standard. Run it with ``make bench``; ``SHEETS`` gives another number.
"""

import dataclasses
import html
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="zaiton-bench-")
os.environ["ZAITON_HOME"] = HOME
os.environ["DEMO"] = "0"
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

import django

django.setup()

import typst
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.cards import Line
from zaiton.blocks.papers.domain.sheets import Sheet, sheet_document
from zaiton.blocks.papers.queries import rendering
from zaiton.blocks.papers.queries.fonts import SHIPPED, font_set

SHEETS, WITH_WEASYPRINT, LINES = int(os.environ.get("SHEETS", "400")), 15, 20
MOST_RATIO = 1.3
STYLE = f"@font-face {{font-family: F; src: url('file://{SHIPPED}')}} body {{font: 10pt F}} @page {{size: A4}}"


def sheet(number: int) -> Sheet:
    """A synthetic certificate of one page with twenty lines."""
    lines = [
        Line(
            Bilingual(f"第{n}项", f"Item {n}"),
            Bilingual(f"福建省厦门市第{number}号", f"Number {number} at Xiamen, Fujian"),
        )
        for n in range(LINES - 2)
    ]
    return Sheet(
        number=f"GJ-2026-{number:06d}",
        code=f"{number:016d}",
        title=Bilingual("船舶国籍证书", "Certificate of Nationality"),
        issuer=Bilingual("演示海事局", "Demonstration Maritime Administration"),
        holder="演示航运有限公司",
        basis="船舶登记条例第十五条",
        lines=tuple(lines),
        issued_at=datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
        issued_on=date(2026, 11, 20),
        valid_until=date(2031, 11, 19),
        verify_url=f"https://certificates.example.gov.cn/papers/verify/{number:016d}/",
        demo=True,
    )


def prepared(one: Sheet) -> Callable[[], bytes]:
    """The bare drawing of a sheet: everything but typst's own work is done before."""
    known, template = font_set(), rendering._template()
    data = {**sheet_document(one), "fonts": list(known.families), "qr": rendering._qr(one.verify_url)}
    inputs, at = {"d": json.dumps(data, ensure_ascii=False)}, int(one.issued_at.timestamp())
    return lambda: typst.compile(
        template, font_paths=known.fonts, sys_inputs=inputs, pdf_standards=rendering.STANDARD, timestamp=at
    )


def by_weasyprint(one: Sheet) -> bytes:
    """The words of a sheet as a table."""
    told = dataclasses.astuple(one)
    rows = "".join(f"<tr><td>{' '.join(line[0])}<td>{'<br>'.join(line[1])}" for line in told[6])
    head = "".join(f"<p>{html.escape(str(part))}" for part in (one.number, one.title.zh, one.title.en, one.holder))
    page = f"<html lang=zh><title>{one.number}</title><style>{STYLE}</style>{head}<table>{rows}</table>{one.verify_url}"
    return weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-1b", font_config=FontConfiguration())


def milliseconds(draw: Callable[[], bytes]) -> float:
    """The time of one core that a drawing takes; what else the machine does is not counted."""
    begin = time.process_time()
    draw()
    return (time.process_time() - begin) * 1000


def main() -> None:
    """Measure in turns, compare, print."""
    rendering.sheet_pdf(sheet(0)), prepared(sheet(0))(), by_weasyprint(sheet(0))
    ours, bare, other = [], [], []
    for number in range(1, SHEETS + 1):  # two of each, so that neither draws what the other has just drawn
        mine, its = sheet(2 * number), prepared(sheet(2 * number + 1))
        for took, draw in ((ours, partial(rendering.sheet_pdf, mine)), (bare, its))[:: 1 if number % 2 else -1]:
            took.append(milliseconds(draw))
        if number <= WITH_WEASYPRINT:
            other.append(milliseconds(partial(by_weasyprint, mine)))
    one = sheet(9_999_999)
    if prepared(one)() != rendering.sheet_pdf(one):
        sys.exit("the two do not draw the same certificate")
    (p50, p95), (bare_p50, bare_p95) = (
        (statistics.median(took), statistics.quantiles(took, n=20)[18]) for took in (ours, bare)
    )
    ratio, beside = p50 / bare_p50, statistics.median(other)
    pages = 1000 / statistics.fmean(ours)
    print(f"ours        {p50:8.2f} ms p50 {p95:8.2f} ms p95 {pages:8.0f} pages/s on one core")
    print(
        f"bare typst  {bare_p50:8.2f} ms p50 {bare_p95:8.2f} ms p95   (ours / it = {ratio:.2f}, at most {MOST_RATIO})"
    )
    print(f"WeasyPrint  {beside:8.2f} ms p50   ({len(other)} pages)")
    conditions = {
        "sheets": SHEETS,
        "lines": LINES,
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "pages_per_s_and_core": round(pages),
        "peer": "bare typst: same template, fonts and data, in turns",
        "peer_p50_ms": round(bare_p50, 2),
        "peer_p95_ms": round(bare_p95, 2),
        "weasyprint_p50_ms": round(beside, 2),
        "most_ratio": MOST_RATIO,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(p50, 2), "peer": round(bare_p50, 2), "ratio": round(ratio, 2)}
    print(json.dumps({**line, "unit": "ms of CPU", "conditions": conditions}))
    if ratio > MOST_RATIO:
        sys.exit("too slow")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
