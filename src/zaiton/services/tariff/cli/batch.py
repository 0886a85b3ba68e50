"""``zaiton tariff best --file``: a list of shipments in, the answered list out."""

import sys
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.kit import clock
from zaiton.kit.cli import EXIT_NOT_COVERED, emit
from zaiton.services.tariff.queries.batch import FIELDS
from zaiton.services.tariff.queries.batch_run import answer_file


def best_of_file(source: Path, out: Path, columns: str, as_json: bool) -> None:
    """Answer the list, print how many rows came out how; exit 3 where not one row was answered."""
    fields = tuple(name.strip() for name in columns.split(",") if name.strip()) or FIELDS
    shown = not as_json and sys.stderr.isatty()
    with click.progressbar(length=100, label=gettext("Answering"), file=sys.stderr, hidden=not shown) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(100 * done // max(total, 1) - bar.pos)

        found = answer_file(source, out, today=clock.today(), progress=progress, fields=fields)
    sentence = gettext("{rows} rows: {answered} answered, {refused} refused, {not_covered} not covered; see {file}.")
    emit({**found._asdict(), "file": str(out)}, as_json, lambda: sentence.format(**found._asdict(), file=out))
    if not found.answered:
        sys.exit(EXIT_NOT_COVERED)
