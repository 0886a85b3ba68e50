"""The writing of entries on either engine, inside a transaction that somebody else has opened; and what went wrong, in words.

SQLite gets the lines first and the entry as their seal, PostgreSQL one call of ``money_book`` (migration 0003). Whatever the
database refuses becomes a refusal that names the key, the account or the day.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, IntegrityError, connection

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.straight import asked
from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.domain.entries import Draft, Posted
from zaiton.blocks.money.models import Account, Entry, Hold

BOOK = "SELECT key, id, repeated FROM money_book(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
ONE = "SELECT made, repeated FROM money_book_one(%s,%s,%s,%s,%s,%s,%s::text[],%s::bigint[],%s,%s)"
LINES = (
    "INSERT INTO money_posting (entry_id, account_id, amount) SELECT v.column1, a.id, v.column3 "
    "FROM (VALUES {parts}) v CROSS JOIN money_account a ON a.code = v.column2"
)
ENTRIES = (
    "INSERT INTO money_entry (id, key, digest, kind, business_date, booked_at, actor, document, words, reverses_id, lines) "
    "VALUES {parts}"
)
LINE_ROW = "(%s,%s,%s)"
ENTRY_ROW = "(%s,%s,%s,%s,%s,%s,%s,%s,%s,(SELECT id FROM money_entry WHERE key = %s),%s)"
KNOWN = (
    "SELECT key, id, digest FROM money_entry WHERE key IN ({parts}) "
    "UNION ALL SELECT NULL, COALESCE(MAX(id), 0), NULL FROM money_entry"
)
HOLD = "UPDATE money_hold SET state = 'posted', settled_at = %s, entry_id = %s WHERE key = %s AND state = 'pending'"
SOME = 400
"""Keys asked for, or rows written, by one statement: SQLite takes so many parameters."""


Wanted = tuple[Draft, str, datetime]
"""A draft, who wants it booked, and when."""


def book(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
    """Write the entries that are not there yet, in the order given. The caller's transaction (or savepoint) is spoilt by a refusal."""
    _mirroring(drafts)
    try:
        if connection.vendor == "postgresql":
            return _by_function(drafts, actor, at)
        with connection.cursor() as cursor:
            return _line_by_line(cursor, [(draft, actor, at) for draft in drafts])
    except DatabaseError as error:
        refusal = _named(error, drafts)
        if refusal is None:
            raise
        raise refusal from error


def book_for(cursor: Any, wanted: Sequence[Wanted]) -> tuple[Posted, ...]:
    """The same for entries of one or several callers at once, on SQLite and by a cursor of the caller's (``straight``)."""
    _mirroring([draft for draft, _, _ in wanted])
    try:
        return _line_by_line(cursor, wanted)
    except DatabaseError as error:
        refusal = _named(error, [draft for draft, _, _ in wanted])
        if refusal is None:
            raise
        raise refusal from error


def _mirroring(drafts: Sequence[Draft]) -> None:
    """A draft that reverses an entry has exactly its lines turned round. Raises ``EntryUnknown``, ``ReversalUnfit``."""
    for draft in drafts:
        if not draft.reverses:
            continue
        row = Entry.objects.filter(key=draft.reverses).first()
        if row is None:
            raise refusals.EntryUnknown("reverses", key=draft.reverses)
        there = sorted(row.postings.values_list("account__code", "amount"))
        if sorted((line.account, -line.amount) for line in draft.lines) != there or not draft.words:
            raise refusals.ReversalUnfit("lines", key=draft.reverses)


