"""The rate book on one day as a flat table: one row for each line of each schedule that holds, for other programs to read."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from zaiton.kit.insight import table_of
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.duty_text import duty_code
from zaiton.services.tariff.domain.schedule import Undecided
from zaiton.services.tariff.queries.ratebook import rate_book

SCHEMA = pa.schema(
    [
        ("destination", pa.string()),
        ("agreement", pa.string()),
        ("origins", pa.list_(pa.string())),
        ("code", pa.string()),
        ("duty", pa.string()),
        ("rate_percent", pa.decimal128(18, 10)),
        ("applies", pa.bool_()),
        ("condition", pa.string()),
        ("in_force_from", pa.date32()),
        ("in_force_until", pa.date32()),
        ("status", pa.string()),
        ("table", pa.string()),
    ]
)


def rate_table(on: date, destination: str = "") -> pa.Table:
    """Every line of every schedule that holds on the day, for one destination or all; margins are left to the answer."""
    return table_of(rate_rows(rate_book(), on, destination), SCHEMA)


def plain_table(table: pa.Table) -> pa.Table:
    """The same table with lists and decimals as plain text, for CSV."""
    rates = [None if rate is None else f"{rate.normalize():f}" for rate in table["rate_percent"].to_pylist()]
    origins = [" ".join(cell) for cell in table["origins"].to_pylist()]
    for name, texts in (("rate_percent", rates), ("origins", origins)):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(texts, pa.string()))
    return table


def rate_rows(book: RateBook, on: date, destination: str = "") -> Iterator[dict]:
    """The rows of ``rate_table`` as mappings."""
    for schedule in book.schedules:
        table = schedule.table
        ended = schedule.until_day is not None and schedule.until_day <= on
        if ended or schedule.from_day > on or (destination and table.destination != destination):
            continue
        info = book.agreements.get((table.agreement, table.destination))
        origins = list(table.origins or (info.origins if info else ()))
        year_index = sum(1 for start in schedule.starts if start <= on) or 1
        for code, line in schedule.lines.items():
            if isinstance(line, Undecided):
                found = [(finding, when) for when, _, finding in line.candidates]
            else:
                found = [(schedule.in_year(line, year_index), "")]
            for finding, when in found:
                if finding.source is None:
                    continue
                yield {
                    "destination": table.destination,
                    "agreement": table.agreement,
                    "origins": origins,
                    "code": code,
                    "duty": duty_code(finding.duty)
                    if finding.margin is None
                    else f"MFN - {percent_of(finding.margin[0])}%",
                    "rate_percent": None if finding.rate is None else percent_of(finding.rate),
                    "applies": finding.applies if not when else None,
                    "condition": when,
                    "in_force_from": finding.period_from,
                    "in_force_until": finding.period_until,
                    "status": finding.status,
                    "table": schedule.source.table,
                }
