"""``zaiton tariff rederive``: whether the rates of a schedule follow from their base by equal annual cuts."""

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.domain.asking import read_day
from zaiton.services.tariff.queries.rederiving import rederived

MOST_CUTS = 60


class BadCuts(Refusal):
    """Numbers of cuts that cannot be read."""

    code = "bad_cuts"
    message = gettext_noop("“{given}” are no numbers of annual cuts.")
    mend = gettext_noop("Write whole numbers from 1 to 60 with commas between, like 11,16,21.")


@tariff.command(
    name="rederive",
    help=gettext_noop(
        "How many rates of a schedule follow exactly from their base by equal annual cuts, by number of cuts, "
        "beside what chance would give."
    ),
)
@click.option("--agreement", required=True, help=gettext_noop("Id of the agreement, like RCEP."))
@click.option("--destination", required=True, help=gettext_noop("Importing territory, two letters."))
@click.option("--origin", required=True, help=gettext_noop("Country of origin, two letters."))
@click.option("--on", "on", default="", help=gettext_noop("Day the rates hold, like 2026-06-01; today if left out."))
@click.option("--base", default="", help=gettext_noop("Id of the base tables: WTO or MFN if left out."))
@click.option(
    "--cuts", default="", help=gettext_noop("Numbers of cuts to try, like 11,16,21; the usual ones if left out.")
)
@click.option("--seed", default=2022, show_default=True, help=gettext_noop("Seed of the control."))
@json_option
def rederive_command(
    agreement: str, destination: str, origin: str, on: str, base: str, cuts: str, seed: int, as_json: bool
) -> None:
    """Print the report."""
    document = rederived(
        agreement.upper(),
        destination.upper(),
        origin.upper(),
        day=read_day(on) if on else clock.today(),
        base=base.upper(),
        cuts=_cuts(cuts),
        seed=seed,
    )
    emit(document, as_json, lambda: _text(document))


def _cuts(text: str) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= MOST_CUTS for word in words):
        raise BadCuts(given=text[:40])
    return tuple(dict.fromkeys(int(word) for word in words))


def _text(document: dict) -> str:
    head = gettext("{agreement}, {origin} → {destination}, {day}: base {base}, {index} cuts made.").format(
        agreement=document["agreement"],
        origin=document["origin"],
        destination=document["destination"],
        day=document["on"],
        base=document["base"],
        index=document["year_index"],
    )
    lines = [
        head,
        gettext("{exact} of {counted} plain lines come out exactly; by chance {mean} (at most {most}).").format(
            exact=document["exact"],
            counted=document["counted"],
            mean=document["control"]["exact_mean"],
            most=document["control"]["exact_most"],
        ),
    ]
    lines += [
        "  "
        + gettext("N = {cuts}: {fits} fit, {assigned} counted here; by chance {mean} (at most {most}).").format(
            cuts=row["cuts"],
            fits=row["fits"],
            assigned=row["assigned"],
            mean=row["control_mean"],
            most=row["control_most"],
        )
        for row in document["cuts"]
    ]
    lines += [
        "  - " + gettext("left out: {count} lines, {reason}").format(count=row["lines"], reason=row["text"])
        for row in document["left_out"]
    ]
    return "\n".join(lines)
