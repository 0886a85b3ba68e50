"""Booking entries: one, several that stand or fall together, or a batch of such groups; and undoing one by a new entry.

Inside a caller's transaction an entry stands or falls with it. Outside, each call is a transaction of its own: on SQLite the
callers of one process are committed together (``grouping``), on PostgreSQL a call is a single statement.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions import booking
from zaiton.blocks.money.actions.grouping import grouped
from zaiton.blocks.money.actions.straight import Straight
from zaiton.blocks.money.domain.entries import Draft, Line, Posted, Result, checked
from zaiton.blocks.money.domain.ledger_refusals import AlreadyReversed, EntryUnknown, ReversalUnfit
from zaiton.blocks.money.models import Entry
from zaiton.kit.work.turns import turn

REVERSAL = "reversal"


def post(draft: Draft, *, actor: str, at: datetime) -> Posted:
    """Book one entry, or find it booked under its key. Raises the refusals of ``domain.ledger_refusals``."""
    return post_all((draft,), actor=actor, at=at)[0]


def post_all(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
    """Book linked entries: all of them or none."""
    ready = tuple(checked(draft) for draft in drafts)
    if not ready:
        return ()
    own = connections[DEFAULT_DB_ALIAS]
    if own.in_atomic_block:
        with transaction.atomic():
            return booking.book(ready, actor=actor, at=at)
    if own.vendor == "sqlite":
        return grouped(ready, actor=actor, at=at)
    return booking.book_alone(ready, actor=actor, at=at)


def post_batch(groups: Sequence[Sequence[Draft]], *, actor: str, at: datetime) -> tuple[Result, ...]:
    """Book many groups in one transaction; a group that is refused leaves the others alone. Results in the order given."""
    ready: list[tuple[Draft, ...] | Refusal] = [_checked(group) for group in groups]
    whole = [draft for group in ready if isinstance(group, tuple) for draft in group]
    with turn():
        try:
            booked = {one.key: one for one in _together(whole, actor, at)}
            return tuple(_result(group, booked) for group in ready)
        except Refusal:
            with transaction.atomic():
                return tuple(_apart(group, actor, at) for group in ready)


def reverse(key_of_entry: str, *, key: str, reason: str, business_date: date, actor: str, at: datetime) -> Posted:
    """Undo an entry by a new one with its lines turned round; once only (the database sees to it)."""
    row = Entry.objects.filter(key=key_of_entry).first()
    if row is None:
        raise EntryUnknown("entry", key=key_of_entry)
    if not reason.strip():
        raise ReversalUnfit("reason", key=key_of_entry)
    if Entry.objects.filter(reverses=row).exclude(key=key).exists():
        raise AlreadyReversed("entry", key=key_of_entry)
    lines = row.postings.order_by("pk").values_list("account__code", "amount")
    draft = Draft(
        key=key,
        kind=REVERSAL,
        business_date=business_date,
        lines=tuple(Line(account, -amount) for account, amount in lines),
        document=row.document,
        words=reason.strip(),
        reverses=key_of_entry,
    )
    return post(draft, actor=actor, at=at)


def _together(drafts: Sequence[Draft], actor: str, at: datetime) -> tuple[Posted, ...]:
    if not drafts:
        return ()
    own = connections[DEFAULT_DB_ALIAS]
    if own.vendor == "sqlite" and not own.in_atomic_block:
        with Straight() as cursor:
            return booking.book_for(cursor, [(draft, actor, at) for draft in drafts])
    with transaction.atomic():
        return booking.book(drafts, actor=actor, at=at)


def _checked(group: Sequence[Draft]) -> tuple[Draft, ...] | Refusal:
    try:
        return tuple(checked(draft) for draft in group)
    except Refusal as refusal:
        return refusal


def _result(group: tuple[Draft, ...] | Refusal, booked: dict[str, Posted]) -> Result:
    if isinstance(group, Refusal):
        return Result(refusal=group)
    return Result(tuple(booked[draft.key] for draft in group))


def _apart(group: tuple[Draft, ...] | Refusal, actor: str, at: datetime) -> Result:
    if isinstance(group, Refusal):
        return Result(refusal=group)
    try:
        with transaction.atomic():
            return Result(booking.book(group, actor=actor, at=at))
    except Refusal as refusal:
        return Result(refusal=refusal)
