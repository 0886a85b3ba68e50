"""zaiton money accounts, opening, propose, approve, refuse, export: entries by hand, and the books as a file."""

import csv
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

import click
from django.utils.translation import get_language, gettext

from zaiton.base.money import parse, plain
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.opening import opening_propose
from zaiton.blocks.money.actions.proposals import entry_approve, entry_propose, entry_refuse
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.opening_refusals import OpeningRow
from zaiton.blocks.money.domain.proposals import ProposalCard
from zaiton.blocks.money.queries.accounts import account_card, accounts_of
from zaiton.blocks.money.queries.exporting import exported_beancount, exported_csv
from zaiton.blocks.money.queries.proposals import proposals as proposed
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now, today

DAY = click.DateTime(["%Y-%m-%d"])
person = click.option(
    "--as", "actor", required=True, help=gettext_noop("Who does it, as the log will name them: two different people.")
)


@money.command(help=gettext_noop("List accounts with their balances."))
@click.option("--owner", default="", help=gettext_noop("Of an owner such as organisation/ID; without it our own."))
@json_option
def accounts(owner: str, as_json: bool) -> None:
    """By code."""
    found = accounts_of(owner)
    english = (get_language() or "").startswith("en")
    data = {
        "accounts": [
            {
                "code": one.code,
                "name": {"zh": one.name_zh, "en": one.name_en},
                "kind": one.kind,
                "currency": one.currency,
                "balance": one.posted,
                "held_in": one.pending_debit,
                "held_out": one.pending_credit,
            }
            for one in found
        ]
    }
    lines = [
        f"{one.code}  {plain(one.posted, one.currency)} {one.currency}  {one.name_en if english else one.name_zh}"
        for one in found
    ]
    emit(data, as_json, "\n".join(lines) or gettext("There is no account."))


@money.command(help=gettext_noop("Propose an entry: ACCOUNT=AMOUNT for each line, debit positive, credit negative."))
@click.argument("lines", nargs=-1, required=True, metavar="ACCOUNT=AMOUNT...")
@click.option("--on", "day", type=DAY, help=gettext_noop("Business day; without it today."))
@click.option("--words", required=True, help=gettext_noop("Why."))
@click.option("--document", default="", help=gettext_noop("The document it rests on."))
@person
@json_option
def propose(lines: tuple[str, ...], day: datetime | None, words: str, document: str, actor: str, as_json: bool) -> None:
    """Nothing is booked until another person approves."""
    card = entry_propose(
        lines=tuple(_line(text) for text in lines),
        business_date=day.date() if day else today(),
        words=words,
        document=document,
        actor=actor,
        at=now(),
    )
    emit(_told(card), as_json, gettext("Proposed: {proposal}").format(proposal=card.public_id))


@money.command(
    help=gettext_noop("Propose the opening balances of FILE (CSV: account,amount; debit positive) against equity.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--equity", multiple=True, required=True, help=gettext_noop("Account of equity; one for each currency in the file.")
)
@click.option("--on", "day", type=DAY, help=gettext_noop("Business day; without it today."))
@click.option("--words", required=True, help=gettext_noop("Why."))
@person
@json_option
def opening(file: Path, equity: tuple[str, ...], day: datetime | None, words: str, actor: str, as_json: bool) -> None:
    """Nothing is booked until another person approves."""
    card = opening_propose(
        _balances(file),
        equity=equity,
        business_date=day.date() if day else today(),
        words=words,
        actor=actor,
        at=now(),
    )
    emit(_told(card), as_json, gettext("Proposed: {proposal}").format(proposal=card.public_id))


@money.command(help=gettext_noop("Book the proposed entry ID."))
@click.argument("proposal")
@person
@json_option
def approve(proposal: str, actor: str, as_json: bool) -> None:
    """By another person than its maker."""
    card = entry_approve(proposal, actor=actor, at=now())
    emit(_told(card), as_json, gettext("Booked: {entry}").format(entry=card.entry))


@money.command(help=gettext_noop("Refuse the proposed entry ID."))
@click.argument("proposal")
@click.option("--reason", required=True, help=gettext_noop("Why."))
@person
@json_option
def refuse(proposal: str, reason: str, actor: str, as_json: bool) -> None:
    """By another person than its maker."""
    card = entry_refuse(proposal, reason=reason, actor=actor, at=now())
    emit(_told(card), as_json, gettext("Refused: {proposal}").format(proposal=card.public_id))


@money.command(help=gettext_noop("List proposed entries, the newest first."))
@click.option("--waiting", is_flag=True, help=gettext_noop("Only those that nobody has decided."))
@json_option
def proposals(waiting: bool, as_json: bool) -> None:
    """At most a hundred."""
    found = proposed(state="proposed" if waiting else "")
    lines = [f"{one.public_id}  {one.state}  {one.maker}  {one.content['words']}" for one in found]
    emit({"proposals": [_told(one) for one in found]}, as_json, "\n".join(lines) or gettext("There is none."))


@money.command(help=gettext_noop("Write the entries of a period to FILE (- for the screen)."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["csv", "beancount"]), default="csv", show_default=True)
@click.option("--from", "first", type=DAY, required=True, help=gettext_noop("First day."))
@click.option("--to", "last", type=DAY, help=gettext_noop("Last day; without it today."))
def export(file: Path, form: str, first: datetime, last: datetime | None) -> None:
    """A file that is there is replaced when the new one is whole."""
    end = last.date() if last else today()
    lines = (exported_csv if form == "csv" else exported_beancount)(first.date(), end)
    if str(file) == "-":
        _write(lines, sys.stdout)
        return
    half = file.with_name(f".{file.name}.half")
    with half.open("w", encoding="utf-8") as target:
        _write(lines, target)
    half.replace(file)


def _write(lines: Iterable[str], target: IO[str]) -> None:
    for line in lines:
        target.write(f"{line}\n")


def _line(text: str) -> Line:
    code, sign, amount = text.rpartition("=")
    if not sign:
        raise click.UsageError(gettext("Write each line as ACCOUNT=AMOUNT, not {text}.").format(text=text))
    return Line(code, parse(amount, account_card(code).currency))


def _balances(file: Path) -> list[tuple[str, int]]:
    """The rows of a list; the first that cannot be read is refused with its line."""
    found = []
    try:
        rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
        for row in rows:
            code, amount = (row.get(name) for name in ("account", "amount"))
            if not code or not amount or None in row:
                raise OpeningRow("file", line=rows.line_num)
            found.append((code.strip(), parse(amount.strip(), account_card(code.strip()).currency)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise OpeningRow("file", line=1) from error
    if not found:
        raise OpeningRow("file", line=1)
    return found


def _told(card: ProposalCard) -> dict[str, object]:
    return {
        "proposal": card.public_id,
        "state": card.state,
        "maker": card.maker,
        "checker": card.checker,
        "entry": card.entry,
        "content": card.content,
    }
