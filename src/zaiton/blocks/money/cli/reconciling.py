"""zaiton money reconcile, breaks, break-propose, break-resolve, break-refuse: days compared, differences settled by two people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import officer_by_email
from zaiton.blocks.money.actions.breaks import break_propose, break_refuse, break_resolve
from zaiton.blocks.money.actions.fetching import Fetched, reconcile_day
from zaiton.blocks.money.actions.reconciling import reconcile as compare
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.domain.breaks import RESOLUTIONS, BreakCard, kind_words
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.reconcile_refusals import OwnerUnfit
from zaiton.blocks.money.domain.runs import RunCard
from zaiton.blocks.money.queries.breaks import break_card, breaks_ended, breaks_standing
from zaiton.blocks.money.queries.matching_scheme import scheme
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now, today

DAY = click.DateTime(["%Y-%m-%d"])
by_option = click.option("--by", required=True, metavar="EMAIL", help=gettext_noop("The officer who does it."))


@money.command(
    help=gettext_noop("Fetch the statements of a day and compare them; exit 1 when a line is left in a break.")
)
@click.option("--day", type=DAY, help=gettext_noop("The day; without it yesterday."))
@click.option("--no-fetch", is_flag=True, help=gettext_noop("Compare what is there; ask no counterpart."))
@json_option
@click.pass_context
def reconcile(context: click.Context, day: datetime | None, no_fetch: bool, as_json: bool) -> None:
    """Yesterday in Beijing, where no day is given."""
    on = day.date() if day else today() - timedelta(days=1)
    fetched: tuple[Fetched, ...] = ()
    if no_fetch:
        card = compare(on, at=now())
    else:
        card, fetched = reconcile_day(on, at=now())
    emit(_run_shown(card, fetched), as_json, "\n".join(_run_lines(card, fetched)))
    context.exit(EXIT_OK if card.clean else EXIT_REFUSED)


@money.command("breaks", help=gettext_noop("List the breaks that nobody has settled, the oldest first; or show one."))
@click.argument("public_id", required=False)
@click.option("--kind", default="", help=gettext_noop("Only of this kind."))
@click.option("--owner", default="", help=gettext_noop("Only those this role or person looks after."))
@click.option("--ended", is_flag=True, help=gettext_noop("Those that ended last instead."))
@click.option(
    "--limit", default=200, show_default=True, type=click.IntRange(1, 10_000), help=gettext_noop("At most so many.")
)
@json_option
def list_breaks(public_id: str | None, kind: str, owner: str, ended: bool, limit: int, as_json: bool) -> None:
    """With its lines and steps for one."""
    on = today()
    if public_id:
        _show((break_card(public_id, on=on),), as_json, whole=True)
    elif ended:
        _show(breaks_ended(on=on, kind=kind, limit=limit), as_json)
    else:
        _show(breaks_standing(on=on, kind=kind, owner=owner, limit=limit), as_json)


@money.command("break-propose", help=gettext_noop("Propose how the break ID is settled; another officer decides."))
@click.argument("public_id")
@by_option
@click.option("--words", required=True, help=gettext_noop("What happened, and why this puts it right."))
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="ACCOUNT=AMOUNT",
    help=gettext_noop("A line of the entry to be booked, in minor units, debit positive; repeatable."),
)
@click.option("--date", "booked_on", type=DAY, help=gettext_noop("The business day of the entry; without it today."))
@json_option
def propose(
    public_id: str, by: str, words: str, lines: Sequence[str], booked_on: datetime | None, as_json: bool
) -> None:
    """Without lines it is an explanation, and nothing is booked."""
    read = tuple(_line(text) for text in lines)
    card = break_propose(
        public_id,
        resolution="entry" if read else "explained",
        words=words,
        lines=read,
        business_date=booked_on.date() if booked_on else today(),
        actor=_officer(by),
        at=now(),
    )
    _show((card,), as_json, whole=True)


@money.command("break-resolve", help=gettext_noop("Let the proposal for the break ID stand; its entry is booked."))
@click.argument("public_id")
@by_option
@json_option
def resolve(public_id: str, by: str, as_json: bool) -> None:
    """Refused for whoever proposed it."""
    _show((break_resolve(public_id, actor=_officer(by), at=now()),), as_json, whole=True)


@money.command("break-refuse", help=gettext_noop("Turn the proposal for the break ID down; the break is open again."))
@click.argument("public_id")
@by_option
@click.option("--words", required=True, help=gettext_noop("Why."))
@json_option
def refuse(public_id: str, by: str, words: str, as_json: bool) -> None:
    """Whoever proposed it may take it back so."""
    _show((break_refuse(public_id, words=words, actor=_officer(by), at=now()),), as_json, whole=True)


def _officer(email: str) -> str:
    person = officer_by_email(email)
    if person is None:
        raise OwnerUnfit("by", owner=email[:80])
    return f"person/{person}"


def _line(text: str) -> Line:
    account, sign, amount = text.rpartition("=")
    if not sign or not amount.lstrip("-").isdecimal():
        raise click.UsageError(gettext("Write a line as ACCOUNT=AMOUNT, in minor units."))
    return Line(account, int(amount))


def _show(cards: Sequence[BreakCard], as_json: bool, *, whole: bool = False) -> None:
    lines = [line for card in cards for line in _break_lines(card, whole)]
    emit([_break_shown(card) for card in cards], as_json, "\n".join(lines) or gettext("There are no breaks."))


def _break_lines(card: BreakCard, whole: bool) -> list[str]:
    amount = (
        f"{shown(card.amount, card.currency)} {card.currency}" if card.amount is not None and card.currency else "-"
    )
    age = gettext("{age} working days old").format(age=card.age)
    told = f"{card.public_id}  {card.day}  {gettext(kind_words(card.kind))}  {card.reference or '-'}  {amount}"
    lines = [f"{told}  {card.state}  {card.owner}  {age}"]
    if not whole:
        return lines
    for line in card.lines:
        said = [str(line.get(name, "")) for name in ("source", "day", "amount", "currency", "counterparty", "words")]
        lines.append("  " + "  ".join(word for word in said if word))
    lines += [
        f"  {step.at:%Y-%m-%d %H:%M}  {step.event}  {step.actor}  {gettext(step.words) if step.words else ''}"
        for step in card.steps
    ]
    if card.resolution:
        lines.append(f"  {gettext(RESOLUTIONS[card.resolution])}: {card.words}")
    return lines


def _break_shown(card: BreakCard) -> dict[str, Any]:
    plain = (
        "public_id",
        "kind",
        "reference",
        "amount",
        "currency",
        "owner",
        "state",
        "resolution",
        "words",
        "maker",
        "checker",
    )
    return {
        **{name: getattr(card, name) for name in plain},
        "day": card.day.isoformat(),
        "opened_at": card.opened_at.isoformat(),
        "ended_at": card.ended_at.isoformat() if card.ended_at else None,
        "age": card.age,
        "entry": card.entry,
        "draft": card.draft,
        "lines": [dict(line) for line in card.lines],
        "steps": [
            {"event": step.event, "at": step.at.isoformat(), "actor": step.actor, "words": step.words}
            for step in card.steps
        ],
    }


def _run_shown(card: RunCard, fetched: Sequence[Fetched]) -> dict[str, Any]:
    return {
        "day": card.day.isoformat(),
        "clean": card.clean,
        "repeated": card.repeated,
        "rules": card.rules,
        "sources": dict(card.sources),
        "counts": dict(card.counts),
        "digest": card.digest,
        "fetched": [
            {"source": one.source, "number": one.statement.number if one.statement else None, "why": one.why}
            for one in fetched
        ],
    }


def _run_lines(card: RunCard, fetched: Sequence[Fetched]) -> list[str]:
    titles = {source.name: source.title.in_language(get_language() or "zh-hans") for source in scheme().sources}
    lines = [f"{one.source}: {one.why}" for one in fetched if one.why]
    for name, said in card.sources.items():
        words = gettext("{lines} lines, total {total}") if said else gettext("no statement")
        lines.append(f"{titles.get(name, name)}: {words.format(**(said or {}))}")
    told = gettext("{day}: {lines} lines, {matched} matched, {in_breaks} in breaks, {settled} settled by two people.")
    lines.append(
        told.format(day=card.day, **{name: card.counts[name] for name in ("lines", "matched", "in_breaks", "settled")})
    )
    lines += [f"  {gettext(kind_words(kind))}: {number}" for kind, number in card.counts["breaks"].items()]
    lines.append(
        gettext("Breaks opened {opened}, closed by themselves {closed}, standing {standing}.").format(**card.counts)
    )
    return lines
