"""One full answer in process, over the whole book, against a plain Decimal loop and hand-written SQL over the same book.

Every question is asked once: distinct random lines, origins and days, each with a customs value. No answer is remembered.
The Decimal loop lists
rates with duty and a sentence, the SQL finds only the best rate; all three must agree on it. Run it with ``make bench``.
"""

import gc
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

import django

django.setup()

from zaiton.kit.cli import to_json
from zaiton.kit.insight import connect, table_of
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.document import Voice, answer_document
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.plan import MFN_PARTS
from zaiton.services.tariff.domain.schedule import Undecided
from zaiton.services.tariff.queries.rate_table import SCHEMA
from zaiton.services.tariff.queries.ratebook import compile_book

QUESTIONS = 60_000
DECIMAL_QUESTIONS = 20_000
SQL_QUESTIONS = 600
TEXT_QUESTIONS = 6_000
FINE, CENT = Decimal("1e-10"), Decimal("0.01")


def questions(book: RateBook, count: int, seed: int) -> list[Question]:
    """Distinct random questions: a line, an origin that trades with the destination, a day on which its table holds."""
    chance = random.Random(seed)
    pools = []
    for schedule in book.schedules:
        if schedule.table.agreement not in ("MFN", *MFN_PARTS) or len(schedule.codes) < 1000:
            continue
        destination = schedule.table.destination
        origins = ["CN"] if destination != "CN" else ["CH", "IS", "KR", "AU", "HK", "NZ", "CL", "PK", "SG", "US"]
        last = schedule.until_day or schedule.from_day + timedelta(days=365)
        pools.append((schedule.codes, origins, destination, schedule.from_day, (last - schedule.from_day).days))
    found: dict[tuple, Question] = {}
    while len(found) < count:
        codes, origins, destination, first, days = chance.choice(pools)
        key = (
            chance.choice(codes),
            chance.choice(origins),
            destination,
            first + timedelta(days=chance.randrange(days)),
        )
        found[key] = Question(*key, value_minor=chance.randrange(10_000, 10**10))
    return list(found.values())


def measure(book: RateBook, asked: list[Question]) -> tuple[float, list[int]]:
    """Answers a second, and the sorted nanoseconds of each."""
    clock, ask = time.perf_counter_ns, answer
    taken = []
    begin = clock()
    for question in asked:
        start = clock()
        ask(book, question)
        taken.append(clock() - start)
    return len(asked) / ((clock() - begin) / 1e9), sorted(taken)


def flat_rows(book: RateBook) -> list[dict]:
    """The book as plain rows of decimals, the way a programmer in a hurry would keep it; conditional lines are left out."""
    rows = []
    for schedule in book.schedules:
        table = schedule.table
        info = book.agreements.get((table.agreement, table.destination))
        origins = list(table.origins or (info.origins if info else ()))
        for code, line in schedule.lines.items():
            if isinstance(line, Undecided):
                continue
            for finding in line if isinstance(line, tuple) else (line,):
                if finding.rate is None:
                    continue
                rows.append(
                    {
                        "destination": table.destination,
                        "agreement": table.agreement,
                        "origins": origins,
                        "code": code,
                        "duty": "",
                        "rate_percent": percent_of(finding.rate),
                        "applies": finding.applies,
                        "condition": "",
                        "in_force_from": finding.period_from,
                        "in_force_until": finding.period_until or date(9999, 1, 1),
                        "status": finding.status,
                        "table": schedule.source.table,
                    }
                )
    return rows


def plain_rates(rows_by_code: dict[str, list[dict]], question: Question) -> list[dict]:
    """The rates of a good by walking the rows of its code in decimals, each with its duty and a sentence, lowest first.

    MFN is the lower of WTO and temporary (or general), as in the engine; a bracketed rate does not apply. Staged rates come
    already derived, so the loop has less to do than the engine.
    """
    found: dict[str, dict] = {}
    for row in rows_by_code.get(question.code, ()):
        if (
            row["destination"] != question.destination
            or not row["in_force_from"] <= question.day < row["in_force_until"]
        ):
            continue
        if "*" not in row["origins"] and question.origin not in row["origins"]:
            continue
        if row["agreement"] in found:
            continue
        rate = row["rate_percent"].quantize(FINE, ROUND_HALF_UP).normalize()
        duty = (Decimal(question.value_minor) / 100 * rate / 100).quantize(CENT, ROUND_HALF_UP)
        found[row["agreement"]] = {
            "agreement": row["agreement"],
            "rate": rate,
            "duty": duty,
            "applies": row["applies"],
            "text": f"{rate:f}%",
            "reason": f"{row['agreement']} from {row['table']}: {rate:f} per cent of the value, {duty} due",
            "status": row["status"],
            "source": row["table"],
        }
    if "TEMPORARY" in found:
        found.pop("GENERAL", None)
    own = found.get("TEMPORARY") or found.get("GENERAL")
    mfn = found.get("MFN") or min(
        (r for r in (own, found.get("WTO")) if r and r["applies"]), key=lambda r: r["rate"], default=None
    )
    rates = sorted((r for r in found.values() if r["applies"]), key=lambda r: r["rate"])
    for rate in rates:
        rate["saving"] = None if mfn is None else mfn["duty"] - rate["duty"]
        if mfn is not None and rate["rate"] > mfn["rate"]:
            rate["reason"] = "Higher than the most-favoured-nation rate."
    return rates


