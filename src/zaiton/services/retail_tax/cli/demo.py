"""Door for operators: ``zaiton retail-tax demo``, a day's invented sales for a demonstration."""

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option
from zaiton.services.retail_tax.actions.demo import demo_make
from zaiton.services.retail_tax.cli.group import group


@group.command(
    help=gettext_noop("Make a day’s invented sales for the demonstration company, from message files to payment books.")
)
@json_option
def demo(as_json: bool) -> None:
    """Refused where there is no demonstration."""
    made = demo_make(at=clock.now())
    said = {"files": made.files, "lists": made.lists, "released": made.released, "books": made.books}
    words = gettext(
        "{files} message files taken, {lists} inventory lists declared, {released} released, {books} payment books."
    )
    emit(said, as_json, words.format(**said))
