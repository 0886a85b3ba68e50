"""What a run compares: the lines of a day, whatever else has their references, and all that stands open.

Set-based: the database chooses, and hands over columns in pieces.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from zaiton.blocks.money.domain.breaks import STANDING, Gap
from zaiton.blocks.money.domain.matching_lines import Held, Lines
from zaiton.blocks.money.domain.matching_rules import OURS, Scheme
from zaiton.blocks.money.models import Break, Instruction, Statement, StatementLine
from zaiton.kit.clock import BEIJING

PIECE = 20_000
SOME = 400
BLANK_DAYS = 10
"""Lines without a reference are looked for so many days around; what may adopt them is nearer than that."""
COLUMNS = "l.statement_id, l.reference, l.amount, l.currency, CAST(l.adopted AS integer), l.id"
STANDS = "b.state IN ('open', 'proposed')"
OF_DAY = f"""SELECT {COLUMNS} FROM money_statement s JOIN money_statementline l ON l.statement_id = s.id
  WHERE s.day = %(day)s AND NOT s.replaced"""
BEYOND = "l.statement_id NOT IN (SELECT id FROM money_statement WHERE day = %(day)s)"
ELSEWHERE = f"""SELECT {COLUMNS} FROM money_statementline l JOIN money_statement s ON s.id = l.statement_id
  WHERE NOT s.replaced AND s.day <> %(day)s AND l.id IN (
    SELECT l.id FROM money_statement d JOIN money_statementline h ON h.statement_id = d.id
      JOIN money_statementline l ON l.reference = h.reference
      WHERE d.day = %(day)s AND d.complete AND h.reference <> '' AND {BEYOND}
    UNION SELECT l.id FROM money_instruction i JOIN money_statementline l ON l.reference = i.number
      WHERE i.settled_on = %(day)s AND {BEYOND}
    UNION SELECT l.id FROM money_entry r JOIN money_instruction i ON i.entry_id = r.reverses_id
      JOIN money_statementline l ON l.reference = i.number WHERE r.business_date = %(day)s AND {BEYOND}
    UNION SELECT l.id FROM money_break b JOIN money_statementline l ON l.reference = b.reference
      WHERE {STANDS} AND b.kind <> 'statement_missing' AND b.reference <> '')"""
BLANKS = f"""SELECT {COLUMNS} FROM money_statementline l JOIN money_statement s ON s.id = l.statement_id
  WHERE NOT s.replaced AND s.day <> %(day)s AND l.reference = '' AND (s.day BETWEEN %(first)s AND %(last)s
    OR s.day IN (SELECT b.day FROM money_break b WHERE {STANDS} AND b.reference = ''))"""
CHOSEN = f"""SELECT i.id FROM money_instruction i WHERE i.settled_on = %(day)s
    UNION SELECT i.id FROM money_statement d JOIN money_statementline h ON h.statement_id = d.id
      JOIN money_instruction i ON i.number = h.reference WHERE d.day = %(day)s AND d.complete
    UNION SELECT i.id FROM money_entry r JOIN money_instruction i ON i.entry_id = r.reverses_id
      WHERE r.business_date = %(day)s
    UNION SELECT i.id FROM money_break b JOIN money_instruction i ON i.number = b.reference
      WHERE {STANDS} AND b.kind <> 'statement_missing'"""
BOOKED = f"""SELECT i.settled_on, i.number,
    CASE i.purpose WHEN 'debit' THEN 1 ELSE -1 END * CAST(COALESCE(SUM(p.amount), i.amount) AS bigint), i.currency, 0, i.id
  FROM money_instruction i LEFT JOIN money_posting p ON p.entry_id = i.entry_id AND p.amount > 0
  WHERE i.state IN ('settled', 'returned') AND i.channel IN (CHANNELS) AND i.settled_on IS NOT NULL AND i.id IN ({CHOSEN})
  GROUP BY i.id, i.number, i.purpose, i.amount, i.currency, i.settled_on"""
RETURNED = f"""SELECT r.business_date, i.number,
    CASE i.purpose WHEN 'debit' THEN -1 ELSE 1 END * CAST(SUM(p.amount) AS bigint), i.currency, 0, i.id
  FROM money_instruction i JOIN money_entry r ON r.reverses_id = i.entry_id
    JOIN money_posting p ON p.entry_id = r.id AND p.amount > 0
  WHERE i.state = 'returned' AND i.channel IN (CHANNELS) AND i.id IN ({CHOSEN})
  GROUP BY i.id, i.number, i.purpose, i.currency, r.business_date"""


def lines_around(day: date, scheme: Scheme) -> Lines:
    """Everything that a run over a day looks at, each line once."""
    given: dict[str, Any] = {"day": day, "first": day - timedelta(BLANK_DAYS), "last": day + timedelta(BLANK_DAYS)}
    columns = _Columns(_places(scheme), _settled_blanks(given["first"], given["last"]))
    for query in (OF_DAY, ELSEWHERE, BLANKS):
        for rows in _rows(query, given):
            columns.add(rows)
    if OURS in scheme.names:
        channels = next(source.channels for source in scheme.sources if source.name == OURS)
        given |= {f"channel{number}": name for number, name in enumerate(channels)}
        marks = ", ".join(f"%(channel{number})s" for number in range(len(channels))) or "''"
        for query in (BOOKED, RETURNED):
            for rows in _rows(query.replace("CHANNELS", marks), given):
                columns.add_ours(rows, scheme.names.index(OURS))
        columns.add_ours(_returned_unbooked(day, channels, columns.texts), scheme.names.index(OURS))
    return columns.lines(scheme.names)


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


def _returned_unbooked(day: date, channels: Sequence[str], texts: Sequence[pa.Array]) -> list[tuple[Any, ...]]:
    """Payments that came back and of which the ledger knows nothing, by the day on which we learnt it."""
    rows = Instruction.objects.filter(state="returned", entry=None, channel__in=channels)
    names = ("state_since", "number", "purpose", "amount", "currency", "pk")
    found = [(since.astimezone(BEIJING).date(), *rest) for since, *rest in rows.values_list(*names)]
    if not found:
        return []
    stated = pc.is_in(pa.array([row[1] for row in found]), value_set=pa.concat_arrays(texts)).to_pylist()
    return [
        (on, number, -amount if purpose == "debit" else amount, currency, 0, pk)
        for (on, number, purpose, amount, currency, pk), there in zip(found, stated, strict=True)
        if there or on == day
    ]


def _places(scheme: Scheme) -> dict[int, tuple[int, int]]:
    """Source and day of every statement that counts."""
    rows = Statement.objects.filter(replaced=False, source__in=[name for name in scheme.names if name != OURS])
    return {
        pk: (scheme.names.index(source), day.toordinal()) for pk, source, day in rows.values_list("pk", "source", "day")
    }


def _rows(query: str, given: dict[str, Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, {name: value for name, value in given.items() if f"%({name})s" in query})
        while rows := cursor.fetchmany(PIECE):
            yield rows


class _Columns:
    """Columns out of pieces of rows. ``places`` tells of each statement its source and day; others are left out."""

    KINDS = (np.int8, np.int32, np.int64, np.int16, bool, np.int64)

    def __init__(self, places: dict[int, tuple[int, int]], without: frozenset[int]) -> None:
        self.places, self.without = places, without
        self.currencies: dict[str, int] = {}
        self.texts = [pa.array([], pa.string())]
        self.pieces: list[tuple[np.ndarray, ...]] = []

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        """Lines of statements."""
        places, without = self.places, self.without
        kept = [row for row in rows if row[0] in places and row[5] not in without]
        self._add([places[row[0]][0] for row in kept], [places[row[0]][1] for row in kept], kept)

    def add_ours(self, rows: list[tuple[Any, ...]], source: int) -> None:
        """Payments as our books have them."""
        self._add([source] * len(rows), [_ordinal(row[0]) for row in rows], rows)

    def lines(self, sources: Sequence[str]) -> Lines:
        """All of them."""
        parts = [[np.array([], kind) for kind in self.KINDS], *self.pieces]
        source, day, amount, currency, adopted, number = (np.concatenate(column) for column in zip(*parts, strict=True))
        texts = pa.concat_arrays(self.texts)
        return Lines(tuple(sources), tuple(self.currencies), source, texts, amount, currency, day, adopted, number)

    def _add(self, sources: list[int], days: list[int], rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        _, references, amounts, currencies, adopted, numbers = zip(*rows, strict=True)
        for name in dict.fromkeys(currencies):
            self.currencies.setdefault(name, len(self.currencies))
        said = (sources, days, amounts, [self.currencies[name] for name in currencies], adopted, numbers)
        self.texts.append(pa.array(references, pa.string()))
        self.pieces.append(tuple(np.array(values, kind) for values, kind in zip(said, self.KINDS, strict=True)))


def _ordinal(day: Any) -> int:
    """PostgreSQL hands over days, SQLite texts where a query has a sum beside them."""
    return (day if isinstance(day, date) else date.fromisoformat(day)).toordinal()
