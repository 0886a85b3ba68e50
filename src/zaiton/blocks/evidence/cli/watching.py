"""The command of a witness: whoever wants to be able to say that a log was never rewritten."""

from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.actions.watching import watch
from zaiton.blocks.evidence.cli.evidence_group import evidence
from zaiton.blocks.evidence.queries.sources import source_of
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option

FOLDER = click.Path(file_okay=False, path_type=Path)


@evidence.command(
    "witness",
    help=gettext_noop("Mirror a log, make sure it was only continued, sign that; exit 1 with an alarm when not."),
)
@click.argument("place")
@click.option(
    "--store",
    required=True,
    type=FOLDER,
    help=gettext_noop("Folder of the witness: mirror, last checkpoint, keys, alarms."),
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=gettext_noop("The log's keys as they were got elsewhere, one a line."),
)
@click.option("--name", default="", help=gettext_noop("Name of the witness, for its key; made at the first look."))
@click.option("--quick", is_flag=True, help=gettext_noop("Fetch only what is new, do not compare everything again."))
@json_option
def witness(place: str, store: Path, key: Path | None, name: str, quick: bool, as_json: bool) -> None:
    """PLACE is an address such as https://example.cn/evidence, or a folder."""
    trusted = key.read_text(encoding="utf-8") if key else ""
    seen = watch(source_of(place), store, at=clock.now(), trusted=trusted, name=name, quick=quick)
    data = {"size": seen.size, "known": seen.known, "checkpoint": seen.checkpoint, "key": seen.key}
    sentence = gettext("The log was only continued: {known} entries before, {size} now. Signed by {key}")
    emit(data, as_json, lambda: sentence.format(known=seen.known, size=seen.size, key=seen.key))
