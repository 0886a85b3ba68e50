"""Door for operators: ``zaiton retail-tax take`` and ``sales``: files of messages taken by hand, sales as they stand."""

from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now
from zaiton.services.retail_tax.actions.taking import Taken, documents_take
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.matching_words import REASONS
from zaiton.services.retail_tax.domain.states import SALE_STATES
from zaiton.services.retail_tax.queries.sales import SaleCard, receipt_words, sales_page
from zaiton.services.retail_tax.queries.signers import fingerprints_of

ACTOR = "operator"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command(help=gettext_noop("Take each FILE of messages for a company and print what its receipt says."))
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--company", required=True, help=gettext_noop("public id of the company whose files these are"))
@click.option(
    "--receipts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help=gettext_noop("folder into which the receipts are written"),
)
@click.option("--signed", is_flag=True, help=gettext_noop("refuse what is not signed with a certificate on file"))
@json_option
@click.pass_context
def take(
    context: click.Context, files: tuple[Path, ...], company: str, receipts: Path | None, signed: bool, as_json: bool
) -> None:
    """Ends with 1 when a file or one of its records was refused."""
    told = [_taken(file, company, receipts, signed) for file in files]
    emit({"files": told}, as_json, lambda: "\n".join(line for one in told for line in _lines(one)))
    context.exit(EXIT_REFUSED if any(one["refused"] or one["problem"] for one in told) else EXIT_OK)


@group.command(help=gettext_noop("Sales, the newest first, with what does not agree."))
@click.option("--state", type=click.Choice(list(SALE_STATES)), default=None, help=gettext_noop("those in this state"))
@click.option("--order", default="", help=gettext_noop("of this order number"))
@click.option("--most", type=click.IntRange(1, 1000), default=50, help=gettext_noop("how many at most"))
@json_option
def sales(state: str | None, order: str, most: int, as_json: bool) -> None:
    """Buyers are masked."""
    cards = sales_page(None, states=(state,) if state else (), number=order, limit=most)
    data = {"sales": [_sale(card) for card in cards]}
    emit(data, as_json, lambda: "\n".join(line for card in cards for line in _sale_lines(card)) or gettext("none"))


def _taken(file: Path, company: str, receipts: Path | None, signed: bool) -> dict[str, object]:
    at = now()
    try:
        taken: Taken | None = documents_take(
            file.read_bytes(),
            name=file.name,
            source="file",
            organisation=company,
            on_file=fingerprints_of((company,), at=at),
            must_be_signed=signed,
            actor=ACTOR,
            at=at,
        )
    except Refusal as refusal:
        return {"file": file.name, "accepted": 0, "refused": 0, "problem": refusal.sentence(gettext), "said": []}
    if receipts is not None:
        (receipts / f"{file.stem}.{taken.intake}.receipt.xml").write_bytes(taken.receipt)
    return {
        "file": file.name,
        "intake": taken.intake,
        "message": taken.message,
        "accepted": taken.accepted,
        "refused": taken.refused,
        "repeated": taken.repeated,
        "problem": "",
        "said": [one for one in receipt_words(taken.receipt) if "[Code:-" in one],
    }


def _lines(one: dict[str, object]) -> list[str]:
    if one["problem"]:
        return [f"{one['file']}: {one['problem']}"]
    words = gettext("{accepted} taken, {refused} refused").format(accepted=one["accepted"], refused=one["refused"])
    said = one["said"] if isinstance(one["said"], list) else []
    return [f"{one['file']}: {words}", *(f"    {each}" for each in said)]


def _sale(card: SaleCard) -> dict[str, object]:
    findings = [{"check": one["check"], "field": one["field"], "why": _why(one)} for one in card.findings]
    return {
        "platform": card.ebp_code,
        "order": card.order_no,
        "state": card.state,
        "buyer": card.buyer,
        "findings": findings,
    }


def _sale_lines(card: SaleCard) -> list[str]:
    head = "  ".join([card.ebp_code, card.order_no, gettext(SALE_STATES[card.state]), card.buyer])
    return [head.rstrip(), *(f"    {_why(one)}" for one in card.findings)]


def _why(finding: dict[str, object]) -> str:
    return gettext(REASONS[str(finding["reason"])]).format(**finding)
