"""zaiton papers store check: whether every stored content is what it was when it came."""

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.papers.actions.scanning import scanner_name
from zaiton.blocks.papers.cli.papers_group import papers
from zaiton.blocks.papers.queries.blobs import blobs_counted, blobs_wrong
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option

WRONG = {"missing": gettext_noop("missing"), "damaged": gettext_noop("damaged")}


@papers.group(help=gettext_noop("The store of contents: files handed in and made, each under its digest."))
def store() -> None:
    """The group itself does nothing."""


@store.command(
    help=gettext_noop("Read every stored file and compare it with its digest; exit 1 when one is not whole.")
)
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Reads everything; files that are not whole are named, with what is wrong with each."""
    contents, uses = blobs_counted()
    wrong = list(blobs_wrong())
    data = {
        "ok": not wrong,
        "contents": contents,
        "uses": uses,
        "scanner": scanner_name() or None,
        "wrong": [{"sha256": sha256, "what": what} for sha256, what in wrong],
    }
    lines = [f"{sha256}  {gettext(WRONG[what])}" for sha256, what in wrong]
    lines.append(
        gettext("Contents: {contents}, whole: {whole}, kept {uses} times over.").format(
            contents=contents, whole=contents - len(wrong), uses=uses
        )
    )
    if not data["scanner"]:
        lines.append(gettext("No virus scanner looks at what is handed in; see ZAITON_CLAMAV."))
    emit(data, as_json, "\n".join(lines))
    context.exit(EXIT_OK if not wrong else EXIT_REFUSED)