def plain_best(rows_by_code: dict[str, list[dict]], question: Question) -> Decimal | None:
    """The lowest rate of the plain loop."""
    rates = plain_rates(rows_by_code, question)
    return rates[0]["rate"] if rates else None


SQL = """
WITH held AS (
    SELECT agreement, CASE WHEN applies THEN rate_percent ELSE 1000 END AS rate,
           row_number() OVER (PARTITION BY agreement ORDER BY in_force_from DESC, place) AS nth
    FROM book
    WHERE code = $code AND destination = $destination AND in_force_from <= $day AND $day < in_force_until
      AND (list_contains(origins, $origin) OR list_contains(origins, '*'))
), chosen AS (SELECT agreement, rate FROM held WHERE nth = 1)
SELECT min(rate) FROM chosen
WHERE agreement <> 'GENERAL' OR NOT EXISTS (SELECT 1 FROM chosen WHERE agreement = 'TEMPORARY')
"""


def agree(book: RateBook, by_code: dict[str, list[dict]], database, sample: list[Question]) -> int:
    """How many questions were compared; stops the run when any of the three differs."""
    compared = 0
    for question in sample:
        given = answer(book, question)
        if given.best is None or given.best.finding.rate is None or any(r.finding.applies is None for r in given.rates):
            continue
        if any(r.finding.margin or (r.finding.duty is not None and r.finding.rate is None) for r in given.rates):
            continue
        ours = percent_of(given.best.finding.rate)
        loop = plain_best(by_code, question)
        if loop is None:
            continue
        sql = database.execute(SQL, sql_arguments(question)).fetchone()[0]
        if not ours == loop == sql:
            sys.exit(f"the three disagree on {question}: {ours} {loop} {sql}")
        compared += 1
    return compared


def sql_arguments(question: Question) -> dict:
    """The parameters of one question."""
    return {"code": question.code, "destination": question.destination, "day": question.day, "origin": question.origin}


def main() -> None:
    """Measure, compare, print."""
    begin = time.perf_counter()
    book = compile_book()
    ready = time.perf_counter() - begin
    asked = questions(book, QUESTIONS, 20240115)
    rows = flat_rows(book)
    by_code: dict[str, list[dict]] = {}
    for row in rows:
        by_code.setdefault(row["code"], []).append(row)
    numbered = table_of(rows, SCHEMA)
    database = connect({"rows_in": numbered})
    database.execute("CREATE TABLE book AS SELECT *, row_number() OVER () AS place FROM rows_in")
    database.execute("CREATE INDEX book_code ON book(code)")
    compared = agree(book, by_code, database, asked[:400])
    for question in questions(book, 5_000, 7):
        answer(book, question)
    gc.collect()
    gc.freeze()
    runs = [measure(book, part) for part in (asked[0::3], asked[1::3], asked[2::3])]
    ours = statistics.median(rate for rate, _ in runs)
    p99 = statistics.median(taken[int(len(taken) * 0.99)] for _, taken in runs) / 1000
    spoken = Voice(str, True)
    start = time.perf_counter()
    for question in asked[:TEXT_QUESTIONS]:
        to_json(answer_document(answer(book, question), spoken, "CNY"), indent=None)
    with_text = TEXT_QUESTIONS / (time.perf_counter() - start)
    start = time.perf_counter()
    for question in asked[:DECIMAL_QUESTIONS]:
        plain_rates(by_code, question)
    loop = DECIMAL_QUESTIONS / (time.perf_counter() - start)
    start = time.perf_counter()
    for question in asked[:SQL_QUESTIONS]:
        database.execute(SQL, sql_arguments(question)).fetchone()
    sql = SQL_QUESTIONS / (time.perf_counter() - start)
    print(
        f"book: {len(book.schedules)} schedules, {len(rows)} rows, ready in {ready:.2f} s; {compared} answers agree in all three"
    )
    print(f"answer object     {ours:10,.0f}/s   p99 {p99:.0f} us")
    print(f"with text and JSON{with_text:10,.0f}/s")
    print(f"plain Decimal loop{loop:10,.0f}/s   (rates, duty and a sentence; ours / it = {ours / loop:.2f})")
    print(f"DuckDB SQL        {sql:10,.0f}/s   (best rate only; ours / it = {ours / sql:.0f})")
    conditions = {
        "questions": QUESTIONS,
        "p99_us": round(p99, 1),
        "with_text_and_json_per_s": round(with_text),
        "plain_decimal_loop_per_s": round(loop),
        "ratio_to_decimal_loop": round(ours / loop, 2),
        "cores_used": 1,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "peer": "hand-written DuckDB SQL, best rate only",
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(ours), "peer": round(sql), "ratio": round(ours / sql, 1)}
    database.close()
    gc.unfreeze()
    print(json.dumps({**line, "unit": "answers/s", "conditions": conditions}))


if __name__ == "__main__":
    main()
