"""Door for operators who act for customs: ``zaiton retail-tax lists``, ``release``, ``inspect``, ``returned``, ``guarantees``."""

from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now
from zaiton.services.retail_tax.actions.confirming import Outcome
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.actions.guarantees import guarantee_accept, guarantee_refuse
from zaiton.services.retail_tax.actions.releasing import inventories_inspect, inventories_release
from zaiton.services.retail_tax.actions.returning import return_done, return_refuse
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.states import GUARANTEE_STATES, INVENTORY_STATES
from zaiton.services.retail_tax.queries.inventories import InventoryCard, inventories_page
from zaiton.services.retail_tax.queries.securities import GuaranteeCard, guarantee_card, guarantees_page
from zaiton.services.retail_tax.queries.settlement import USUAL

ACTOR = "operator"
NUMBERS = click.argument("numbers", nargs=-1, metavar="NUMBER...")
FILE = click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help=gettext_noop("file with a number on each line"),
)


@group.command(help=gettext_noop("Inventory lists of a state, the oldest first."))
@click.option(
    "--state", type=click.Choice(list(INVENTORY_STATES)), default="accepted", help=gettext_noop("their state")
)
@click.option("--customs", default="", help=gettext_noop("of this customs district"))
@click.option("--flagged", is_flag=True, help=gettext_noop("only those to be looked at"))
@click.option("--most", type=click.IntRange(1, 10_000), default=100, help=gettext_noop("how many at most"))
@json_option
def lists(state: str, customs: str, flagged: bool, most: int, as_json: bool) -> None:
    """Buyers are masked."""
    cards = inventories_page(None, states=(state,), customs_code=customs, flagged=flagged, limit=most)
    emit({"lists": [_list(card) for card in cards]}, as_json, lambda: "\n".join(map(_line, cards)) or gettext("none"))


@group.command(help=gettext_noop("Release the inventory lists of NUMBER... for customs; each refused one is told."))
@NUMBERS
@FILE
@click.option("--reason", default="", help=gettext_noop("kept with the step"))
@json_option
@click.pass_context
def release(context: click.Context, numbers: tuple[str, ...], file: Path | None, reason: str, as_json: bool) -> None:
    """Ends with 1 where one was refused."""
    _told(context, inventories_release(_named(numbers, file), reason=reason, actor=ACTOR, at=now()), as_json)


@group.command(help=gettext_noop("Stop the inventory lists of NUMBER... for inspection."))
@NUMBERS
@FILE
@click.option("--reason", required=True, help=gettext_noop("what the agent is told"))
@json_option
@click.pass_context
def inspect(context: click.Context, numbers: tuple[str, ...], file: Path | None, reason: str, as_json: bool) -> None:
    """Ends with 1 where one was refused."""
    _told(context, inventories_inspect(_named(numbers, file), reason=said(reason), actor=ACTOR, at=now()), as_json)


@group.command(
    help=gettext_noop(
        "Record that the goods of inventory list NUMBER are back, or with --refuse that they may not go back."
    )
)
@click.argument("number")
@click.option("--refuse", default="", help=gettext_noop("why they may not"))
@json_option
def returned(number: str, refuse: str, as_json: bool) -> None:
    """The bill is void, or claimed back where it was paid."""
    claim = ""
    if refuse:
        return_refuse(number, reason=refuse, actor=ACTOR, at=now())
    else:
        claim = return_done(number, actor=ACTOR, at=now())
    emit({"number": number, "refused": bool(refuse), "claim": claim}, as_json, gettext("done"))


@group.group(help=gettext_noop("Guarantees for tax that is paid later."))
def guarantees() -> None:
    """The group itself does nothing."""


@guarantees.command("list", help=gettext_noop("Guarantees, the newest first, with what is left of each."))
@click.option(
    "--state", type=click.Choice(list(GUARANTEE_STATES)), default=None, help=gettext_noop("those in this state")
)
@json_option
def list_(state: str | None, as_json: bool) -> None:
    """One line each."""
    cards = guarantees_page(None, states=(state,) if state else (), limit=1000)
    data = {"guarantees": [_guarantee(card) for card in cards]}
    emit(data, as_json, lambda: "\n".join(map(_guarantee_line, cards)) or gettext("none"))


@guarantees.command(help=gettext_noop("Accept the guarantee of ID for customs."))
@click.argument("public_id", metavar="ID")
@click.option("--scheme", default=USUAL, show_default=True, help=gettext_noop("how its bills are settled"))
@json_option
def accept(public_id: str, scheme: str, as_json: bool) -> None:
    """From now on lists are released under it."""
    guarantee_accept(public_id, settlement=scheme, actor=ACTOR, at=now())
    _shown(public_id, as_json)


@guarantees.command(help=gettext_noop("Refuse the guarantee of ID for customs."))
@click.argument("public_id", metavar="ID")
@click.option("--reason", required=True, help=gettext_noop("what the company is told"))
@json_option
def refuse(public_id: str, reason: str, as_json: bool) -> None:
    """It stays on file, refused."""
    guarantee_refuse(public_id, reason=reason, actor=ACTOR, at=now())
    _shown(public_id, as_json)


def _named(numbers: tuple[str, ...], file: Path | None) -> list[str]:
    more = file.read_text("utf-8").split() if file is not None else []
    return [*numbers, *more]


def _told(context: click.Context, outcomes: tuple[Outcome, ...], as_json: bool) -> None:
    data = [
        {
            "number": one.number,
            "state": one.state,
            "repeated": one.repeated,
            "code": one.refusal.code if one.refusal else "",
            "why": one.refusal.sentence(gettext) if one.refusal else "",
        }
        for one in outcomes
    ]
    emit({"outcomes": data}, as_json, lambda: "\n".join(_outcome(one) for one in outcomes) or gettext("none"))
    context.exit(EXIT_REFUSED if any(one.refusal for one in outcomes) else EXIT_OK)


def _outcome(one: Outcome) -> str:
    words = one.refusal.sentence(gettext) if one.refusal else gettext(INVENTORY_STATES[one.state])
    return f"{one.number}  {words}"


def _line(card: InventoryCard) -> str:
    flags = [gettext(flag["words"]).format(**flag) for flag in card.flags]
    tax = shown(card.total_fen, "CNY")
    return "  ".join([card.invt_no, card.customs_code, card.agent_code, shown(card.dutiable_fen, "CNY"), tax, *flags])


def _list(card: InventoryCard) -> dict[str, object]:
    names = (
        "state",
        "agent_code",
        "assure_code",
        "customs_code",
        "order_no",
        "buyer",
        "dutiable_fen",
        "total_fen",
        "flags",
    )
    return {"number": card.invt_no} | {name: getattr(card, name) for name in names}


def _shown(public_id: str, as_json: bool) -> None:
    card = guarantee_card(public_id, None)
    emit(_guarantee(card), as_json, _guarantee_line(card))


def _guarantee(card: GuaranteeCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in GuaranteeCard.__dataclass_fields__ if name != "place"}


def _guarantee_line(card: GuaranteeCard) -> str:
    left = shown(card.left_fen, "CNY") if card.left_fen is not None else "—"
    return "  ".join(
        [card.public_id, card.number, gettext(GUARANTEE_STATES[card.state]), shown(card.limit_fen, "CNY"), left]
    )
