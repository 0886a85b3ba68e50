"""Statements taken from counterparts: checked, stored once, and the later issue of a day put in the place of the earlier.

The lines of a large statement are written in short pieces, so that nobody waits for them; it counts from the moment at which
the last piece is there. Lines are kept in the order of their references: so a large statement goes through the index once,
from its beginning to its end, instead of all over it with every piece.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from zaiton.base.money import exponent
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.alone import alone
from zaiton.blocks.money.actions.breaks import breaks_end
from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine
from zaiton.blocks.money.domain.reconcile_refusals import StatementChanged
from zaiton.blocks.money.domain.runs import StatementCard, content_digest, fault_of, is_later
from zaiton.blocks.money.domain.wire_refusals import StatementUnfit
from zaiton.blocks.money.models import Statement
from zaiton.blocks.money.queries.runs import statement_card
from zaiton.kit.work.turns import give_way, turn

PIECE = 2_000
COLUMNS = ("statement_id", "seq", "reference", "amount", "currency", "booked_on", "counterparty", "words", "adopted")
REFUSED = "statement_refused"


def statement_take(statement: SourceStatement, *, at: datetime) -> StatementCard:
    """Take a statement; the same number with the same content again changes nothing (``repeated``).

    Raises ``StatementUnfit`` where its figures do not fit together, ``StatementChanged`` where its number is known for another
    content, ``CurrencyUnknown``.
    """
    exponent(statement.currency)
    why = fault_of(statement)
    if why:
        raise StatementUnfit("statement", channel=statement.source, day=statement.day, why=why)
    digest = content_digest(statement)
    with alone():
        row, there = _begun(statement, digest, at)
        if there:
            return statement_card(row, repeated=True)
        lines = sorted(statement.lines, key=attrgetter("reference"))
        for first in range(0, len(lines), PIECE):
            with turn(), transaction.atomic():
                _write(row.pk, first, lines[first : first + PIECE])
            give_way()
        _counts(row, at)
    return statement_card(row)


def _begun(statement: SourceStatement, digest: str, at: datetime) -> tuple[Statement, bool]:
    """The row of the statement, and whether all of it is there; what a taking that was cut off left is removed."""
    with turn(), transaction.atomic():
        row = Statement.objects.filter(source=statement.source, number=statement.number).first()
        if row is None:
            row = Statement(
                source=statement.source,
                day=statement.day,
                number=statement.number,
                digest=digest,
                currency=statement.currency,
                opening=statement.opening,
                closing=statement.closing,
                lines=len(statement.lines),
                total=sum(line.amount for line in statement.lines),
                taken_at=at,
                replaced=True,
            )
            row.save(force_insert=True)
            return row, False
        if row.digest != digest:
            raise StatementChanged("number", number=row.number, source=row.source)
        if not row.replaced or row.complete:
            return row, True
        row.rows.all().delete()
    return row, False


def _write(statement: int, first: int, lines: Sequence[StatementLine]) -> None:
    postgresql = connection.vendor == "postgresql"
    rows = [
        (statement, seq, one.reference, one.amount, one.currency, one.booked_on, one.counterparty, one.words, False)
        for seq, one in enumerate(lines, first + 1)
    ]
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if postgresql:
            with cursor.copy(f"COPY money_statementline ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f"INSERT INTO money_statementline ({names}) VALUES ({marks})", rows)


def _counts(row: Statement, at: datetime) -> None:
    """From now on the statement counts, unless a later issue is there already."""
    with turn(), transaction.atomic():
        row.complete = True
        others = Statement.objects.filter(source=row.source, day=row.day, currency=row.currency, replaced=False)
        if all(is_later(row.number, other) for other in others.values_list("number", flat=True)):
            others.update(replaced=True)
            row.replaced = False
        row.save(update_fields=["complete", "replaced"])
        breaks_end(REFUSED, reference=row.source, day=row.day, at=at)
        facts: dict[str, Any] = {
            "digest": row.digest,
            "lines": row.lines,
            "total": row.total,
            "day": row.day.isoformat(),
        }
        name = f"money.statement/{row.source}/{row.number}"
        evidence.record(actor="system", action="money.statement_taken", object=name, after=facts, at=at)
