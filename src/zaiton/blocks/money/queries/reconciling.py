"""What a run compares: the lines of a day, whatever else has their references, and all that stands open.

Set-based: the database chooses, and hands over columns in pieces.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection

from zaiton.blocks.money.domain.breaks import STANDING, Gap
from zaiton.blocks.money.domain.matching_lines import Held, Lines
from zaiton.blocks.money.domain.matching_rules import OURS, Scheme
from zaiton.blocks.money.models import Break, Instruction, Statement, StatementLine

PIECE = 20_000
SOME = 400
BLANK_DAYS = 10
"""Lines without a reference are looked for so many days around; what may adopt them is nearer than that."""
TABLES = "money_statementline l JOIN money_statement s ON s.id = l.statement_id"
COLUMNS = "s.source, l.reference, l.amount, l.currency, s.day, l.adopted, l.id"
TOUCHED = f"""
  SELECT l.reference FROM {TABLES} WHERE s.day = %(day)s AND s.complete AND l.reference <> ''
  UNION SELECT i.number FROM money_instruction i WHERE i.settled_on = %(day)s
  UNION SELECT i.number FROM money_instruction i JOIN money_entry r ON r.reverses_id = i.entry_id
    WHERE r.business_date = %(day)s AND i.state = 'returned'
  UNION SELECT b.reference FROM money_break b WHERE b.state IN ('open', 'proposed')
    AND b.reference <> '' AND b.kind <> 'statement_missing'
"""
OF_DAY = f"SELECT {COLUMNS} FROM {TABLES} WHERE s.day = %(day)s AND NOT s.replaced"
ELSEWHERE = f"""SELECT {COLUMNS} FROM {TABLES}
  WHERE NOT s.replaced AND s.day <> %(day)s AND l.reference IN ({TOUCHED})"""
BLANKS = f"""SELECT {COLUMNS} FROM {TABLES} WHERE NOT s.replaced AND s.day <> %(day)s AND l.reference = ''
  AND (s.day BETWEEN %(first)s AND %(last)s
       OR s.day IN (SELECT b.day FROM money_break b WHERE b.state IN ('open', 'proposed') AND b.reference = ''))"""
BOOKED = """SELECT 'ours', i.number, CASE i.purpose WHEN 'debit' THEN 1 ELSE -1 END * CAST(COALESCE(SUM(p.amount), i.amount) AS bigint),
    i.currency, i.settled_on, FALSE, i.id
  FROM money_instruction i LEFT JOIN money_posting p ON p.entry_id = i.entry_id AND p.amount > 0
  WHERE i.state IN ('settled', 'returned') AND i.channel IN ({channels}) AND i.settled_on IS NOT NULL
    AND (i.settled_on = %(day)s OR i.number IN ({touched}))
  GROUP BY i.id, i.number, i.purpose, i.amount, i.currency, i.settled_on"""
RETURNED = """SELECT 'ours', i.number, CASE i.purpose WHEN 'debit' THEN -1 ELSE 1 END * CAST(SUM(p.amount) AS bigint),
    i.currency, r.business_date, FALSE, i.id
  FROM money_instruction i JOIN money_entry r ON r.reverses_id = i.entry_id
    JOIN money_posting p ON p.entry_id = r.id AND p.amount > 0
  WHERE i.state = 'returned' AND i.channel IN ({channels})
    AND (r.business_date = %(day)s OR i.number IN ({touched}))
  GROUP BY i.id, i.number, i.purpose, i.currency, r.business_date"""


def lines_around(day: date, scheme: Scheme) -> Lines:
    """Everything that a run over a day looks at, each line once."""
    outside = [source for source in scheme.names if source != OURS]
    given: dict[str, Any] = {
        "day": day,
        "first": day - timedelta(BLANK_DAYS),
        "last": day + timedelta(BLANK_DAYS),
    }
    queries = [OF_DAY, ELSEWHERE, BLANKS]
    if OURS in scheme.names:
        channels = next(source.channels for source in scheme.sources if source.name == OURS)
        given |= {f"channel{number}": name for number, name in enumerate(channels)}
        marks = ", ".join(f"%(channel{number})s" for number in range(len(channels))) or "''"
        queries += [query.format(channels=marks, touched=TOUCHED) for query in (BOOKED, RETURNED)]
    settled = _settled_blanks(given["first"], given["last"])
    return _columns(scheme.names, {*outside, OURS}, (_rows(query, given) for query in queries), settled)


def statements_held(day: date, scheme: Scheme) -> dict[str, Held]:
    """The days for which each source's statement is there, or of which two people have said that none will come."""
    outside = [name for name in scheme.names if name != OURS]
    days: dict[str, set[int]] = {name: set() for name in outside}
    for source, held in Statement.objects.filter(replaced=False, source__in=outside).values_list("source", "day"):
        days[source].add(held.toordinal())
    given_up = Break.objects.filter(kind="statement_missing", state="resolved", reference__in=outside)
    for source, held in given_up.values_list("reference", "day"):
        days[source].add(held.toordinal())
    frontier = max([day.toordinal(), *(number for held in days.values() for number in held)])
    known = {name: Held(frozenset(held), max(held, default=0)) for name, held in days.items()}
    return {**known, **({OURS: Held(None, frontier)} if OURS in scheme.names else {})}


