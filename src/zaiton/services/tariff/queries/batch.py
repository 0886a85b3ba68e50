"""Many questions at once: a table of rows in, the same rows with their answers out.

Rows in plain form (the code as the tariff prints it, two-letter territories, a day, a value) are answered by three joins over
the classes of equal lines (``domain.vectors``); every other row goes through the very reader and engine of the single answer,
one by one. Both make their fields with ``domain.outcome``. See the explanation page on the batch.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from zaiton.base.refusals import Refusal
from zaiton.kit.insight import connect
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.asking import read_value
from zaiton.services.tariff.domain.duty import minor_digits
from zaiton.services.tariff.domain.outcome import (
    REFUSED,
    Amounts,
    Outcome,
    amounts,
    amounts_of,
    depends_on_value,
    outcome_of,
    shown_rate,
)
from zaiton.services.tariff.queries.advice import Asked, question_of, voice
from zaiton.services.tariff.queries.batch_join import MEMORY, Joined
from zaiton.services.tariff.queries.names import currency_of
from zaiton.services.tariff.queries.ratebook import rate_book

COLUMNS = ("code", "origin", "destination", "on", "value", "currency", "quantity", "unit")
"""What a list may give for each shipment; only ``code`` and ``origin`` are needed."""
FIELDS = (
    *("row", "code", "origin", "destination", "on", "value", "status", "coverage", "agreement", "rate_percent"),
    *("duty_text", "duty", "base_agreement", "base_rate_percent", "saving_points", "saving", "currency"),
    *("reason", "sources"),
)
"""What the answered list says of each row; ``row`` counts from 1."""
FEW = 3_000
"""Up to so many rows the single engine is quicker than making the classes."""
CHUNK = 20_000
REMEMBERED = 100_000
"""Questions without their value that one batch remembers at most."""

Progress = Callable[[int, int], None]


class Row(NamedTuple):
    """One row as typed."""

    number: int
    code: str
    origin: str
    destination: str
    on: str
    value: str
    currency: str = ""
    quantity: str = ""
    unit: str = ""


def answer_rows(table: pa.Table, *, today: date, progress: Progress = lambda done, total: None) -> pa.Table:
    """The answered rows of a table of texts (see ``COLUMNS``), in its order, with the fields of ``FIELDS``.

    ``today`` stands for a blank day. A row that cannot be read is ``refused`` with the sentence that says why; nothing
    about one row changes another.
    """
    total = table.num_rows
    progress(0, total)
    if total <= FEW:
        return by_engine(_typed(table), today, progress, total)
    source = connect({"given": _complete(table)}, memory=MEMORY)
    try:
        fast = source.sql(Joined(source, today=today).query(FIELDS)).to_arrow_table().cast(schema())
        left = set(range(1, total + 1)).difference(fast["row"].to_pylist())
        progress(total - len(left), total)
        slow = by_engine(_typed(table, left), today, progress, total, total - len(left))
        answered = pa.concat_tables([fast, slow])
        return answered.sort_by("row").combine_chunks()
    finally:
        source.close()


# the single engine, row by row


def by_engine(rows: Iterator[Row], today: date, progress: Progress, total: int, done: int = 0) -> pa.Table:
    """The rows answered one by one; ``done`` rows of ``total`` were answered before."""
    parts: list[pa.Table] = []
    records: list[dict] = []
    asking = _Asking(today)
    for row in rows:
        records.append(asking.answered(row))
        done += 1
        if len(records) == CHUNK:
            parts.append(pa.Table.from_pylist(records, schema=schema()))
            records = []
        if done % 500 == 0:
            progress(done, total)
    progress(total, total)
    return pa.concat_tables([*parts, pa.Table.from_pylist(records, schema=schema())])


class _Asking:
    """The reader and the engine of the single answer, row by row; rows that differ in their value alone are asked once."""

    def __init__(self, today: date) -> None:
        self._today, self._say, self._book = today, voice(), rate_book()
        self._known: dict[tuple[str, ...], tuple[Question, Outcome]] = {}

    def answered(self, row: Row) -> dict:
        """One row."""
        key = (row.code, row.origin, row.destination, row.on)
        try:
            if key in self._known and not (row.currency or row.quantity or row.unit):
                question, outcome = self._known[key]
                value = read_value(row.value, currency_of(question.destination))
                return _record(row, question, outcome, amounts(outcome, value))
            return self._asked(row, key)
        except Refusal as refusal:
            told = f"{refusal.sentence(self._say.translate)} {refusal.remedy(self._say.translate)}".strip()
            return _record(row, None, Outcome(REFUSED, "", "", None, "", "", None, None, told, ""), Amounts(None, None))

    def _asked(self, row: Row, key: tuple[str, ...]) -> dict:
        asked = Asked(
            code=row.code,
            origin=row.origin,
            destination=row.destination or "CN",
            on=row.on.strip() or self._today,
            value=row.value,
            quantity=row.quantity,
            unit=row.unit,
            currency=row.currency,
        )
        question = question_of(asked)
        given = answer(self._book, question)
        outcome = outcome_of(given, self._say)
        if question.quantity is None and question.exchange is None and not depends_on_value(given):
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = (question, outcome)
        return _record(row, question, outcome, amounts_of(given))


def _record(row: Row, question: Question | None, outcome: Outcome, found: Amounts) -> dict:
    currency = "" if question is None else currency_of(question.destination)
    digits = minor_digits(currency)
    return {
        "row": row.number,
        "code": row.code,
        "origin": row.origin,
        "destination": row.destination or "CN",
        "on": row.on if question is None else f"{question.day:%Y-%m-%d}",
        "value": row.value,
        "status": outcome.status,
        "coverage": outcome.coverage,
        "agreement": outcome.agreement,
        "rate_percent": shown_rate(outcome.rate),
        "duty_text": outcome.duty_text,
        "duty": _money(found.duty, digits),
        "base_agreement": outcome.base_agreement,
        "base_rate_percent": shown_rate(outcome.base_rate),
        "saving_points": shown_rate(outcome.saving_points),
        "saving": _money(found.saving, digits),
        "currency": currency,
        "reason": outcome.reason,
        "sources": outcome.sources,
    }


def _money(minor: int | None, digits: int) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-digits)


def schema() -> pa.Schema:
    """The types of ``FIELDS``."""
    numbers = {"rate_percent": 10, "base_rate_percent": 10, "saving_points": 10}
    types = {"row": pa.int64(), **{n: pa.decimal128(18 if d != 2 else 20, d) for n, d in numbers.items()}}
    types |= {"duty": pa.decimal128(20, 2), "saving": pa.decimal128(20, 2)}
    return pa.schema([(name, types.get(name, pa.string())) for name in FIELDS])


def _complete(table: pa.Table) -> pa.Table:
    """The table with every column of ``COLUMNS`` as text, blank where it is missing, and the row numbers."""
    size = table.num_rows
    blank = pa.array([""], pa.string())
    columns = {"row": pa.array(np.arange(1, size + 1, dtype=np.int64))}
    for name in COLUMNS:
        given = table[name].cast(pa.string()).fill_null("") if name in table.column_names else None
        columns[name] = pa.chunked_array([pa.repeat(blank[0], size)]) if given is None else given
    return pa.table(columns)


def _typed(table: pa.Table, only: set[int] | None = None) -> Iterator[Row]:
    for batch in _complete(table).to_batches(max_chunksize=CHUNK):
        for cells in zip(*(batch[name].to_pylist() for name in ("row", *COLUMNS)), strict=True):
            if only is None or cells[0] in only:
                yield Row(*cells)
