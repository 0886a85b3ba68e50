"""zaiton money verify, close, statement, trial: the books from the command line."""

from datetime import date, datetime

import click
from django.utils.translation import gettext

from zaiton.base.money import plain
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.closing import day_close
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.queries import statements, verifying
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now, today

DAY = click.DateTime(["%Y-%m-%d"])
ACTOR = "command"


@money.command(help=gettext_noop("Check the whole ledger from its tables; exit 1 when anything does not hold."))
@json_option
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Each fault on a line of its own."""
    verdict = verifying.verify()
    data = {
        "ok": verdict.ok,
        "accounts": verdict.accounts,
        "entries": verdict.entries,
        "anchored": verdict.anchored,
        "faults": [{"what": fault.what, "where": fault.where} for fault in verdict.faults],
    }
    lines = [f"{gettext(fault.sentence)}: {fault.where}" for fault in verdict.faults]
    told = gettext("{accounts} accounts, {entries} entries: everything holds.") if verdict.ok else ""
    emit(data, as_json, "\n".join(lines) or told.format(accounts=verdict.accounts, entries=verdict.entries))
    context.exit(EXIT_OK if verdict.ok else EXIT_REFUSED)


@money.command(help=gettext_noop("Close the business day DAY and all before it: nothing is booked on them any more."))
@click.argument("day", type=DAY)
@json_option
def close(day: datetime, as_json: bool) -> None:
    """Says how many entries the days had."""
    row = day_close(day.date(), actor=ACTOR, at=now())
    data = {"through": row.through.isoformat(), "entries": row.entries, "digest": row.digest}
    told = gettext("Closed through {day}: {entries} entries, digest of the trial balance {digest}.")
    emit(data, as_json, told.format(day=row.through, entries=row.entries, digest=row.digest))


@money.command(help=gettext_noop("Show the statement of the account CODE."))
@click.argument("code")
@click.option("--from", "first", type=DAY, help=gettext_noop("First day; without it the first of the month."))
@click.option("--to", "last", type=DAY, help=gettext_noop("Last day; without it today."))
@json_option
def statement(code: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """All pages of it."""
    end = last.date() if last else today()
    begin = first.date() if first else end.replace(day=1)
    page = statements.statement(code, first=begin, last=end)
    rows, opening, mark = list(page.rows), page.opening, page.more
    while mark is not None:
        page = statements.statement(code, first=begin, last=end, after=mark)
        rows += page.rows
        mark = page.more
    amount = page.currency
    data = {
        "account": code,
        "currency": amount,
        "from": begin.isoformat(),
        "to": end.isoformat(),
        "opening": opening,
        "closing": page.closing,
        "rows": [
            {
                "entry": row.key,
                "kind": row.kind,
                "business_date": row.business_date.isoformat(),
                "document": row.document,
                "amount": row.amount,
                "balance": row.balance,
            }
            for row in rows
        ],
    }
    lines = [f"{begin}  {gettext('opening')}  {plain(opening, amount)} {amount}"]
    lines += [
        f"{row.business_date}  {row.key}  {plain(row.amount, amount)}  {plain(row.balance, amount)}" for row in rows
    ]
    lines.append(f"{end}  {gettext('closing')}  {plain(page.closing, amount)} {amount}")
    emit(data, as_json, "\n".join(lines))


@money.command(help=gettext_noop("Show the trial balance at the end of a day."))
@click.option("--on", "day", type=DAY, help=gettext_noop("The day; without it today."))
@json_option
def trial(day: datetime | None, as_json: bool) -> None:
    """Accounts at zero are left out."""
    on: date = day.date() if day else today()
    rows = [row for row in statements.trial_balance(on) if row.balance]
    data = {
        "day": on.isoformat(),
        "accounts": [
            {"code": row.code, "kind": row.kind, "currency": row.currency, "balance": row.balance} for row in rows
        ],
    }
    lines = [f"{row.code}  {plain(row.balance, row.currency)} {row.currency}" for row in rows]
    emit(data, as_json, "\n".join(lines) or gettext("Every account is at zero."))
