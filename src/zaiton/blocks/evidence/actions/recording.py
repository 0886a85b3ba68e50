"""The verbs of this block: put an entry at the end of the chain, and put missing guards back."""

from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import connection, transaction

from zaiton.blocks.evidence.domain.chain import GENESIS, digest, moment_text, seal
from zaiton.blocks.evidence.models import Entry, Head
from zaiton.blocks.evidence.queries.log import is_guarded

TAKE = "UPDATE evidence_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash"
APPEND = (
    "INSERT INTO evidence_entry (seq, at, actor, action, object, before_digest, after_digest, previous, hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def record(*, actor: str, action: str, object: str, before: object = None, after: object = None, at: datetime) -> None:
    """Append one entry inside the caller's transaction: it stands or falls with the write it tells of.

    The head row is written before it is read, which takes the lock on either engine, so two writers can never continue
    the same entry. Plain SQL, because this lies on the path of every write of the house. The lock is held until the caller's transaction ends: record as the last step of an action.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        seq, previous = _take_head(cursor)
        columns = {
            "at": moment_text(at),
            "actor": actor,
            "action": action,
            "object": object,
            "before_digest": digest(before),
            "after_digest": digest(after),
            "previous": previous,
        }
        sealed = seal(seq, (text.encode() for text in columns.values()))
        cursor.execute(APPEND, [seq, *_fitting(columns).values(), sealed])
        cursor.execute("UPDATE evidence_head SET hash = %s WHERE id = 1", [sealed])


def guards_restore(*, at: datetime) -> bool:
    """Put the triggers back as the migration made them, and say so in the log; False where none was missing."""
    if is_guarded():
        return False
    migration = import_module("zaiton.blocks.evidence.migrations.0002_append_only")
    with transaction.atomic():
        migration.lift_guards(None, _Statements)
        migration.put_guards(None, _Statements)
        record(actor="system", action="evidence.guards.restored", object="evidence.log", at=at)
    return True


class _Statements:
    """What the migration needs of a schema editor, inside the transaction at hand."""

    connection = connection

    @staticmethod
    def execute(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _take_head(cursor: Any) -> tuple[int, str]:
    cursor.execute(TAKE)
    taken = cursor.fetchall()
    if not taken:
        Head.objects.bulk_create([Head(seq=0, hash=GENESIS)], ignore_conflicts=True)
        cursor.execute(TAKE)
        taken = cursor.fetchall()
    return taken[0]


def _fitting(columns: dict[str, str]) -> dict[str, str]:
    for name, text in columns.items():
        longest = Entry._meta.get_field(name).max_length
        if len(text) > longest:
            raise ValueError(f"{name} of an evidence entry has at most {longest} characters")
    return columns
