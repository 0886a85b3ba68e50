"""The quick way through a batch: the rate book reduced to classes, and one SQL statement that joins it to the rows.

The relation ``given`` must have ``row`` and may have the columns of ``batch.COLUMNS``, as text or in their own types. A row
that is not in plain form, or whose answer is not shared by its class, does not come out.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from django.utils.translation import get_language

from zaiton.base.refusals import Refusal
from zaiton.services.tariff.domain.asking import read_territory
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.duty import SCALE, minor_digits
from zaiton.services.tariff.domain.outcome import Outcome, shown_rate
from zaiton.services.tariff.domain.vectors import Vectors
from zaiton.services.tariff.queries.advice import voice
from zaiton.services.tariff.queries.names import currency_of, known_territories
from zaiton.services.tariff.queries.ratebook import rate_book

if TYPE_CHECKING:
    import duckdb

MEMORY = "400MB"
MILLE = SCALE // 1000
"""Rates are whole thousandths of a per cent here; finer ones are left to the single engine."""
LARGEST_RATE = 1000 * SCALE
TEXTS = ("status", "coverage", "agreement", "duty_text", "base_agreement", "reason", "sources")


_lock = threading.Lock()
_shelf: dict[str, "_Learned"] = {}


@dataclass(slots=True)
class _Learned:
    """What earlier batches in one language have learned of the book, and the tables of the last one of them."""

    book: RateBook
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    makers: dict[str, Vectors] = field(default_factory=dict)
    asked: tuple = ()
    tables: dict[str, pa.Table] = field(default_factory=dict)


def _learned(book: RateBook) -> _Learned:
    language = get_language() or ""
    kept = _shelf.get(language)
    if kept is None or kept.book is not book:
        kept = _shelf[language] = _Learned(book)
    return kept


class Joined:
    """A batch's own reduced book, registered on a connection that knows the relation ``given``."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", *, today: date, book: RateBook | None = None) -> None:
        self._connection, self._today = connection, today
        self._book = rate_book() if book is None else book
        columns = connection.sql("SELECT * FROM given LIMIT 0")
        self._types = dict(zip(columns.columns, map(str, columns.types), strict=True))
        with _lock:
            self._learned = _learned(self._book)
            self._build()

    def query(self, fields: Iterable[str]) -> str:
        """The statement that answers every row it can, with ``fields`` in their order; the others do not come out."""
        return f"""
            SELECT {", ".join(self._field(name) for name in fields)}
            FROM (SELECT g.*, r.whole, r.money, k.vector + d.period AS key
                  FROM (SELECT *, {self._value()} AS cents, {self._day()} AS day FROM given) g
                  JOIN routes r ON r.destination = {self._text("destination", "g")} AND r.origin = g.origin
                  JOIN lines l ON l.code = g.code
                  JOIN vectors k ON k.pair = r.route + l.line
                  JOIN days d ON d.day = g.day) r
            JOIN keys k ON k.key = r.key
            JOIN outcomes o ON o.number = k.number
            WHERE {self._plain()}
        """

    # the reduced book

    def _build(self) -> None:
        routes = self._connection.sql(
            f"SELECT {self._text('destination')} AS d, origin AS o, min({self._day()}), max({self._day()}) FROM given GROUP BY ALL"
        ).fetchall()
        routes = [(d, o, first, last) for d, o, first, last in routes if first is not None and self._known(d, o)]
        first = min((r[2] for r in routes), default=self._today)
        last = max((r[3] for r in routes), default=self._today)
        pairs = sorted((d, o) for d, o, _, _ in routes)
        self._whole = all(minor_digits(currency_of(d)) == 2 for d, _ in pairs)
        asked = (pairs, first, last)
        if self._learned.asked != asked:
            self._learned.tables = self._reduced(pairs, first, last)
            self._learned.asked = asked
        for name, table in self._learned.tables.items():
            self._connection.register("kept", table)
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM kept")
            self._connection.unregister("kept")

    def _reduced(self, pairs: list[tuple[str, str]], first: date, last: date) -> dict[str, pa.Table]:
        """The tables of the reduced book for these origins and days."""
        cuts = {s.begins for d, o in pairs for s in self._book.plan(o, d).slots if first < s.begins <= last}
        periods = sorted({first, *cuts})
        makers = {d: self._maker(d) for d in dict.fromkeys(d for d, _ in pairs)}
        lines = sorted({code for maker in makers.values() for code in maker.codes})
        place = {code: at for at, code in enumerate(lines)}
        places = {d: np.array([place[code] for code in maker.codes], np.int64) for d, maker in makers.items()}
        vectors: dict[bytes, int] = {}
        of_pairs = np.full(len(pairs) * len(lines), -1, np.int64)
        for route, (destination, origin) in enumerate(pairs):
            classes, found = makers[destination].of_origin(origin, periods)
            numbers = np.array([vectors.setdefault(row.tobytes(), len(vectors)) for row in found], np.int64)
            of_pairs[route * len(lines) + places[destination]] = numbers[classes]
        return {
            "days": _day_table(first, last, periods),
            **_pair_tables(pairs, lines, of_pairs, len(periods)),
            **_vector_tables(vectors, list(self._learned.outcomes)),
        }

    def _maker(self, destination: str) -> Vectors:
        makers = self._learned.makers
        if destination not in makers:
            makers[destination] = Vectors(self._book, destination, voice(), self._learned.outcomes)
        return makers[destination]

    def _known(self, destination: str, origin: str) -> bool:
        try:
            return all(read_territory(t, "origin", known_territories()) == t for t in (destination, origin))
        except Refusal:
            return False

    # the statement

    def _field(self, name: str) -> str:
        if name in ("row", "code", "origin"):
            return f"r.{name}"
        if name == "destination":
            return f"{self._text('destination', 'r')} AS destination"
        if name == "on":
            return 'CAST(r.day AS VARCHAR) AS "on"'
        if name == "value":
            return 'r."value"' if "value" in self._types else "'' AS \"value\""
        if name == "currency":
            return "r.money AS currency"
        minor = "r.cents" if self._whole else "(r.cents // r.whole)"
        best, base = (f"({minor} * o.{rate} + 50000) // 100000" for rate in ("rate", "base_rate"))
        if name == "duty":
            return f"{self._hundredths(best)} AS duty"
        if name == "saving":
            return f"{self._hundredths(f'({base}) - ({best})')} AS saving"
        return f"o.{name}"

    def _hundredths(self, minor: str) -> str:
        """SQL of an amount in minor units as a decimal number."""
        units = minor if self._whole else f"({minor}) * r.whole"
        return f"CAST(CAST({units} AS DECIMAL(15,0)) * 0.01::DECIMAL(3,2) AS DECIMAL(18,2))"

    def _text(self, name: str, table: str = "") -> str:
        """A territory column, China where it is blank or missing."""
        dot = f"{table}." if table else ""
        return f"coalesce(nullif({dot}{name}, ''), 'CN')" if name in self._types else "'CN'"

    def _day(self) -> str:
        """The day of a row, NULL where it is not in plain form."""
        today = f"DATE '{self._today:%Y-%m-%d}'"
        kind = self._types.get("on")
        if kind is None:
            return today
        if kind == "DATE":
            return f'coalesce("on", {today})'
        if kind != "VARCHAR":
            return "NULL::DATE"
        return f"""CASE WHEN "on" = '' OR "on" IS NULL THEN {today}
                   WHEN regexp_full_match("on", '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST("on" AS DATE) END"""

    def _value(self) -> str:
        """The value in hundredths, NULL where none is given or it is not in plain form."""
        kind = self._types.get("value", "")
        if kind.endswith("]"):
            return "NULL::BIGINT"
        if kind.startswith(("DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "UINTEGER")):
            return 'CASE WHEN "value" BETWEEN 0 AND 40000000000 THEN CAST("value" * 100 AS BIGINT) END'
        if kind == "DOUBLE":
            return """CASE WHEN "value" BETWEEN 0 AND 40000000000 AND CAST("value" AS DECIMAL(18,2))::DOUBLE = "value"
                      THEN CAST(CAST("value" AS DECIMAL(18,2)) * 100 AS BIGINT) END"""
        if kind == "VARCHAR":
            return """CASE WHEN regexp_full_match("value", '[0-9]{1,10}([.][0-9]{1,2})?')
                      THEN CAST(CAST("value" AS DECIMAL(18,2)) * 100 AS BIGINT) END"""
        return "NULL::BIGINT"

    def _plain(self) -> str:
        """Whether a row may be answered here: a value it has was understood, and nothing else was given."""
        kind = self._types.get("value", "")
        wanted = []
        if kind:
            blank = " OR r.\"value\" = ''" if kind == "VARCHAR" else ""
            wanted.append(f'(r.cents IS NOT NULL OR r."value" IS NULL{blank})')
            if not self._whole:
                wanted.append("(r.whole = 1 OR r.cents IS NULL OR r.cents % 100 = 0)")
        if kind.startswith("DECIMAL") and not kind.endswith("]") and int(kind.rstrip(")").rpartition(",")[2]) > 2:
            wanted.append('(r."value" * 100 = r.cents)')
        for name in ("currency", "quantity", "unit"):
            if name in self._types:
                wanted.append(f"coalesce(CAST(r.{name} AS VARCHAR), '') = ''")
        return " AND ".join(wanted) or "TRUE"


def _mille(rate: int | None) -> int | None:
    return None if rate is None else rate // MILLE


def _fits(found: Outcome) -> bool:
    """Whether the amounts can be computed from whole thousandths of a per cent in eight bytes."""
    rates = [r for r in (found.rate, found.base_rate) if r is not None]
    return all(r % MILLE == 0 and r <= LARGEST_RATE for r in rates)


def _day_table(first: date, last: date, periods: list[date]) -> pa.Table:
    days = np.arange((last - first).days + 1)
    starts = np.array([(day - first).days for day in periods])
    numbers = np.searchsorted(starts, days, side="right") - 1
    calendar = pa.array([first + timedelta(days=int(n)) for n in days], pa.date32())
    return pa.table({"day": calendar, "period": pa.array(numbers, pa.int32())})


def _pair_tables(
    pairs: list[tuple[str, str]], lines: list[str], of_pairs: np.ndarray, size: int
) -> dict[str, pa.Table]:
    monies = [currency_of(destination) for destination, _ in pairs]
    routes = {
        "destination": pa.array([d for d, _ in pairs], pa.string()),
        "origin": pa.array([o for _, o in pairs], pa.string()),
        "route": pa.array([n * len(lines) for n in range(len(pairs))], pa.int32()),
        "whole": pa.array([100 if minor_digits(m) == 0 else 1 for m in monies], pa.int32()),
        "money": pa.array(monies, pa.string()),
    }
    known = np.flatnonzero(of_pairs >= 0).astype(np.int32)
    return {
        "routes": pa.table(routes),
        "lines": pa.table({"code": pa.array(lines, pa.string()), "line": pa.array(range(len(lines)), pa.int32())}),
        "vectors": pa.table({"pair": known, "vector": (of_pairs[known] * size).astype(np.int32)}),
    }


def _vector_tables(vectors: dict[bytes, int], outcomes: list[Outcome]) -> dict[str, pa.Table]:
    numbers = np.frombuffer(b"".join(vectors), np.int32) if vectors else np.array([], np.int32)
    fits = np.array([_fits(outcome) for outcome in outcomes], bool)
    known = np.flatnonzero(numbers >= 0).astype(np.int32)
    known = known[fits[numbers[known]]] if len(known) else known
    columns: dict[str, pa.Array] = {"number": pa.array(range(len(outcomes)), pa.int32())}
    for name in TEXTS:
        columns[name] = pa.array([getattr(o, name) for o in outcomes], pa.string()).dictionary_encode()
    for name in ("rate", "base_rate"):
        columns[name] = pa.array([_mille(getattr(o, name)) for o in outcomes], pa.int64())
        columns[f"{name}_percent"] = pa.array([shown_rate(getattr(o, name)) for o in outcomes], pa.decimal128(18, 10))
    columns["saving_points"] = pa.array([shown_rate(o.saving_points) for o in outcomes], pa.decimal128(18, 10))
    return {"keys": pa.table({"key": known, "number": numbers[known]}), "outcomes": pa.table(columns)}
