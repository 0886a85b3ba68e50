"""Statements and balances on any day: the nearest closed day's balance, and the lines since."""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from zaiton.blocks.money.domain.books import StatementCard, StatementRow, TrialRow
from zaiton.blocks.money.domain.closing_refusals import PeriodUnfit
from zaiton.blocks.money.models import Account, Closing, Posting
from zaiton.blocks.money.queries.accounts import account_card

PAGE = 100
TRIAL = """
SELECT a.code, a.name_zh, a.name_en, a.kind, a.currency, COALESCE(s.posted, 0) + COALESCE(m.moved, 0)
FROM money_account a
LEFT JOIN money_snapshot s ON s.account_id = a.id AND s.closing_id = %s
LEFT JOIN (SELECT p.account_id AS account_id, SUM(p.amount) AS moved FROM money_entry e
           JOIN money_posting p ON p.entry_id = e.id
           WHERE e.business_date > %s AND e.business_date <= %s GROUP BY p.account_id) m ON m.account_id = a.id
ORDER BY a.code
"""
BEFORE_ALL = date(1, 1, 1)


def statement(
    code: str, *, first: date, last: date, after: tuple[date, int] | None = None, limit: int = PAGE
) -> StatementCard:
    """The statement of an account from ``first`` to ``last``; ``after`` is the mark of the page before.

    Whoever calls has asked whether the person may see the account. Raises ``AccountUnknown``, ``PeriodUnfit``.
    """
    if last < first:
        raise PeriodUnfit("last", first=first.isoformat(), last=last.isoformat())
    card = account_card(code)
    opening = balance_on(code, first - timedelta(days=1)) if first > BEFORE_ALL else 0
    inside = Posting.objects.filter(account__code=code, entry__business_date__range=(first, last))
    rows = inside.select_related("entry").order_by("entry__business_date", "entry_id", "id")
    running = opening
    if after is not None:
        day, number = after
        earlier = inside.filter(entry__business_date__lt=day) | inside.filter(
            entry__business_date=day, entry_id__lte=number
        )
        running += sum(earlier.values_list("amount", flat=True))
        rows = rows.exclude(pk__in=earlier.values("pk"))
    found, more = [], None
    for row in rows[: limit + 1]:
        entry = row.entry
        if len(found) >= limit and found[-1].entry != entry.pk:
            more = (found[-1].business_date, found[-1].entry)
            break
        running += row.amount
        found.append(
            StatementRow(
                entry.pk,
                entry.key,
                entry.kind,
                entry.business_date,
                entry.booked_at,
                entry.document,
                entry.words,
                row.amount,
                running,
            )
        )
    return StatementCard(code, card.currency, first, last, opening, tuple(found), balance_on(code, last), more)


def balance_on(code: str, day: date) -> int:
    """The balance at the end of a business day, in minor units; 0 before the account's first line."""
    begin, kept = BEFORE_ALL, 0
    closing = Closing.objects.filter(through__lte=day).order_by("-through").first()
    account = Account.objects.only("pk").get(code=code)
    if closing is not None:
        begin = closing.through
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT posted FROM money_snapshot WHERE account_id = %s AND closing_id = %s", [account.pk, begin]
            )
            kept = (cursor.fetchone() or (0,))[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(p.amount), 0) FROM money_posting p JOIN money_entry e ON e.id = p.entry_id "
            "WHERE p.account_id = %s AND e.business_date > %s AND e.business_date <= %s",
            [account.pk, begin, day],
        )
        return kept + int(cursor.fetchone()[0])


def trial_balance(day: date) -> tuple[TrialRow, ...]:
    """Every account with its balance at the end of a day, by code; the balances of each currency add up to zero."""
    closing = Closing.objects.filter(through__lte=day).order_by("-through").first()
    begin = closing.through if closing else BEFORE_ALL
    with connection.cursor() as cursor:
        cursor.execute(TRIAL, [begin, begin, day])
        return tuple(TrialRow(*_plain(row)) for row in cursor.fetchall())


def closed_through() -> date | None:
    """The last closed day."""
    return Closing.objects.order_by("-through").values_list("through", flat=True).first()


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:-1], int(row[-1]))