def missing_standing() -> tuple[tuple[str, date], ...]:
    """Source and day of statements that are waited for."""
    rows = Break.objects.filter(kind="statement_missing", state__in=STANDING)
    return tuple(rows.values_list("reference", "day"))


def balance_gaps() -> tuple[Gap, ...]:
    """Statements that do not begin with the balance at which the one before of the same source and currency ended."""
    names = ("source", "currency", "day", "opening", "closing", "number")
    rows = Statement.objects.filter(replaced=False, opening__isnull=False).order_by("source", "currency", "day", "pk")
    gaps, last = [], None
    for source, currency, day, opening, closing, number in rows.values_list(*names):
        if last is not None and last[:2] == (source, currency) and last[2] != opening:
            sides = ({"day": last[3], "amount": last[2]}, {"day": day.isoformat(), "amount": opening})
            lines = tuple({"source": source, "currency": currency, **side} for side in sides)
            gaps.append(Gap("balance_gap", source, day, opening - last[2], currency, lines, (source,), apart=number))
        last = (source, currency, closing, day.isoformat())
    return tuple(gaps)


def states_of(numbers: Sequence[str]) -> dict[str, str]:
    """The states of instructions, by number; numbers that are none of ours are left out."""
    found: dict[str, str] = {}
    for begin in range(0, len(numbers), SOME):
        rows = Instruction.objects.filter(number__in=numbers[begin : begin + SOME])
        found.update(rows.values_list("number", "state"))
    return found


def words_of(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What people want to see besides of lines of statements: the other party, words, number of the statement."""
    found: dict[int, dict[str, str]] = {}
    names = ("pk", "counterparty", "words", "statement__number", "booked_on")
    for begin in range(0, len(ids), SOME):
        for pk, party, words, number, on in StatementLine.objects.filter(pk__in=ids[begin : begin + SOME]).values_list(
            *names
        ):
            found[pk] = {"counterparty": party, "words": words, "statement": number, "booked_on": on.isoformat()}
    return found


def totals_of(day: date, lines: Lines, scheme: Scheme) -> dict[str, Any]:
    """For each source the numbers of its statements of a day, how many lines, and their total; None where none has come."""
    found: dict[str, Any] = dict.fromkeys(scheme.names)
    if OURS in scheme.names:
        own = (lines.source == scheme.names.index(OURS)) & (lines.day == day.toordinal())
        found[OURS] = {"numbers": [], "lines": int(own.sum()), "total": int(lines.amount[own].sum())}
    rows = Statement.objects.filter(day=day, replaced=False, source__in=scheme.names).order_by("source", "number")
    for source, number, count, total in rows.values_list("source", "number", "lines", "total"):
        said = found[source] or {"numbers": [], "lines": 0, "total": 0}
        numbers = [*said["numbers"], number]
        found[source] = {"numbers": numbers, "lines": said["lines"] + count, "total": said["total"] + total}
    return found


def _settled_blanks(first: date, last: date) -> frozenset[int]:
    """Lines without a reference that two people have explained: they are not matched with anything any more."""
    rows = Break.objects.filter(state="resolved", reference="", day__range=(first, last)).values_list(
        "lines", flat=True
    )
    return frozenset(line["id"] for lines in rows for line in lines if "id" in line)


def _rows(query: str, given: dict[str, Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, {name: value for name, value in given.items() if f"%({name})s" in query})
        while rows := cursor.fetchmany(PIECE):
            yield rows


def _columns(
    sources: Sequence[str],
    wanted: set[str],
    queries: Iterable[Iterable[list[tuple[Any, ...]]]],
    without: frozenset[int],
) -> Lines:
    """Columns out of pieces of rows."""
    places = {name: place for place, name in enumerate(sources) if name in wanted}
    currencies: dict[str, int] = {}
    days: dict[Any, int] = {}
    pieces: list[tuple[Any, ...]] = []
    texts: list[pa.Array] = [pa.array([], pa.string())]
    for rows in (rows for query in queries for rows in query):
        kept = [row for row in rows if row[0] in places and (row[6] not in without or row[0] == OURS)]
        for row in kept:
            currencies.setdefault(row[3], len(currencies))
            days.setdefault(row[4], 0)
        days.update({day: _ordinal(day) for day, number in days.items() if not number})
        texts.append(pa.array([row[1] for row in kept], pa.string()))
        pieces.append(
            (
                np.fromiter((places[row[0]] for row in kept), np.int8, len(kept)),
                np.fromiter((row[2] for row in kept), np.int64, len(kept)),
                np.fromiter((currencies[row[3]] for row in kept), np.int16, len(kept)),
                np.fromiter((days[row[4]] for row in kept), np.int32, len(kept)),
                np.fromiter((row[5] for row in kept), bool, len(kept)),
                np.fromiter((row[6] for row in kept), np.int64, len(kept)),
            )
        )
    kinds = (np.int8, np.int64, np.int16, np.int32, bool, np.int64)
    whole = [np.concatenate([np.array([], kind), *(piece[at] for piece in pieces)]) for at, kind in enumerate(kinds)]
    source, amount, currency, day, adopted, number = whole
    return Lines(
        tuple(sources), tuple(currencies), source, pa.concat_arrays(texts), amount, currency, day, adopted, number
    )


def _ordinal(day: Any) -> int:
    """PostgreSQL hands over days, SQLite texts where a query has a join it does not see through."""
    return (day if isinstance(day, date) else date.fromisoformat(day)).toordinal()
