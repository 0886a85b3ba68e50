"""Bringing in an annex of 9,000 lines as a workbook: read, checked, compared, published, logged; against reading its cells alone.

The annex is synthetic (seeded, marked so, never shipped) in the layout of official ones: title rows, headings in two rows,
codes with dots, names, two rates, one duty in a hundred by quantity. Run it with ``make bench``.
"""

import io
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="zaiton-bench-")
os.environ["ZAITON_HOME"] = HOME
os.environ["DEMO"] = "0"
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
subprocess.run([Path(sys.executable).with_name("zaiton"), "setup"], check=True, stdout=subprocess.DEVNULL)

import django

django.setup()

import openpyxl

from zaiton.blocks.law.public import find_packs
from zaiton.kit import clock
from zaiton.services.tariff.actions.imports import import_now
from zaiton.services.tariff.queries.ratebook import compile_book

LINES, RUNS, LIMIT_SECONDS = 9_000, 3, 10
SETTINGS = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2022-01-01", "hs": "2022", "status": "synthetic"}


def annex(seed: int) -> bytes:
    """The workbook; another seed gives other rates for the same lines."""
    chance = random.Random(7)
    six = next(p for p in find_packs("tariff", "nomenclature") if p.hs_edition == 2022).columns()["code"]
    codes = sorted(chance.sample(sorted({f"{c}{n:02}" for c in six for n in (10, 20, 90)}), LINES))
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["附件：演示协定税率表（合成数据，数字虚构）"])
    sheet.append(["序号", "税则号列", "商品名称", "最惠国税率（%）", "协定税率（%）"])
    for number, code in enumerate(codes, 1):
        rates = [chance.randrange(0, 300) / 10, chance.choice([0, None, chance.randrange(0, 200) / 10])]
        if chance.random() < 0.01:
            rates = ["1.3元/千克", "10%+2元/千克"]
        sheet.append([number, f"{code[:4]}.{code[4:]}", f"演示货物第{number}号，其他未列名的", *rates])
    sheet.merge_cells("A1:E1")
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def cells_only(content: bytes) -> float:
    """Seconds to read every cell of the workbook and do nothing with it."""
    begin = time.perf_counter()
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
    count = sum(len(row) for row in sheet.iter_rows(values_only=True))
    if count < 5 * LINES:
        sys.exit("the peer read too little")
    return time.perf_counter() - begin


def main() -> None:
    """Measure, compare, print."""
    compile_book()
    ours, again, peer = [], [], []
    for seed in range(RUNS):
        content = annex(seed)
        facts = {"content": content, "name": "annex.xlsx", "settings": SETTINGS, "at": clock.now()}
        begin = time.perf_counter()
        report = import_now(**facts)
        ours.append(time.perf_counter() - begin)
        if report["errors"] or report["lines"] != LINES:
            sys.exit(f"the annex was not loaded: {report['errors'][:3]}")
        begin = time.perf_counter()
        if import_now(**facts)["unchanged"] != LINES:
            sys.exit("the same file changed something")
        again.append(time.perf_counter() - begin)
        peer.append(cells_only(content))
    seconds, limit = statistics.median(ours), statistics.median(peer)
    print(f"read, checked, published {seconds:6.2f} s   ({LINES:,} lines; at most {LIMIT_SECONDS} s)")
    print(f"the same file again      {statistics.median(again):6.2f} s   (changes nothing)")
    print(f"openpyxl, cells alone    {limit:6.2f} s   (ours / it = {seconds / limit:.1f})")
    conditions = {
        "lines": LINES,
        "again_s": round(statistics.median(again), 2),
        "limit_s": LIMIT_SECONDS,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "peer": "openpyxl reading the cells alone",
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(seconds, 2), "peer": round(limit, 2)}
    print(json.dumps({**line, "ratio": round(seconds / limit, 2), "unit": "s", "conditions": conditions}))


if __name__ == "__main__":
    main()
