"""Reading the log: one page of it, the sentences for people, and the check of the whole chain in batches."""

from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection

from zaiton.blocks.evidence.domain.chain import (
    COLUMNS,
    UNREADABLE,
    Check,
    EntryCard,
    StoredEntry,
    Verdict,
    moment_of,
)
from zaiton.blocks.evidence.domain.refusals import NoSuchEntry
from zaiton.blocks.evidence.models import Entry
from zaiton.kit.manifest import installed

BATCH = 5_000
PAGE = 50
GUARDS = (
    "evidence_entry_no_update",
    "evidence_entry_no_delete",
    "evidence_entry_no_replace",
    "evidence_head_no_return",
    "evidence_head_no_delete",
)


def entries(
    *, object: str = "", actor: str = "", before_seq: int | None = None, limit: int = PAGE
) -> tuple[EntryCard, ...]:
    """The newest entries first, at most ``limit``, older than ``before_seq`` where one is given."""
    rows = Entry.objects.order_by("-seq")
    if object:
        rows = rows.filter(object=object)
    if actor:
        rows = rows.filter(actor=actor)
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    return tuple(_card(row) for row in rows[:limit])


def entry_card(seq: int) -> EntryCard:
    """One entry by its number; refuses with NoSuchEntry."""
    row = Entry.objects.filter(seq=seq).first() if seq < 2**62 else None
    if row is None:
        raise NoSuchEntry()
    return _card(row)


def after_digests(object: str) -> frozenset[str]:
    """The digests of every state that the log says an object was brought to."""
    return frozenset(Entry.objects.filter(object=object).values_list("after_digest", flat=True))


def sentence_of(action: str) -> str:
    """The English sentence (a msgid) a module registered for its action; the action's own name where none did."""
    for manifest in installed().values():
        if action in manifest.actions:
            return manifest.actions[action]
    return action


def store_was_set_up() -> bool:
    """Whether tables were ever made in this store; a log that is gone from one that was set up is a broken log."""
    return "django_migrations" in connection.introspection.table_names()


def verify(watch: Callable[[StoredEntry], None] | None = None) -> Verdict:
    """Check every entry, its link to the one before, and the head; reads in batches, so any length fits in memory.

    ``watch`` is shown each entry that is sound, so that one reading serves another check as well.
    """
    check = Check()
    try:
        guarded = is_guarded()
        head = head_now()
        if head:
            for entry in stored(up_to=head[0]):
                if not check.feed(entry):
                    break
                if watch:
                    watch(entry)
        newest = _newest()
        latest = head_now()
        beyond = bool(newest) and (latest is None or newest > latest[0])
        if head is None and beyond:
            check.seen = newest
        verdict = check.verdict(head, beyond=beyond, guarded=guarded)
        if verdict.ok and not _store_is_sound():
            return Verdict(False, check.seen, None, UNREADABLE, guarded)
        return verdict
    except DatabaseError:
        return Verdict(False, check.seen, check.seen + 1, UNREADABLE)


def _card(row: Entry) -> EntryCard:
    texts = {name: getattr(row, name) for name in COLUMNS if name != "at"}
    return EntryCard(seq=row.seq, at=moment_of(row.at), hash=row.hash, **texts)


def stored(*, up_to: int, after: int | None = None) -> Iterator[StoredEntry]:
    """Entries as they lie in the table, in order, above ``after`` (all of them where none is given) up to a number."""
    columns = ", ".join(_as_bytes(name) for name in (*COLUMNS, "hash"))
    sql = f"SELECT seq, {columns} FROM evidence_entry WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s"
    last = -(2**62) if after is None else after
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last, up_to, BATCH])
            rows = cursor.fetchall()
        for seq, *texts in rows:
            *values, sealed = (bytes(text or b"") for text in texts)
            yield StoredEntry(seq, tuple(values), sealed)
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _as_bytes(column: str) -> str:
    """SQL for the stored bytes; on SQLite a value whose type is no longer text gives a byte that no text contains."""
    quoted = connection.ops.quote_name(column)
    if connection.vendor == "postgresql":
        return f"convert_to({quoted}, 'UTF8')"
    return f"CASE typeof({quoted}) WHEN 'text' THEN CAST({quoted} AS BLOB) ELSE X'FF' END"


def head_now() -> tuple[int, bytes] | None:
    """Number and hash of the last entry; None where there is no entry yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST(seq AS bigint), {_as_bytes('hash')} FROM evidence_head WHERE id = 1")
        row = cursor.fetchone()
    return (row[0], bytes(row[1] or b"")) if row else None


def _newest() -> int | None:
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first()


def _store_is_sound() -> bool:
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(evidence_entry)")
        return cursor.fetchall() == [("ok",)]


def is_guarded() -> bool:
    """Whether every trigger that refuses changes to the log is there and awake."""
    table = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    live = "tgenabled <> 'D'" if connection.vendor == "postgresql" else "type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE %s AND {live}", ["evidence%"])
        present = {row[0] for row in cursor.fetchall()}
    wanted = (*GUARDS, "evidence_head_no_truncate") if connection.vendor == "postgresql" else GUARDS
    return present.issuperset(wanted)