def book_alone(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
    """The same outside of a transaction, on PostgreSQL: a single statement is one."""
    return book(drafts, actor=actor, at=at)


def _by_function(drafts: Sequence[Draft], actor: str, at: datetime) -> tuple[Posted, ...]:
    if len(drafts) == 1 and not drafts[0].hold and not drafts[0].reverses:
        return (_one(drafts[0], actor, at),)
    lines = [(number, line) for number, draft in enumerate(drafts, 1) for line in draft.lines]
    columns: list[Any] = [
        [draft.key for draft in drafts],
        [draft.digest for draft in drafts],
        [draft.kind for draft in drafts],
        [draft.business_date for draft in drafts],
        [draft.document for draft in drafts],
        [draft.words for draft in drafts],
        [draft.reverses for draft in drafts],
        [draft.hold for draft in drafts],
        [number for number, _ in lines],
        [line.account for _, line in lines],
        [line.amount for _, line in lines],
    ]
    _told_apart(drafts)
    with connection.cursor() as cursor:
        cursor.execute(BOOK, [*columns, actor, at])
        rows = {key: Posted(id, key, repeated) for key, id, repeated in cursor.fetchall()}
    return tuple(rows[draft.key] for draft in drafts)


def _one(draft: Draft, actor: str, at: datetime) -> Posted:
    accounts, amounts = [line.account for line in draft.lines], [line.amount for line in draft.lines]
    given = (draft.key, draft.digest, draft.kind, draft.business_date, draft.document, draft.words, accounts, amounts)
    number, repeated = asked(ONE, (*given, actor, at))
    return Posted(number, draft.key, repeated)


def _told_apart(drafts: Sequence[Draft]) -> None:
    """One key twice in one call: the same content is one entry, another is a misuse."""
    if len({draft.key for draft in drafts}) == len(drafts):
        return
    seen: dict[str, str] = {}
    for draft in drafts:
        if seen.setdefault(draft.key, draft.digest) != draft.digest:
            raise refusals.KeyReused("key", key=draft.key)
    raise ValueError("one key twice in one call")


def _line_by_line(cursor: Any, wanted: Sequence[Wanted]) -> tuple[Posted, ...]:
    known, last = _known(cursor, [draft.key for draft, _, _ in wanted])
    lines, entries, holds, posted = [], [], [], []
    moments: dict[datetime, Any] = {}
    for draft, actor, at in wanted:
        there, digest = known.get(draft.key), draft.digest
        if there is not None:
            if there[1] != digest:
                raise refusals.KeyReused("key", key=draft.key)
            posted.append(Posted(there[0], draft.key, True))
            continue
        last += 1
        known[draft.key] = (last, digest)
        moment = moments.get(at) or moments.setdefault(at, connection.ops.adapt_datetimefield_value(at))
        posted.append(Posted(last, draft.key, False))
        lines += [(last, line.account, line.amount) for line in draft.lines]
        entries.append(_row(last, draft, digest, actor, moment))
        if draft.hold:
            holds.append((moment, last, draft.hold))
    for hold in holds:
        cursor.execute(HOLD, hold)
        if cursor.rowcount != 1:
            raise _hold_refused(hold[2])
    if entries:
        _write(cursor, LINES, LINE_ROW, lines)
        _write(cursor, ENTRIES, ENTRY_ROW, entries)
    return tuple(posted)


def _write(cursor: Any, statement: str, row: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows by as few statements as may be: between two of them other threads take the interpreter away."""
    for begin in range(0, len(rows), SOME):
        some = rows[begin : begin + SOME]
        cursor.execute(_repeated(statement, row, len(some)), [value for one in some for value in one])


@lru_cache(maxsize=512)
def _repeated(statement: str, part: str, count: int) -> str:
    return statement.format(parts=",".join([part] * count))


def _row(number: int, draft: Draft, digest: str, actor: str, moment: Any) -> tuple[Any, ...]:
    return (
        number,
        draft.key,
        digest,
        draft.kind,
        draft.business_date.isoformat(),
        moment,
        actor,
        draft.document,
        draft.words,
        draft.reverses,
        len(draft.lines),
    )


def _known(cursor: Any, wanted: Sequence[str]) -> tuple[dict[str | None, tuple[int, str]], int]:
    """Which keys are there, with the numbers and digests of their entries; and the last number of all."""
    known: dict[str | None, tuple[int, str]] = {}
    last = 0
    for begin in range(0, len(wanted), SOME):
        keys = wanted[begin : begin + SOME]
        cursor.execute(_repeated(KNOWN, "%s", len(keys)), keys)
        known.update({key: (id, digest) for key, id, digest in cursor.fetchall()})
        last = known.pop(None)[0]
    return known, last


def _hold_refused(key: str) -> Refusal:
    row = Hold.objects.filter(key=key).first()
    return refusals.HoldSettled("hold", key=key, state=row.state) if row else refusals.HoldUnknown("hold", key=key)


def _named(error: DatabaseError, drafts: Sequence[Draft]) -> Refusal | None:
    """The refusal behind a database error; None where it is none of ours. On SQLite the tables can be asked still."""
    state = getattr(error.__cause__, "sqlstate", "") or ""
    diagnosis = getattr(error.__cause__, "diag", None)
    detail = (getattr(diagnosis, "message_detail", "") or "") if diagnosis else ""
    text = str(error)
    first = drafts[0]
    if "money_account_least" in text or "money_account_most" in text:
        return refusals.LimitExceeded("amount", account=_over(drafts, detail))
    if "day closed" in text:
        return refusals.DayClosed("business_date", day=min(draft.business_date for draft in drafts).isoformat())
    if (
        connection.vendor == "sqlite"
        and ("unbalanced" in text or "lines missing" in text)
        and (code := _unknown(drafts))
    ):
        return refusals.AccountUnknown("account", account=code)
    if "unbalanced" in text:
        return refusals.Unbalanced("lines", key=first.key, difference="?")
    if "account closed" in text or "money_account_closed" in text:
        return refusals.AccountClosed("account", account=_closed(drafts))
    if state == "ZM010":
        return refusals.AccountUnknown("account", account=detail)
    if state == "ZM011":
        return refusals.EntryUnknown("reverses", key=detail)
    if state == "ZM012":
        return refusals.KeyReused("key", key=detail)
    if "hold settled" in text:
        return _hold_settled(drafts)
    if isinstance(error, IntegrityError) and "reverses" in text:
        return refusals.AlreadyReversed("reverses", key=_reversed(drafts))
    return None


def _codes(drafts: Sequence[Draft]) -> list[str]:
    return sorted({line.account for draft in drafts for line in draft.lines})


def _spoilt() -> bool:
    """On PostgreSQL nothing can be asked inside a failed transaction."""
    return connection.vendor == "postgresql" and connection.in_atomic_block


def _over(drafts: Sequence[Draft], detail: str) -> str:
    codes = _codes(drafts)
    if _spoilt():  # the failing row is told in the detail, its code is its second column
        return next((code for code in codes if f", {code}, " in detail), codes[0])
    moved: dict[str, int] = {}
    for draft in drafts:
        for line in draft.lines:
            moved[line.account] = moved.get(line.account, 0) + line.amount
    for account in Account.objects.filter(code__in=codes):
        after = account.posted + moved[account.code]
        low = account.least is not None and after - account.pending_credit < account.least
        if low or (account.most is not None and after + account.pending_debit > account.most):
            return account.code
    return next((code for code in codes if f", {code}, " in detail), codes[0])


def _closed(drafts: Sequence[Draft]) -> str:
    codes = _codes(drafts)
    if _spoilt():
        return ", ".join(codes)
    return Account.objects.filter(code__in=codes, closed_on__isnull=False).values_list("code", flat=True).first() or ""


def _unknown(drafts: Sequence[Draft]) -> str:
    codes = _codes(drafts)
    there = set(Account.objects.filter(code__in=codes).values_list("code", flat=True))
    return next((code for code in codes if code not in there), "")


def _hold_settled(drafts: Sequence[Draft]) -> Refusal:
    key = next((draft.hold for draft in drafts if draft.hold), "")
    if _spoilt():
        return refusals.HoldSettled("hold", key=key, state="?")
    return _hold_refused(key)


def _reversed(drafts: Sequence[Draft]) -> str:
    keys = [draft.reverses for draft in drafts if draft.reverses]
    if not _spoilt():
        for key in keys:
            if Entry.objects.filter(reverses__key=key).exists():
                return key
    return keys[0] if keys else ""
